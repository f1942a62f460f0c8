// Segments on their way to the disk, held until they are there. They are written one chunk at a time: when all of it has come,
// when the queue is half full, or after a moment. So most writes are of a whole chunk.
import { SEGMENT_BYTES, SEGMENTS_PER_CHUNK } from './segment.ts'
import type { Segment } from './segment-pool.ts'

/** By their places in the chunk. */
export type Batch = Map<number, Segment>

const PATIENCE_MS = 50

export class WriteQueue {
  readonly #maxBytes: number
  readonly #write: (name: string, batch: Batch) => Promise<void>
  readonly #waiting = new Map<string, Batch>()
  #writing: { name: string; batch: Batch } | undefined
  #running: Promise<void> | undefined
  #queuedBytes = 0
  #isDue = false
  #timer: NodeJS.Timeout | undefined

  /** `write` must not reject. */
  constructor(options: { maxBytes: number; write: (name: string, batch: Batch) => Promise<void> }) {
    this.#maxBytes = options.maxBytes
    this.#write = options.write
  }

  get queuedBytes(): number {
    return this.#queuedBytes
  }

  /** The segment, when it is not written yet. */
  find(name: string, slot: number): Segment | undefined {
    const writing = this.#writing?.name === name ? this.#writing.batch.get(slot) : undefined
    return writing ?? this.#waiting.get(name)?.get(slot)
  }

  /** Does nothing when the queue is full. */
  add(name: string, slot: number, segment: Segment): void {
    if (this.#queuedBytes + SEGMENT_BYTES > this.#maxBytes || this.find(name, slot)) return
    let batch = this.#waiting.get(name)
    if (!batch) this.#waiting.set(name, (batch = new Map()))
    segment.retain()
    batch.set(slot, segment)
    this.#queuedBytes += SEGMENT_BYTES
    if (batch.size === SEGMENTS_PER_CHUNK || this.#queuedBytes * 2 >= this.#maxBytes) this.#start()
    else this.#timer ??= setTimeout(() => this.#startAll(), PATIENCE_MS).unref()
  }

  /** Lets go of what is not being written. */
  clear(): void {
    for (const batch of this.#waiting.values()) this.#release(batch)
    this.#waiting.clear()
  }

  /** Resolves when all is written. */
  async drain(): Promise<void> {
    while (this.#queuedBytes > 0) {
      this.#startAll()
      await this.#running
    }
  }

  #startAll(): void {
    this.#isDue = true
    this.#start()
  }

  #start(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined
      this.#isDue = false
      clearTimeout(this.#timer)
      this.#timer =
        this.#waiting.size > 0 ? setTimeout(() => this.#startAll(), PATIENCE_MS).unref() : undefined
    })
  }

  async #run(): Promise<void> {
    for (let next = this.#next(); next; next = this.#next()) {
      this.#waiting.delete(next.name)
      this.#writing = next
      await this.#write(next.name, next.batch)
      this.#writing = undefined
      this.#release(next.batch)
    }
  }

  #next(): { name: string; batch: Batch } | undefined {
    const isPressed = this.#isDue || this.#queuedBytes * 2 >= this.#maxBytes
    for (const [name, batch] of this.#waiting) {
      if (isPressed || batch.size === SEGMENTS_PER_CHUNK) return { name, batch }
    }
    return undefined
  }

  #release(batch: Batch): void {
    for (const segment of batch.values()) segment.release()
    this.#queuedBytes -= batch.size * SEGMENT_BYTES
  }
}
