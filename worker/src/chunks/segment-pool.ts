// The one budget of memory for file bytes: every byte of a file that this process holds lies in a segment of this pool, whether
// it is on its way from Telegram, kept, or being sent. Segments are used again, so a stream makes no garbage, and memory does
// not grow with the number of viewers: who finds the pool empty waits, or is refused.
import { SEGMENT_BYTES } from './segment.ts'

/** At most 64 KiB of a file, shared by all who hold it. Its bytes must not be changed once others can see it. */
export type Segment = {
  /** As many bytes as the file has in this segment; none after the last release, rather than another film's. */
  readonly bytes: Buffer
  /** One more holder. */
  retain(): void
  /** One holder fewer; after the last one the memory is used for something else. Called once for each hold. */
  release(): void
}

const NOTHING = Buffer.alloc(0)

class PooledSegment implements Segment {
  readonly #whole: Buffer
  readonly #pool: SegmentPool
  bytes: Buffer
  #holders = 0

  constructor(pool: SegmentPool) {
    this.#pool = pool
    this.#whole = Buffer.allocUnsafeSlow(SEGMENT_BYTES)
    this.bytes = NOTHING
  }

  lend(length: number): this {
    this.#holders = 1
    this.bytes = length === SEGMENT_BYTES ? this.#whole : this.#whole.subarray(0, length)
    return this
  }

  retain(): void {
    if (this.#holders === 0) throw new Error('a segment was held after its last release')
    this.#holders++
  }

  release(): void {
    if (this.#holders === 0) throw new Error('a segment was released twice')
    if (--this.#holders > 0) return
    this.bytes = NOTHING
    this.#pool.takeBack(this)
  }
}

export class SegmentPool {
  readonly maxBytes: number
  /** Called when a segment has come back. */
  onReturn: (() => void) | undefined
  readonly #free: PooledSegment[] = []
  #made = 0

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes
  }

  /** Bytes in segments that somebody holds. */
  get usedBytes(): number {
    return (this.#made - this.#free.length) * SEGMENT_BYTES
  }

  /** Segments that can still be had. */
  get available(): number {
    return Math.floor(this.maxBytes / SEGMENT_BYTES) - this.#made + this.#free.length
  }

  /**
   * A segment of so many bytes (1 to 64 KiB, else RangeError), held by the caller alone, its content undefined.
   * Undefined when all are in use.
   */
  take(length: number): Segment | undefined {
    if (!(length >= 1 && length <= SEGMENT_BYTES)) throw new RangeError(`a segment of ${length} bytes`)
    const free = this.#free.pop()
    if (free) return free.lend(length)
    if (this.available <= 0) return undefined
    this.#made++
    return new PooledSegment(this).lend(length)
  }

  /** Called by the segment itself. */
  takeBack(segment: PooledSegment): void {
    this.#free.push(segment)
    this.onReturn?.()
  }
}
