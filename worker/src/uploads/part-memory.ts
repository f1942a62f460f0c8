// All memory for bytes on their way up: a few buffers of one part each, used again and again. Who finds none waits, and with him
// the browser that sends (TCP).
import { UPLOAD_PART_BYTES } from '@gramreel/contracts/uploads'
import { orAborted } from '../wait.ts'

export class PartMemory {
  readonly #free: Buffer[] = []
  readonly #waiters: ((buffer: Buffer) => void)[] = []
  readonly #maxParts: number
  #made = 0

  constructor(maxParts: number) {
    this.#maxParts = maxParts
  }

  /** Bytes in use. */
  get usedBytes(): number {
    return (this.#made - this.#free.length) * UPLOAD_PART_BYTES
  }

  /** 512 KiB, to be given back once. Rejects with the signal's reason when it is aborted first. */
  async take(signal: AbortSignal): Promise<Buffer> {
    const free = this.#free.pop()
    if (free) return free
    if (this.#made < this.#maxParts) {
      this.#made++
      return Buffer.allocUnsafeSlow(UPLOAD_PART_BYTES)
    }
    const { promise, resolve } = Promise.withResolvers<Buffer>()
    this.#waiters.push(resolve)
    try {
      return await orAborted(promise, signal)
    } catch (error) {
      const place = this.#waiters.indexOf(resolve)
      if (place >= 0) this.#waiters.splice(place, 1)
      // It may have come at the same moment.
      else void promise.then((buffer) => this.give(buffer))
      throw error
    }
  }

  give(buffer: Buffer): void {
    const next = this.#waiters.shift()
    if (next) next(buffer)
    else this.#free.push(buffer)
  }
}
