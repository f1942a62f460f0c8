// Which playbacks are under way. Expiry ends the right to start; a playback that began in time goes on with the same token
// while it reads at least every 15 minutes, at most 6 hours past expiry. Kept in memory: a restart asks for a new link.
import {
  CLOCK_SKEW_SECONDS,
  PLAYBACK_MAX_SECONDS_PAST_EXPIRY,
  PLAYBACK_PAUSE_SECONDS,
} from '@gramreel/contracts/limits'

const MAX_PLAYBACKS = 20_000

/** One token in use. Times in seconds. */
export type Playback = {
  /** Notes that bytes are read now; false when it may go on no longer. */
  read(now: number): boolean
}

export type Playbacks = {
  /** Begins, or goes on with, the playback of this token; undefined when it expired and was not under way. */
  enter(link: { jti: string; exp: number }, now: number): Playback | undefined
  /** Whether this token already plays, without touching it. */
  isUnderWay(link: { jti: string; exp: number }, now: number): boolean
}

/** Bounded: the one that read longest ago is forgotten first. */
export function createPlaybacks(maxPlaybacks: number = MAX_PLAYBACKS): Playbacks {
  const lastReads = new Map<string, number>()

  function isUnderWay({ jti, exp }: { jti: string; exp: number }, now: number): boolean {
    const last = lastReads.get(jti)
    return (
      last !== undefined &&
      now - last <= PLAYBACK_PAUSE_SECONDS &&
      now <= exp + PLAYBACK_MAX_SECONDS_PAST_EXPIRY
    )
  }

  function note(jti: string, now: number): void {
    lastReads.delete(jti)
    lastReads.set(jti, now)
    if (lastReads.size > maxPlaybacks) {
      const [oldest] = lastReads.keys()
      if (oldest !== undefined) lastReads.delete(oldest)
    }
  }

  const read = (link: { jti: string; exp: number }, now: number): boolean => {
    const allowed = link.exp > now - CLOCK_SKEW_SECONDS || isUnderWay(link, now)
    if (allowed) note(link.jti, now)
    return allowed
  }

  return {
    isUnderWay,
    enter: (link, now) => (read(link, now) ? { read: (later) => read(link, later) } : undefined),
  }
}
