// Small files straight from the Bot API. A path is good for at least an hour
// (https://core.telegram.org/bots/api#getfile); one is asked for again after half of that.
import { PublicError } from '@gramreel/contracts/errors'
import { BotApiError, type BotApi } from './bot-api.ts'

const PATH_LIFETIME_MS = 60 * 60 * 1000
const PATH_REUSE_MS = PATH_LIFETIME_MS / 2
const MAX_PATHS = 5_000

type KnownPath = { path: string; askedAt: number }

const telegramFailed = (error: unknown, step: string) =>
  new PublicError('telegram_failed', step, { cause: error })

export const createDirectFiles = (
  api: Pick<BotApi, 'getFilePath' | 'fileUrl' | 'download'>,
  now: () => number = Date.now,
) => {
  const paths = new Map<string, KnownPath>()

  const findPath = async (fileId: string): Promise<KnownPath> => {
    const known = paths.get(fileId)
    if (known && known.askedAt + PATH_REUSE_MS > now()) return known
    const fresh = { askedAt: now(), path: await api.getFilePath(fileId) }
    paths.delete(fileId)
    paths.set(fileId, fresh)
    const oldest = paths.keys().next().value
    if (paths.size > MAX_PATHS && oldest !== undefined) paths.delete(oldest)
    return fresh
  }

  return {
    /** Undefined when Telegram does not hand this file out (larger than 20 MiB, or gone); throws telegram_failed. */
    url: async (fileId: string): Promise<{ url: string; expiresAt: Date } | undefined> => {
      try {
        const { path, askedAt } = await findPath(fileId)
        return { url: api.fileUrl(path), expiresAt: new Date(askedAt + PATH_LIFETIME_MS) }
      } catch (error) {
        if (error instanceof BotApiError && error.failure === 'rejected') return undefined
        throw telegramFailed(error, 'asking for a direct address')
      }
    },

    /** Throws telegram_failed. */
    download: async (fileId: string, maxBytes: number): Promise<Buffer> => {
      try {
        const { path } = await findPath(fileId)
        return await api.download(path, maxBytes)
      } catch (error) {
        throw telegramFailed(error, 'fetching a small file')
      }
    },
  }
}

export type DirectFiles = ReturnType<typeof createDirectFiles>
