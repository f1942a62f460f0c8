// Segments of the memory tier in the order of their last use, linked through the entries themselves: moving one, sixteen
// thousand times for each gigabyte and viewer, makes no garbage. Pure.
import type { Segment } from './segment-pool.ts'

export type KeptSegment = {
  readonly file: string
  readonly n: number
  readonly segment: Segment
  /** Milliseconds; when it came, or was last read. */
  usedAt: number
  /** Where it is now, and its neighbours there; only RecencyList writes these. */
  list: RecencyList | undefined
  older: KeptSegment | undefined
  newer: KeptSegment | undefined
}

export class RecencyList {
  #oldest: KeptSegment | undefined
  #newest: KeptSegment | undefined
  #size = 0

  get oldest(): KeptSegment | undefined {
    return this.#oldest
  }

  get size(): number {
    return this.#size
  }

  /** Takes the entry out of the list it is in, and makes it the newest of this one. */
  push(entry: KeptSegment): void {
    entry.list?.remove(entry)
    entry.list = this
    entry.older = this.#newest
    if (this.#newest) this.#newest.newer = entry
    else this.#oldest = entry
    this.#newest = entry
    this.#size++
  }

  /** The entry must be in this list. */
  remove(entry: KeptSegment): void {
    if (entry.older) entry.older.newer = entry.newer
    else this.#oldest = entry.newer
    if (entry.newer) entry.newer.older = entry.older
    else this.#newest = entry.older
    entry.list = undefined
    entry.older = undefined
    entry.newer = undefined
    this.#size--
  }
}
