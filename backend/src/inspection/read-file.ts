// A file's bytes for ourselves: through a worker, by a link that we make as for anybody, else, when it is small, from the Bot API.
import { PublicError } from '@gramreel/contracts/errors'
import { DIRECT_MAX_BYTES } from '@gramreel/contracts/limits'
import type { GuardedFetch } from '../http/guarded-fetch.ts'
import type { FileRow } from '../storage/schema.ts'
import type { ReadRange } from './byte-source.ts'

const TIMEOUT_MS = 60_000

type Parts = {
  /** Whether a worker is well, and not only there. */
  isAwake: () => Promise<boolean>
  /** Address on a worker. Throws no_worker, file_deleted. */
  linkTo: (row: FileRow) => Promise<string>
  guardedFetch: GuardedFetch
  /** The whole of a small file. */
  download: (botId: number, fileId: string, maxBytes: number) => Promise<Buffer>
}

export const createFileReader =
  ({ isAwake, linkTo, guardedFetch, download }: Parts) =>
  (row: FileRow): ReadRange => {
    let link: Promise<string | undefined> | undefined
    let whole: Promise<Buffer> | undefined

    /** Undefined where the Bot API will do. */
    const findLink = async (): Promise<string | undefined> => {
      try {
        if (!(await isAwake())) throw new PublicError('no_worker', `reading file ${row.id}: none is awake`)
        return await linkTo(row)
      } catch (error) {
        const isAlone = error instanceof PublicError && error.code === 'no_worker'
        if (isAlone && row.size <= DIRECT_MAX_BYTES) return undefined
        throw error
      }
    }

    const readFromWorker = async (url: string, start: number, end: number): Promise<Buffer> => {
      const answer = await guardedFetch(url, {
        headers: { range: `bytes=${start}-${end - 1}` },
        maxBytes: end - start,
        timeoutMs: TIMEOUT_MS,
      }).catch((cause: unknown) => {
        throw new PublicError('telegram_failed', `reading file ${row.id}`, { cause })
      })
      if (answer.status === 410) throw new PublicError('file_deleted', `file ${row.id}`)
      if (answer.status === 404) throw new PublicError('file_not_found', `file ${row.id}`)
      // Another size than the catalogue's: the worker tells us so, and then it will fit.
      const isWhole = answer.status === 200 && answer.body.length === end - start && start === 0
      if (answer.status !== 206 && !isWhole)
        throw new PublicError('telegram_failed', `reading file ${row.id}: ${answer.status}`)
      return answer.body
    }

    return async (start, end) => {
      const url = await (link ??= findLink())
      if (url !== undefined) return readFromWorker(url, start, end)
      const bytes = await (whole ??= download(row.bot_id, row.file_id, DIRECT_MAX_BYTES))
      return bytes.subarray(start, end)
    }
  }
