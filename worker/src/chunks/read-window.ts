// A range as slices in order, with some of what follows read ahead: a sliding window, never a batch with a barrier. What is ahead
// waits in the cache, not here, so a viewer who stands still holds one segment.
import type { ChunkCache, ChunkFile } from './chunk-cache.ts'
import { FIRST_PIECE, type Pattern, pieceFor, type ReadAhead, shareOf } from './read-ahead.ts'
import { SEGMENT_BYTES, segmentAt, type Span } from './segment.ts'
import type { Segment } from './segment-pool.ts'

/** Counts who reads and does not stand still, so that all windows together fit into the budget. */
export type Readers = { count: number }

export type ReadOptions = {
  signal: AbortSignal
  readers: Readers
  strategy: ReadAhead
  pattern: Pattern
}

/** Bytes of the range, of which `segment` is held until the reader releases it. At most 64 KiB. */
export type Slice = { bytes: Buffer; segment: Segment }

/** Walks through a range. Whoever opened it closes it; nobody else may use it at the same time. */
export class ReadWindow<F extends ChunkFile> {
  readonly #chunks: ChunkCache<F>
  readonly #file: F
  readonly #range: Span
  readonly #options: ReadOptions
  readonly #endSegment: number
  /** Up to where was asked for. */
  #wantedTo: number
  readonly #cancels: { to: number; cancel: () => void }[] = []
  #at: number
  #waits = 0
  #isReading = false

  constructor(chunks: ChunkCache<F>, file: F, range: Span, options: ReadOptions) {
    this.#chunks = chunks
    this.#file = file
    this.#range = range
    this.#options = options
    this.#at = range.start
    this.#endSegment = segmentAt(range.end - 1) + 1
    this.#wantedTo = segmentAt(range.start)
    this.resume()
  }

  /** The viewer reads (again). */
  resume(): void {
    if (this.#isReading) return
    this.#isReading = true
    this.#options.readers.count++
  }

  /** The viewer stands still: his share is others', and nothing more is read ahead for him. */
  stall(): void {
    if (!this.#isReading) return
    this.#isReading = false
    this.#options.readers.count--
    for (const { cancel } of this.#cancels.splice(0)) cancel()
    this.#wantedTo = segmentAt(this.#at)
  }

  /** The next slice, undefined after the last. Rejects as the fetch does, and with the signal's reason. */
  next(): Slice | undefined | Promise<Slice> {
    if (this.#at >= this.#range.end) return undefined
    const n = segmentAt(this.#at)
    const kept = this.#chunks.get(this.#file, n)
    if (!kept) this.#waits++
    const pending = kept ? undefined : this.#fetch(n)
    this.#readOn(n)
    return kept ? this.#slice(kept, n) : pending?.then((segment) => this.#slice(segment, n))
  }

  close(): void {
    this.stall()
  }

  #fetch(n: number): Promise<Segment> {
    const { signal } = this.#options
    const piece = this.#waits === 1 ? FIRST_PIECE : pieceFor(this.#depth())
    const end = Math.min(this.#endSegment, (Math.floor(n / piece) + 1) * piece)
    this.#wantedTo = Math.max(this.#wantedTo, end)
    return this.#chunks.read(this.#file, n, end, signal)
  }

  /** Asks for what comes next once half of a piece's room has opened. */
  #readOn(n: number): void {
    while (this.#cancels[0] && this.#cancels[0].to <= n) this.#cancels.shift()
    const depth = this.#depth()
    const piece = pieceFor(depth)
    const to = Math.min(this.#endSegment, n + 1 + depth)
    this.#wantedTo = Math.max(this.#wantedTo, n + 1)
    if (to - this.#wantedTo < piece && to !== this.#endSegment) return
    if (to <= this.#wantedTo) return
    // Up to a border between pieces, so that requests stay whole.
    const end = to === this.#endSegment ? to : Math.max(this.#wantedTo + 1, Math.floor(to / piece) * piece)
    const cancel = this.#chunks.ahead(this.#file, this.#wantedTo, end, 'ahead', piece)
    this.#cancels.push({ to: end, cancel })
    this.#wantedTo = end
  }

  #depth(): number {
    const { strategy, pattern, readers } = this.#options
    return strategy({ waits: this.#waits, pattern, share: shareOf(this.#chunks.capacity, readers.count) })
  }

  #slice(segment: Segment, n: number): Slice {
    const base = n * SEGMENT_BYTES
    const bytes = segment.bytes.subarray(
      this.#at - base,
      Math.min(segment.bytes.length, this.#range.end - base),
    )
    this.#at += bytes.length
    return { bytes, segment }
  }
}
