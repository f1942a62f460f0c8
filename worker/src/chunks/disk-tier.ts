// Segments kept on disk, over restarts: a sparse file for each chunk; the chunk used least recently leaves first. Nothing here is
// worth a film: what cannot be written is not kept, what cannot be read or is not right any more is not here, the operator is
// told once, and the film goes on from Telegram (R19).
import { createHash } from 'node:crypto'
import { BoundedMap } from '../bounded-map.ts'
import type { CacheTier, SegmentAddress } from './cache-tier.ts'
import { codeOf, DiskChunkFiles, isShortage } from './disk-chunk-files.ts'
import { DiskChunkHeader, diskBytes, HEADER_DISK_BYTES } from './disk-chunk-header.ts'
import type { DiskFolder } from './disk-folder.ts'
import { FolderInUse, openDiskFolder } from './disk-folder.ts'
import type { DiskChunk } from './disk-index.ts'
import { DiskIndex } from './disk-index.ts'
import { SEGMENTS_PER_CHUNK } from './segment.ts'
import type { Segment } from './segment-pool.ts'
import { Turns } from './turns.ts'
import type { Batch } from './write-queue.ts'
import { WriteQueue } from './write-queue.ts'

/** Written behind: segments are held until they are on disk; what comes when so many are held is not kept. */
const MAX_QUEUED_BYTES = 2 * 1024 * 1024
/** Of the four threads that all of Node's files and name look-ups share, reads take two and writes one. */
const READS_AT_A_TIME = 2
/** A disk that takes longer is not faster than Telegram. */
const READ_DEADLINE_MS = 2000
/** After trouble, the disk is left alone for so long. */
const PAUSE_MS = 30_000
/** What the operator was told is not repeated for so long. */
const SILENCE_MS = 10 * 60_000
/** How exactly a chunk's last use is known after a restart. */
const MARK_MS = 60_000
const CLOSE_MS = 2000
/** Of film keys, each some hundred bytes; beyond it they are computed again. */
const MAX_HASHES = 1000

export type DiskTierOptions = {
  /** CACHE_DIR; made where it is missing. The tier's own folder lies in it. */
  cacheDir: string
  /** Of disk, headers and unused ends of blocks included. */
  maxBytes: number
  /** Memory for what is read; undefined: there is none, and the segment counts as not here. Such as SegmentPool's. */
  take: (length: number) => Segment | undefined
  /** A sentence for the operator, and what the system said. */
  warn: (sentence: string, cause: unknown) => void
  /** Milliseconds. */
  now?: () => number
}

type Disk = { readonly files: DiskChunkFiles; readonly folder: DiskFolder }

export class DiskTier implements CacheTier {
  /** Resolves when it has begun to work, or found that it cannot; until then nothing is here, and nothing is kept. */
  readonly opened: Promise<void>
  readonly #options: DiskTierOptions
  readonly #now: () => number
  readonly #hashes = new BoundedMap<string, string>(MAX_HASHES)
  readonly #index = new DiskIndex()
  readonly #queue: WriteQueue
  readonly #reads = new Turns(READS_AT_A_TIME)
  /** What changes files comes one after the other. */
  readonly #changes = new Turns(1)
  readonly #closing = new AbortController()
  #closed: Promise<void> | undefined
  #disk: Disk | undefined
  #opening: Promise<void> | undefined
  #readsPausedUntil = -Infinity
  #writesPausedUntil = -Infinity
  #silentUntil = -Infinity

