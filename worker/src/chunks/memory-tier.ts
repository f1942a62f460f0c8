// Chunks kept in memory: the least recently used leave first when there is no room, each leaves when its time is over.

export class MemoryTier {
  readonly #maxBytes: number
  readonly #timeToLiveMs: number
  readonly #chunks = new Map<string, { bytes: Buffer; until: number }>()
  #usedBytes = 0

  constructor({ maxBytes, timeToLiveMs }: { maxBytes: number; timeToLiveMs: number }) {
    this.#maxBytes = maxBytes
    this.#timeToLiveMs = timeToLiveMs
  }

  get usedBytes(): number {
    return this.#usedBytes
  }

  get(key: string, now: number): Buffer | undefined {
    const chunk = this.#chunks.get(key)
    if (!chunk) return undefined
    if (chunk.until <= now) {
      this.#drop(key)
      return undefined
    }
    this.#chunks.delete(key)
    this.#chunks.set(key, chunk)
    return chunk.bytes
  }

  set(key: string, bytes: Buffer, now: number): void {
    this.#drop(key)
    if (bytes.length > this.#maxBytes) return
    this.#chunks.set(key, { bytes, until: now + this.#timeToLiveMs })
    this.#usedBytes += bytes.length
    for (const oldest of this.#chunks.keys()) {
      if (this.#usedBytes <= this.#maxBytes) break
      this.#drop(oldest)
    }
  }

  /** Gives back the memory of all whose time is over. */
  sweep(now: number): void {
    for (const [key, { until }] of this.#chunks) if (until <= now) this.#drop(key)
  }

  #drop(key: string): void {
    this.#usedBytes -= this.#chunks.get(key)?.bytes.length ?? 0
    this.#chunks.delete(key)
  }
}
