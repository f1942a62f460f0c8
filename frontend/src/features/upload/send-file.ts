// The bytes of one file to a worker, by tus. Steps are as long as two seconds of this line, in whole parts of 512 KiB: each answer
// says how far Telegram has it, and a broken line costs no more than a step.
import type { Upload as TusUpload } from 'tus-js-client'

const PART_BYTES = 512 * 1024
const STEP_MS = 2000
const FIRST_STEP_BYTES = 2 * PART_BYTES
/** Proxies in front of a worker often refuse bodies above 100 MB. */
const MAX_STEP_BYTES = 64 * PART_BYTES
const RETRY_MS = [500, 1000, 2000, 4000, 8000, 15_000, 15_000, 30_000, 30_000, 30_000]

/** `status` undefined: no answer at all. */
export class SendFailure extends Error {
  readonly status: number | undefined
  constructor(status: number | undefined) {
    super(`the worker answered ${status ?? 'nothing'}`)
    this.status = status
  }
}

type Options = {
  url: string
  /** Bytes that Telegram has; told after each step. */
  onReceived: (bytes: number) => void
  signal: AbortSignal
}

/** The next step: as long as `STEP_MS` would have carried, in whole parts, at most twice the last one. */
export function nextStep(bytes: number, ms: number): number {
  const parts = Math.round((bytes / Math.max(1, ms)) * (STEP_MS / PART_BYTES))
  return Math.min(MAX_STEP_BYTES, 2 * bytes, Math.max(1, parts) * PART_BYTES)
}

/** Resolves when the worker has it all. Rejects with SendFailure, or the signal's reason. */
export async function sendFile(file: File, { url, onReceived, signal }: Options): Promise<void> {
  const { Upload, DetailedError } = await import('tus-js-client')
  signal.throwIfAborted()
  await new Promise<void>((resolve, reject) => {
    let begunAt = performance.now()
    const upload: TusUpload = new Upload(file, {
      uploadUrl: url,
      chunkSize: FIRST_STEP_BYTES,
      retryDelays: RETRY_MS,
      storeFingerprintForResuming: false,
      // What is not for this upload any more (expired, withdrawn, gone) does not get better by asking again.
      onShouldRetry: (error) => ![401, 403, 404, 410].includes(error.originalResponse?.getStatus() ?? 0),
      onChunkComplete: (bytes, received) => {
        upload.options.chunkSize = nextStep(Math.max(PART_BYTES, bytes), performance.now() - begunAt)
        begunAt = performance.now()
        onReceived(received)
      },
      onError: (error) =>
        reject(
          new SendFailure(error instanceof DetailedError ? error.originalResponse?.getStatus() : undefined),
        ),
      onSuccess: () => resolve(),
    })
    const stop = () => {
      void upload.abort()
      reject(signal.reason instanceof Error ? signal.reason : new Error('stopped'))
    }
    signal.addEventListener('abort', stop, { once: true })
    upload.start()
  })
}
