// One film onto this device: range after range from the worker, to a file that is written as bytes come. What is there already is
// not fetched again; another link takes over when one ends.
import type { LinkAnswer } from '@gramreel/contracts/links'

/** A file of the origin's private file system, opened in a thread (https://fs.spec.whatwg.org/#api-filesystemsyncaccesshandle). */
export type OpenFile = {
  write(bytes: Uint8Array, options: { at: number }): number
  truncate(size: number): void
  flush(): void
}

export type Progress = { received: number; size: number; mime: string; etag: string | undefined }

export type LoadOptions = {
  file: OpenFile
  /** What is there; see KeptFilm. */
  begun: Progress
  /** Rejects with an Error whose `code` is one of texts. */
  readLink: () => Promise<Pick<LinkAnswer, 'url' | 'mime' | 'size'>>
  fetchRange: (url: string, first: number, signal: AbortSignal) => Promise<Response>
  onProgress: (progress: Progress) => Promise<void>
  signal: AbortSignal
}

/** What was received is safe, and told of, each time that so much has come. */
const FLUSH_BYTES = 4 * 1024 * 1024

export class LoadFailure extends Error {
  override readonly name = 'LoadFailure'
  readonly code: string
  constructor(code: string, options?: ErrorOptions) {
    super(`a film could not be loaded: ${code}`, options)
    this.code = code
  }
}

/** Loads until all is there. Rejects when it does not get on, and as the signal says; what came stays. */
export async function loadFilm(options: LoadOptions): Promise<Progress> {
  const { file, onProgress, signal, readLink, fetchRange } = options
  let progress = options.begun
  while (progress.received < progress.size) {
    const link = await readLink()
    const answer = await fetchRange(link.url, progress.received, signal)
    const etag = answer.headers.get('etag') ?? undefined
    const isOther = progress.etag !== undefined && progress.etag !== etag
    if (answer.status === 416 || (answer.status === 206 && isOther)) {
      void answer.body?.cancel()
      if (progress.received === 0) throw new LoadFailure('file_changed')
      file.truncate(0)
      progress = { ...progress, received: 0, etag: undefined }
      continue
    }
    if (answer.status !== 206 || answer.body === null) {
      void answer.body?.cancel()
      // An old link is no trouble: the next turn has a new one.
      throw new LoadFailure(answer.status === 410 ? 'file_deleted' : 'worker_failed')
    }
    progress = { ...progress, size: sizeOf(answer) ?? progress.size, mime: link.mime, etag }
    progress = await writeBody(answer.body, progress, file, onProgress, signal)
  }
  return progress
}

/** The whole file's, out of Content-Range. */
const sizeOf = (answer: Response): number | undefined => {
  const [, size] = /\/(\d+)$/.exec(answer.headers.get('content-range') ?? '') ?? []
  return size === undefined ? undefined : Number(size)
}

async function writeBody(
  body: ReadableStream<Uint8Array>,
  begun: Progress,
  file: OpenFile,
  onProgress: LoadOptions['onProgress'],
  signal: AbortSignal,
): Promise<Progress> {
  let progress = begun
  let told = begun.received
  const tell = async () => {
    file.flush()
    told = progress.received
    await onProgress(progress)
  }
  const reader = body.getReader()
  try {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) break
      signal.throwIfAborted()
      const written = file.write(value, { at: progress.received })
      if (written < value.length) throw new LoadFailure('storage_full')
      progress = { ...progress, received: progress.received + written }
      if (progress.received - told >= FLUSH_BYTES) await tell()
    }
  } finally {
    void reader.cancel().catch(() => undefined)
    await tell()
  }
  return progress
}
