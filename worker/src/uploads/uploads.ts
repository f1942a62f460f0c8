// All uploads that go through this worker. Each is read from the backend when it is first asked for; what is complete is posted in
// the background, also what another process left behind.
import { setTimeout as sleep } from 'node:timers/promises'
import { PublicError } from '@gramreel/contracts/errors'
import type { Log } from '../log.ts'
import type { UploadSink } from '../telegram/upload-sink.ts'
import { pauseAfter } from '../wait.ts'
import type { PartMemory } from './part-memory.ts'
import { postUpload } from './post-upload.ts'
import { Upload, type UploadNeeds } from './upload.ts'
import type { UploadNotes } from './upload-notes.ts'

/** Each holds a part in the making; who comes beyond them is told to come again. */
const MAX_TAKING = 16
/** An upload that nobody asks for is forgotten here, and read again when somebody does. */
const FORGET_AFTER_MS = 10 * 60_000
const TRY_PAUSE = { firstMs: 1000, maxMs: 30_000 }
const LOOK_EVERY_MS = 15_000

export type UploadsOptions = {
  sink: UploadSink
  notes: UploadNotes
  memory: PartMemory
  log: Log
  /** How often the backend is asked what is left to be posted; tests hurry. */
  lookEveryMs?: number | undefined
}

type Kept = { upload: Upload; usedAt: number }

export class Uploads {
  readonly #needs: UploadNeeds
  readonly #log: Log
  readonly #stopping = new AbortController()
  readonly #kept = new Map<string, Kept>()
  readonly #opening = new Map<string, Promise<Upload>>()
  readonly #posting = new Map<string, Promise<void>>()
  readonly #timer: NodeJS.Timeout
  #taking = new Set<Promise<unknown>>()
  #isInTrouble = false

  constructor({ sink, notes, memory, log, lookEveryMs = LOOK_EVERY_MS }: UploadsOptions) {
    this.#needs = { sink, notes, memory, stopping: this.#stopping.signal }
    this.#log = log
    this.#timer = setInterval(() => void this.#look(), lookEveryMs).unref()
    void this.#look()
  }

  /** Bodies being taken. */
  get taking(): number {
    return this.#taking.size
  }

  /** Rejects with a PublicError: upload_not_found, also for one that failed; uploads_off. */
  async open(id: string): Promise<Upload> {
    const kept = this.#kept.get(id)
    if (kept) {
      kept.usedAt = performance.now()
      return kept.upload
    }
    let opening = this.#opening.get(id)
    if (!opening) {
      opening = this.#read(id).finally(() => this.#opening.delete(id))
      this.#opening.set(id, opening)
    }
    return opening
  }

  /** Takes bytes of it; answers how far it is. Rejects with busy when too many are being taken. */
  async take(id: string, stream: AsyncIterable<Buffer>): Promise<number> {
    if (this.#stopping.signal.aborted || this.#taking.size >= MAX_TAKING)
      throw new PublicError('busy', 'as many uploads as there is memory for')
    const upload = await this.open(id)
    const taking = upload.take(stream)
    this.#taking.add(taking)
    try {
      return await taking
    } catch (error) {
      if (error instanceof PublicError && error.code === 'upload_not_found') this.#kept.delete(id)
      throw error
    } finally {
      this.#taking.delete(taking)
      if (upload.isComplete) this.#post(id)
    }
  }

  /** Ends what is being taken after its parts on the way, and waits for that. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#stopping.abort(new PublicError('busy', 'this worker stops'))
    for (const { upload } of this.#kept.values()) upload.end(this.#stopping.signal.reason)
    await Promise.allSettled([...this.#taking, ...this.#posting.values()])
  }

  async #read(id: string): Promise<Upload> {
    const job = await this.#needs.notes.job(id)
    if (job.stage === 'failed') throw new PublicError('upload_not_found', `upload ${id} failed`)
    const upload = new Upload(job, this.#needs)
    this.#kept.set(id, { upload, usedAt: performance.now() })
    return upload
  }

  /** What the backend knows to be complete, ours or of a process that is no more. */
  async #look(): Promise<void> {
    const forgotten = performance.now() - FORGET_AFTER_MS
    for (const [id, { usedAt }] of this.#kept)
      if (usedAt < forgotten && !this.#posting.has(id)) this.#kept.delete(id)
    try {
      for (const id of await this.#needs.notes.unposted(this.#needs.sink.maxBytes)) this.#post(id)
      this.#isInTrouble = false
    } catch (error) {
      if (!this.#isInTrouble && !this.#stopping.signal.aborted)
        this.#log('warn', 'the backend does not tell which uploads are to be posted', {
          reason: String(error),
        })
      this.#isInTrouble = true
    }
  }

  #post(id: string): void {
    if (this.#posting.has(id) || this.#stopping.signal.aborted) return
    const posting = this.#postUntilOver(id).finally(() => this.#posting.delete(id))
    this.#posting.set(id, posting)
  }

  async #postUntilOver(id: string): Promise<void> {
    const { signal } = this.#stopping
    for (let tries = 1; !signal.aborted; tries++) {
      try {
        const upload = await this.open(id)
        const outcome = await postUpload(upload, this.#needs)
        if (outcome === 'restarted') return
        if (outcome === 'over') {
          this.#kept.delete(id)
          return
        }
      } catch (error) {
        if (error instanceof PublicError && error.code === 'upload_not_found') {
          this.#kept.delete(id)
          return
        }
        this.#log('warn', 'an upload could not be posted yet', { upload: id, tries, reason: String(error) })
      }
      await sleep(pauseAfter(tries, TRY_PAUSE), undefined, { signal }).catch(() => {})
    }
  }
}
