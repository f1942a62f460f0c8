// One upload: bytes come in their order, parts go to Telegram several at a time, and what Telegram has without a gap is how far we
// are. Nothing of it needs to outlive this process: the backend is told, and Telegram keeps the parts.
import { createHash, type Hash } from 'node:crypto'
import { PublicError } from '@gramreel/contracts/errors'
import { UPLOAD_PART_BYTES, type UploadJob } from '@gramreel/contracts/uploads'
import type { UploadSink } from '../telegram/upload-sink.ts'
import { chained, digestOf, NO_CHAIN } from './chain.ts'
import type { PartMemory } from './part-memory.ts'
import type { UploadNotes } from './upload-notes.ts'

/** Parts of one upload on their way at once: 2 MiB. */
const PARTS_AT_ONCE = 4
/** While bytes come, the backend is told this often. */
const TELL_EVERY_MS = 2000

export type UploadNeeds = {
  sink: UploadSink
  notes: UploadNotes
  memory: PartMemory
  /** Aborted when the worker stops. */
  stopping: AbortSignal
}

export class Upload {
  readonly job: UploadJob
  readonly #needs: UploadNeeds
  #received: number
  #chain: string
  /** Of parts that Telegram has, and that have a gap before them. */
  readonly #digests = new Map<number, Buffer>()
  /** While every byte has come through here; a hash under way cannot be handed to another process. */
  #md5: { hash: Hash; parts: number } | undefined
  #toldAt = 0
  #telling: Promise<void> | undefined
  /** Why nothing more is taken. */
  #over: unknown

  constructor(job: UploadJob, needs: UploadNeeds) {
    this.job = job
    this.#needs = needs
    this.#received = job.received
    this.#chain = job.chain ?? NO_CHAIN
    if (job.received === 0) this.#md5 = { hash: createHash('md5'), parts: 0 }
  }

  /** Bytes that Telegram has, without a gap from the start: whole parts, or all. */
  get received(): number {
    return this.#received
  }

  get chain(): string {
    return this.#chain
  }

  get isComplete(): boolean {
    return this.#received === this.job.size
  }

  /** Hex; undefined when some of it did not come through here. */
  get md5(): string | undefined {
    const { size } = this.job
    return this.#md5?.parts === Math.ceil(size / UPLOAD_PART_BYTES)
      ? this.#md5.hash.copy().digest('hex')
      : undefined
  }

  /** It was cancelled or forgotten: what is being taken ends, and nothing more is taken. */
  end(reason: unknown): void {
    this.#over ??= reason
  }

  /** Telegram lost what it had: from the start again. */
  restart(): void {
    this.#received = 0
    this.#chain = NO_CHAIN
    this.#md5 = { hash: createHash('md5'), parts: 0 }
  }

  /**
   * Takes bytes from where we are on, until they end; resolves when Telegram has all whole parts of them (and the last one),
   * with how far we are. Rejects when Telegram or the backend does not take them; how far we are stays true.
   */
  async take(stream: AsyncIterable<Buffer>): Promise<number> {
    const { memory, stopping } = this.#needs
    const { size } = this.job
    this.#digests.clear()
    const underWay = new Set<Promise<void>>()
    const trouble: unknown[] = []
    let part = this.#received / UPLOAD_PART_BYTES
    let buffer: Buffer | undefined
    let filled = 0

    const launch = (bytes: Buffer, whole: Buffer): void => {
      const saving = this.#save(part++, bytes)
        .catch((error: unknown) => void trouble.push(error))
        .finally(() => {
          memory.give(whole)
          underWay.delete(saving)
        })
      underWay.add(saving)
    }

    try {
      for await (const chunk of stream) {
        for (let at = 0; at < chunk.length;) {
          this.#throwIfOver(trouble)
          buffer ??= await memory.take(stopping)
          const taken = chunk.copy(buffer, filled, at)
          at += taken
          filled += taken
          const isLast = part * UPLOAD_PART_BYTES + filled === size
          if (filled < UPLOAD_PART_BYTES && !isLast) continue
          launch(buffer.subarray(0, filled), buffer)
          buffer = undefined
          filled = 0
          while (underWay.size >= PARTS_AT_ONCE) await Promise.race(underWay)
        }
      }
    } catch (error) {
      trouble.push(error)
    } finally {
      if (buffer) memory.give(buffer)
      await Promise.all(underWay)
    }
    await this.tell().catch((error: unknown) => void trouble.push(error))
    this.#throwIfOver(trouble)
    return this.#received
  }

  /** Tells the backend how far we are, in turn. */
  async tell(): Promise<void> {
    await this.#telling?.catch(() => {})
    this.#toldAt = performance.now()
    const progress = { received: this.#received, chain: this.#chain }
    this.#telling = this.#needs.notes.progress(this.job.id, progress)
    try {
      await this.#telling
    } catch (error) {
      if (error instanceof PublicError && error.code === 'upload_not_found') this.end(error)
      // Whoever is told that all is there must be able to rely on it; all else is told again with the next part.
      if (this.#over !== undefined || this.isComplete) throw error
    }
  }

  async #save(part: number, bytes: Buffer): Promise<void> {
    const digest = digestOf(bytes)
    if (this.#md5?.parts === part) {
      this.#md5.hash.update(bytes)
      this.#md5.parts++
    }
    const { id: uploadId, size } = this.job
    await this.#needs.sink.savePart({ uploadId, size, part }, bytes, this.#needs.stopping)
    this.#digests.set(part, digest)
    this.#advance()
    if (performance.now() - this.#toldAt > TELL_EVERY_MS && !this.isComplete) void this.tell().catch(() => {})
  }

  #advance(): void {
    for (;;) {
      const part = this.#received / UPLOAD_PART_BYTES
      const digest = this.#digests.get(part)
      if (!digest) return
      this.#digests.delete(part)
      this.#chain = chained(this.#chain, digest)
      this.#received = Math.min(this.job.size, this.#received + UPLOAD_PART_BYTES)
    }
  }

  #throwIfOver(trouble: unknown[]): void {
    if (this.#over !== undefined) throw asError(this.#over)
    if (trouble.length > 0) throw asError(trouble[0])
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}
