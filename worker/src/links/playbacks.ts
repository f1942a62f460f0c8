// Which playbacks are under way. Expiry ends the right to start; a playback that began in time goes on with the same token
// while it reads at least every 15 minutes, at most 6 hours past expiry, and not once access was withdrawn.
// Kept in memory: a restart asks for a new link.
import {
  CLOCK_SKEW_SECONDS,
  PLAYBACK_MAX_SECONDS_PAST_EXPIRY,
  PLAYBACK_PAUSE_SECONDS,
} from '@gramreel/contracts/limits'
import { grantOf } from '@gramreel/contracts/links'
import { BoundedMap } from '../bounded-map.ts'

const MAX_PLAYBACKS = 20_000
/** Far more than a gallery withdraws within the hours that count. */
const MAX_WITHDRAWN = 100_000

type Link = { jti: string; exp: number }

/** One token in use. Times in seconds. */
export type Playback = {
  /** Notes that bytes are read now; false when it may go on no longer. */
  read(now: number): boolean
  /** The answer is over; `onWithdrawn` will not be called any more. */
  leave(): void
}

export type Playbacks = {
  /**
   * Begins, or goes on with, the playback of this token; undefined when it expired and was not under way, or when access
   * was withdrawn. `onWithdrawn` is called when that happens before `leave`: the answer must end then, even a stalled one.
   */
  enter(link: Link, now: number, onWithdrawn?: () => void): Playback | undefined
  /** Whether this token already plays. */
  isUnderWay(link: Link, now: number): boolean
  isWithdrawn(link: { jti: string }): boolean
  /** All links of this grant are good for nothing any more; cuts the answers that run on them. */
  withdraw(grant: string): void
}

type Limits = { maxPlaybacks?: number; pauseSeconds?: number | undefined; skewSeconds?: number | undefined }

/** Bounded: the one that read longest ago is forgotten first. */
export function createPlaybacks({
  maxPlaybacks = MAX_PLAYBACKS,
  pauseSeconds = PLAYBACK_PAUSE_SECONDS,
  skewSeconds = CLOCK_SKEW_SECONDS,
}: Limits = {}): Playbacks {
  const lastReads = new BoundedMap<string, number>(maxPlaybacks)
  const withdrawn = new BoundedMap<string, true>(MAX_WITHDRAWN)
  /** What is to be told of a withdrawal, by grant. */
  const running = new Map<string, Set<() => void>>()

  const isWithdrawn = (link: { jti: string }): boolean => withdrawn.get(grantOf(link)) === true

  function isUnderWay({ jti, exp }: Link, now: number): boolean {
    const last = lastReads.get(jti)
    return last !== undefined && now - last <= pauseSeconds && now <= exp + PLAYBACK_MAX_SECONDS_PAST_EXPIRY
  }

  function read(link: Link, now: number): boolean {
    const isInTime = link.exp > now - skewSeconds || isUnderWay(link, now)
    if (!isInTime || isWithdrawn(link)) return false
    lastReads.set(link.jti, now)
    return true
  }

  function listen(grant: string, onWithdrawn: () => void): () => void {
    const told = running.get(grant) ?? new Set()
    running.set(grant, told.add(onWithdrawn))
    return () => {
      told.delete(onWithdrawn)
      if (told.size === 0 && running.get(grant) === told) running.delete(grant)
    }
  }

  return {
    isUnderWay,
    isWithdrawn,
    enter(link, now, onWithdrawn = () => {}) {
      if (!read(link, now)) return undefined
      // A function of its own for each answer, so that one that leaves takes no other with it.
      const leave = listen(grantOf(link), () => onWithdrawn())
      return { read: (later) => read(link, later), leave }
    },
    withdraw(grant) {
      withdrawn.set(grant, true)
      for (const onWithdrawn of running.get(grant) ?? []) onWithdrawn()
    },
  }
}
