// Which chunks are on disk, in the order of their last use, and how many bytes they take. Pure.
import type { ChunkFile } from './disk-chunk-files.ts'

export type DiskChunk = ChunkFile & {
  /** Bytes of disk, what is just being written included. */
  bytes: number
  /** When its file was last told that it is used. */
  markedAt: number
}

export class DiskIndex {
  /** The one used least recently is first. */
  readonly #chunks = new Map<string, DiskChunk>()
  /** Not to be read any more, their files to be removed. */
  readonly #doomed = new Set<DiskChunk>()
  #usedBytes = 0

  /** The doomed included, until they are gone. */
  get usedBytes(): number {
    return this.#usedBytes
  }

  get doomed(): Iterable<DiskChunk> {
    return this.#doomed
  }

  find(name: string): DiskChunk | undefined {
    return this.#chunks.get(name)
  }

  /** Not doomed. */
  has(chunk: DiskChunk): boolean {
    return this.#chunks.get(chunk.name) === chunk
  }

  /** As the one used last. */
  add(chunk: DiskChunk): void {
    this.#chunks.set(chunk.name, chunk)
    this.#usedBytes += chunk.bytes
  }

  grow(chunk: DiskChunk, bytes: number): void {
    chunk.bytes += bytes
    this.#usedBytes += bytes
  }

  touch(chunk: DiskChunk): void {
    if (!this.has(chunk)) return
    this.#chunks.delete(chunk.name)
    this.#chunks.set(chunk.name, chunk)
  }

  /** The one used least recently, of all but this. */
  oldest({ except }: { except?: string } = {}): DiskChunk | undefined {
    for (const [name, chunk] of this.#chunks) if (name !== except) return chunk
    return undefined
  }

  doom(chunk: DiskChunk): void {
    if (!this.has(chunk)) return
    this.#chunks.delete(chunk.name)
    this.#doomed.add(chunk)
  }

  gone(chunk: DiskChunk): void {
    if (this.#doomed.delete(chunk)) this.#usedBytes -= chunk.bytes
  }

  clear(): void {
    this.#chunks.clear()
    this.#doomed.clear()
    this.#usedBytes = 0
  }
}
