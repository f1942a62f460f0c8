// How a playback went, as arithmetic: what the media element says goes in with its time, figures come out. What is called
// rebuffering is said in CTA-2066: the picture stood still for want of data, neither before the first frame nor in a seek.
import { MAX_TOLD_SEEKS, ROUNDED_MS } from '@gramreel/contracts/limits'
import type { PlaybackReport, PlayerState } from '@gramreel/contracts/telemetry'

export type PlaybackEvent =
  /** The first frame is on screen; of a sound, the first tone. */
  | { type: 'first-frame' }
  /** It plays; also after it waited, paused or sought. */
  | { type: 'playing' }
  /** It was told to go on after a pause, and does unless it says that it waits. */
  | { type: 'play' }
  /** It wants to play and has nothing to play. */
  | { type: 'waiting' }
  | { type: 'pause' }
  | { type: 'seeking' }
  /** The first frame from where it sought is on screen. */
  | { type: 'sought'; isPlaying: boolean }
  /** Its link is exchanged for another: that it seeks and plays now is not the hand's doing. */
  | { type: 'reloading' }
  | { type: 'ended' }
  | { type: 'failure'; code: string }
  /** Another link, for which it stood still so long. */
  | { type: 'renewal'; waitedMs: number }
  | { type: 'frames'; total: number; dropped: number }

/** At: ms on a clock that only goes forward. */
export type Timed = PlaybackEvent & { at: number }

export type Figures = Omit<PlaybackReport, 'v' | 'sid' | 'cid' | 'sn' | 'e'>

export type PlaybackMeter = {
  readonly state: PlayerState
  /** False until the first frame. */
  readonly hasStarted: boolean
  take: (event: Timed) => void
  /** As it stands at that moment, rounded. */
  figures: (at: number) => Figures
  /** Stalled of stalled and played; undefined while both are nothing. */
  rebufferRatio: (at: number) => number | undefined
}

const rounded = (ms: number): number => Math.max(0, Math.round(ms / ROUNDED_MS)) * ROUNDED_MS

/** `clickedAt`: when the hand asked for it. */
export function createPlaybackMeter(clickedAt: number): PlaybackMeter {
  let state: PlayerState = 's'
  let since = clickedAt
  let startMs: number | undefined
  let playedMs = 0
  let stalledMs = 0
  let stalls = 0
  let seekSince: number | undefined
  let seeks: number[] = []
  let isReloading = false
  let renewals = 0
  let renewalMs = 0
  let failure: string | undefined
  /** Of sources before this one: the element counts anew with each. */
  let before = { total: 0, dropped: 0 }
  let frames: { total: number; dropped: number } | undefined

  const played = (at: number) => playedMs + (state === 'p' ? at - since : 0)
  const stalled = (at: number) => stalledMs + (state === 'r' ? at - since : 0)

  function become(next: PlayerState, at: number): void {
    playedMs = played(at)
    stalledMs = stalled(at)
    if (next === 'r' && state !== 'r') stalls += 1
    state = next
    since = at
  }

  /** Before the first frame, and once it is over, only a few things count. */
  const hasStarted = () => startMs !== undefined

  function take(event: Timed): void {
    const { at } = event
    switch (event.type) {
      case 'first-frame':
        startMs ??= Math.max(0, at - clickedAt)
        break
      case 'playing':
        startMs ??= Math.max(0, at - clickedAt)
        isReloading = false
        if (seekSince === undefined) become('p', at)
        break
      case 'play':
        if (hasStarted() && !isReloading && (state === 'a' || state === 'e')) become('p', at)
        break
      case 'waiting':
        if (state === 'p') become('r', at)
        break
      case 'pause':
        if (isReloading || !hasStarted()) break
        if (state === 'p' || state === 'r') become('a', at)
        break
      case 'seeking':
        if (isReloading || !hasStarted()) break
        seekSince = at
        become('k', at)
        break
      case 'sought':
        // What had to be loaded anew is back where it was.
        isReloading = false
        if (seekSince === undefined) break
        if (seeks.length < MAX_TOLD_SEEKS) seeks = [...seeks, at - seekSince]
        seekSince = undefined
        become(event.isPlaying ? 'p' : 'a', at)
        break
      case 'reloading':
        if (!hasStarted()) break
        isReloading = true
        seekSince = undefined
        if (state === 'p') become('r', at)
        else if (state === 'k') become('a', at)
        break
      case 'ended':
        become('e', at)
        break
      case 'failure':
        failure = event.code
        seekSince = undefined
        become('f', at)
        break
      case 'renewal':
        renewals += 1
        renewalMs += event.waitedMs
        break
      case 'frames': {
        const last = frames ?? { total: 0, dropped: 0 }
        if (event.total < last.total - before.total) before = last
        frames = { total: before.total + event.total, dropped: before.dropped + event.dropped }
        break
      }
    }
  }

  return {
    get state() {
      return state
    },
    get hasStarted() {
      return hasStarted()
    },
    take,
    figures: (at) => ({
      sta: state,
      ...(startMs !== undefined && { msd: rounded(startMs) }),
      bsa: stalls,
      bsda: rounded(stalled(at)),
      ...(frames !== undefined && { dfa: frames.dropped, frames: frames.total }),
      ...(failure !== undefined && { ec: failure }),
      playedMs: rounded(played(at)),
      seeksMs: seeks.map(rounded),
      renewals,
      renewalMs: rounded(renewalMs),
    }),
    rebufferRatio: (at) => {
      const all = stalled(at) + played(at)
      return all > 0 ? stalled(at) / all : undefined
    },
  }
}
