// Gathers bytes without copying large ones: the result is a list of parts whose joined bytes are the value.
import { LazyBytes } from './lazy-bytes.ts'
import type { Part } from './lazy-bytes.ts'

/** Byte strings from this length on are referred to, not copied. */
const LARGE = 4096

export class TlWriter {
  readonly #done: Part[] = []
  #page = Buffer.allocUnsafe(256)
  #used = 0
  #length = 0

  /** Bytes written so far. */
  get length(): number {
    return this.#length
  }

  /** Everything written; the writer is finished then. */
  parts(): Part[] {
    this.#flush()
    return this.#done
  }

  int(value: number): void {
    const at = this.#room(4)
    this.#page.writeInt32LE(value | 0, at)
  }

  long(value: bigint): void {
    const at = this.#room(8)
    this.#page.writeBigInt64LE(BigInt.asIntN(64, value), at)
  }

  double(value: number): void {
    const at = this.#room(8)
    this.#page.writeDoubleLE(value, at)
  }

  raw(bytes: Uint8Array | LazyBytes): void {
    if (bytes instanceof LazyBytes) {
      this.#flush()
      this.#done.push(bytes)
      this.#length += bytes.length
      return
    }
    if (bytes.length < LARGE) {
      const at = this.#room(bytes.length)
      this.#page.set(bytes, at)
      return
    }
    this.#flush()
    this.#done.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
    this.#length += bytes.length
  }

  /** Length first, zeros up to a multiple of four after: https://core.telegram.org/mtproto/serialize#base-types */
  byteString(bytes: Uint8Array | LazyBytes): void {
    if (bytes.length < 254) this.raw(Buffer.of(bytes.length))
    else this.int(bytes.length * 256 + 254)
    this.raw(bytes)
    this.raw(Buffer.alloc(-this.#length & 3))
  }

  #flush(): void {
    if (this.#used === 0) return
    this.#done.push(this.#page.subarray(0, this.#used))
    this.#page = Buffer.allocUnsafe(256)
    this.#used = 0
  }

  /** Makes place for some bytes and answers where it begins in the page, which may be a new one. */
  #room(size: number): number {
    if (this.#used + size > this.#page.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#page.length * 2, this.#used + size))
      this.#page.copy(larger, 0, 0, this.#used)
      this.#page = larger
    }
    const start = this.#used
    this.#used += size
    this.#length += size
    return start
  }
}
