// What tus stores into: nothing here, all at Telegram. https://tus.io/protocols/resumable-upload (1.0.0)
import type { Readable } from 'node:stream'
import { PublicError } from '@gramreel/contracts/errors'
import { DataStore, Upload as TusUpload } from '@tus/server'
import type { Uploads } from './uploads.ts'

/** Without a byte for this long, a body has ended. */
const IDLE_MS = 60_000

export class TusStore extends DataStore {
  readonly #uploads: Uploads

  constructor(uploads: Uploads) {
    super()
    this.#uploads = uploads
    this.extensions = ['creation']
  }

  /** The backend made it; this only says that it is there, and of which size. */
  override async create(asked: TusUpload): Promise<TusUpload> {
    const { job } = await this.#uploads.open(asked.id)
    if (asked.size !== job.size)
      throw new PublicError('upload_wrong_size', `${asked.size} in place of ${job.size} bytes`)
    return asked
  }

  override async getUpload(id: string): Promise<TusUpload> {
    const { job, received } = await this.#uploads.open(id)
    return new TusUpload({ id, size: job.size, offset: received })
  }

  override write(stream: Readable, id: string): Promise<number> {
    return this.#uploads.take(id, unlessIdle(stream))
  }
}

/** Ends with an error when nothing comes for long; while we ourselves do not read, no time counts. */
async function* unlessIdle(stream: Readable): AsyncGenerator<Buffer> {
  const chunks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]()
  for (;;) {
    const timer = setTimeout(() => stream.destroy(new Error('no byte came for a minute')), IDLE_MS)
    try {
      const next = await chunks.next()
      if (next.done === true) return
      yield next.value
    } finally {
      clearTimeout(timer)
    }
  }
}
