/** Bytes that arrived and were not taken yet; joined only when a whole packet is there. */
export class Input {
  #chunks: Buffer[] = []
  #length = 0

  get length(): number {
    return this.#length
  }

  push(chunk: Buffer): void {
    if (chunk.length === 0) return
    this.#chunks.push(chunk)
    this.#length += chunk.length
  }

  /** The next bytes, left where they are; undefined when fewer have arrived. */
  peek(count: number): Buffer | undefined {
    if (count > this.#length) return undefined
    const [first] = this.#chunks
    if (first && first.length >= count) return first.subarray(0, count)
    this.#chunks = [Buffer.concat(this.#chunks, this.#length)]
    return this.#chunks[0]?.subarray(0, count)
  }

  /** Takes bytes off the front; ask for no more than there are. */
  take(count: number): Buffer {
    const taken: Buffer[] = []
    let missing = count
    while (missing > 0) {
      const first = this.#chunks.shift()
      if (!first) throw new RangeError(`${missing} more bytes were asked for than arrived`)
      taken.push(first.subarray(0, missing))
      if (first.length > missing) this.#chunks.unshift(first.subarray(missing))
      missing -= Math.min(missing, first.length)
    }
    this.#length -= count
    return taken.length === 1 && taken[0] ? taken[0] : Buffer.concat(taken, count)
  }
}