  constructor(options: DiskTierOptions) {
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
    this.#queue = new WriteQueue({
      maxBytes: MAX_QUEUED_BYTES,
      write: (name, batch) => this.#changes.run(() => this.#write(name, batch)),
    })
    this.opened = this.#open()
  }

  get usedBytes(): number {
    return this.#index.usedBytes
  }

  has(address: SegmentAddress): boolean {
    const { name, slot } = this.#place(address)
    return this.#queue.find(name, slot) !== undefined || this.#readable(name, slot) !== undefined
  }

  get(address: SegmentAddress): Segment | undefined | Promise<Segment | undefined> {
    const { name, slot } = this.#place(address)
    const queued = this.#queue.find(name, slot)
    if (queued) {
      queued.retain()
      return queued
    }
    const chunk = this.#readable(name, slot)
    if (!chunk) return undefined
    this.#index.touch(chunk)
    return this.#readInTime(chunk, slot)
  }

  set(address: SegmentAddress, segment: Segment): void {
    if (this.#closed || this.#now() < this.#writesPausedUntil) return
    if (!this.#disk) {
      void this.#open()
      return
    }
    const { name, slot } = this.#place(address)
    const chunk = this.#index.find(name)
    if (chunk) this.#index.touch(chunk)
    if (!chunk || chunk.header.lengthOf(slot) === 0) this.#queue.add(name, slot, segment)
  }

  /** Resolves when all that was set is on disk, or given up. */
  flush(): Promise<void> {
    return this.#queue.drain()
  }

  /** Writes what is queued; a disk that does not take it within two seconds is left. */
  close(): Promise<void> {
    return (this.#closed ??= this.#close())
  }

  #place({ file, segment }: SegmentAddress): { name: string; slot: number } {
    let hash = this.#hashes.get(file)
    if (hash === undefined) this.#hashes.set(file, (hash = createHash('sha256').update(file).digest('hex')))
    const slot = segment % SEGMENTS_PER_CHUNK
    return { name: `${hash}-${(segment - slot) / SEGMENTS_PER_CHUNK}.chunk`, slot }
  }

  #readable(name: string, slot: number): DiskChunk | undefined {
    if (this.#closed || this.#now() < this.#readsPausedUntil) return undefined
    const chunk = this.#index.find(name)
    return chunk && chunk.header.lengthOf(slot) > 0 ? chunk : undefined
  }

  #readInTime(chunk: DiskChunk, slot: number): Promise<Segment | undefined> {
    return new Promise((resolve) => {
      let isLate = false
      const timer = setTimeout(() => {
        isLate = true
        this.#readsPausedUntil = this.#now() + PAUSE_MS
        this.#warn('answers too slowly; for a while nothing is read from it')
        resolve(undefined)
      }, READ_DEADLINE_MS)
      void this.#reads.run(async () => {
        const segment = isLate ? undefined : await this.#read(chunk, slot)
        clearTimeout(timer)
        if (isLate) segment?.release()
        else resolve(segment)
      })
    })
  }

  /** Never rejects. */
  async #read(chunk: DiskChunk, slot: number): Promise<Segment | undefined> {
    const files = this.#disk?.files
    if (!files || !this.#index.has(chunk)) return undefined
    const segment = this.#options.take(chunk.header.lengthOf(slot))
    if (!segment) return undefined
    try {
      if (await files.read(chunk, slot, segment.bytes)) {
        this.#mark(files, chunk)
        return segment
      }
      this.#throwAway(chunk, 'held a damaged chunk, which is thrown away')
    } catch (error) {
      if (!isShortage(error)) this.#throwAway(chunk, 'cannot be read', error)
    }
    segment.release()
    return undefined
  }

  #throwAway(chunk: DiskChunk, why: string, cause?: unknown): void {
    if (!this.#index.has(chunk)) return
    this.#warn(why, cause)
    this.#index.doom(chunk)
    void this.#changes.run(() => this.#removeDoomed()).catch((error: unknown) => this.#leaveAlone(error))
  }

  #mark(files: DiskChunkFiles, chunk: DiskChunk): void {
    if (this.#now() - chunk.markedAt < MARK_MS) return
    chunk.markedAt = this.#now()
    // Only the order after a restart depends on it.
    files.mark(chunk).catch(() => {})
  }

  /** Never rejects. */
  async #write(name: string, batch: Batch): Promise<void> {
    const files = this.#disk?.files
    if (!files) return
    try {
      let growth = 0
      for (const { bytes } of batch.values()) growth += diskBytes(bytes.length)
      if (!(await this.#makeRoom(HEADER_DISK_BYTES + growth, name))) return
      const chunk = this.#index.find(name) ?? this.#newChunk(name)
      this.#index.grow(chunk, growth)
      await files.write(chunk, batch).catch((error: unknown) => {
        // It may stand there in part, and take room that the bytes counted do not tell.
        this.#index.doom(chunk)
        throw error
      })
    } catch (error) {
      await this.#removeDoomed().catch(() => {})
      this.#leaveAlone(error)
    }
  }

  #newChunk(name: string): DiskChunk {
    const header = DiskChunkHeader.empty(name)
    const chunk = { name, header, bytes: header.diskBytes, markedAt: this.#now() }
    this.#index.add(chunk)
    return chunk
  }

  /** False when there cannot be so much, whatever leaves. */
  async #makeRoom(bytes: number, except: string): Promise<boolean> {
    await this.#removeDoomed()
    while (this.usedBytes + bytes > this.#options.maxBytes) {
      const oldest = this.#index.oldest({ except })
      if (!oldest) return false
      this.#index.doom(oldest)
      await this.#removeDoomed()
    }
    return true
  }

  async #removeDoomed(): Promise<void> {
    for (const chunk of this.#index.doomed) {
      await this.#disk?.files.remove(chunk.name)
      this.#index.gone(chunk)
    }
  }

  #open(): Promise<void> {
    return (this.#opening ??= this.#tryToOpen()
      .catch((error: unknown) => this.#leaveAlone(error))
      .finally(() => (this.#opening = undefined)))
  }

  async #tryToOpen(): Promise<void> {
    const folder = await openDiskFolder(this.#options.cacheDir)
    const files = new DiskChunkFiles(folder.path)
    try {
      for (const found of await files.list(this.#closing.signal)) {
        this.#index.add({ ...found, bytes: found.header.diskBytes, markedAt: -Infinity })
      }
      this.#closing.signal.throwIfAborted()
    } catch (error) {
      this.#index.clear()
      folder.release()
      throw error
    }
    this.#disk = { files, folder }
    await this.#changes.run(() => this.#makeRoom(0, ''))
  }

  /** Nothing is written for a while. When the folder is gone, it is made anew after that. */
  #leaveAlone(error: unknown): void {
    if (this.#closed) return
    this.#queue.clear()
    this.#writesPausedUntil = this.#now() + PAUSE_MS
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) this.#letGo()
    if (error instanceof FolderInUse) this.#warn('is used by another process; this one goes on without')
    else this.#warn('cannot be used; films go on without, and it is tried again after a while', error)
  }

  #letGo(): void {
    this.#disk?.files.close()
    this.#disk?.folder.release()
    this.#disk = undefined
    this.#index.clear()
  }

  #warn(what: string, cause?: unknown): void {
    if (this.#now() < this.#silentUntil || this.#closed) return
    this.#silentUntil = this.#now() + SILENCE_MS
    const code = codeOf(cause)
    this.#options.warn(`The disk cache in ${this.#options.cacheDir} ${what}${code && ` (${code})`}.`, cause)
  }

  async #close(): Promise<void> {
    this.#closing.abort()
    await Promise.race([
      (this.#opening ?? this.opened).then(() => this.#queue.drain()),
      new Promise((resolve) => setTimeout(resolve, CLOSE_MS).unref()),
    ])
    this.#queue.clear()
    this.#letGo()
  }
}
