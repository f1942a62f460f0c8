// The port of a tier of the cache: memory-tier.ts and disk-tier.ts, one contract suite for both (cache-tier.contract.ts).
import type { Segment } from './segment-pool.ts'

/** Equal file keys, equal bytes: what a key names never changes. */
export type SegmentAddress = {
  readonly file: string
  /** Number of the segment in the file. */
  readonly segment: number
}

export type SegmentHints = {
  /** Of the first 2 MiB or the last 1 MiB of the film: players ask for both, so these are kept longer. */
  readonly isEdge: boolean
  /** Somebody waited for it and has it now: counts as its first reading. Absent: read ahead. */
  readonly isRead?: boolean
}

export interface CacheTier {
  /** Bytes kept. */
  readonly usedBytes: number

  /** Whether it is here, as far as one can tell without reading it. */
  has(address: SegmentAddress): boolean

  /**
   * The segment, held for the caller, who releases it; undefined when it is not here, or not right any more: then it is
   * forgotten. Never rejects.
   */
  get(address: SegmentAddress): Segment | undefined | Promise<Segment | undefined>

  /** Keeps the segment if it can, holding it for as long as it needs to; the caller's own hold stays the caller's. Never throws. */
  set(address: SegmentAddress, segment: Segment, hints: SegmentHints): void

  /** Lets go of everything it holds; what a disk keeps stays there. */
  close(): Promise<void>
}
