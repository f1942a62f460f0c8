// What each playback read lately, to tell who reads on from who jumps about. Bounded: what was touched longest ago is forgotten.
import { BoundedMap } from '../bounded-map.ts'
import { type Pattern, patternOf } from './read-ahead.ts'

const MAX_PLAYBACKS = 10_000
/** Players use two or three connections at once. */
const ENDS_KEPT = 4

export class ReadingTrails {
  readonly #ends = new BoundedMap<string, number[]>(MAX_PLAYBACKS)

  patternOf(playback: string, start: number): Pattern {
    return patternOf(this.#ends.get(playback) ?? [], start)
  }

  /** The playback read up to this byte. */
  note(playback: string, end: number): void {
    this.#ends.set(playback, [...(this.#ends.get(playback) ?? []), end].slice(-ENDS_KEPT))
  }
}
