// Small files straight from the Bot API. A path is good for at least an hour
// (https://core.telegram.org/bots/api#getfile). It is asked for again after a minute all the same: the answer tells
// whether the file is still there, and so sends a deleted one to the worker, who can say so.
import { setTimeout as sleep } from 'node:timers/promises'
import { PublicError } from '@gramreel/contracts/errors'
import { BotApiError, type BotApi } from './bot-api.ts'

const PATH_LIFETIME_MS = 60 * 60 * 1000
const PATH_REUSE_MS = 60 * 1000
const MAX_PATHS = 5_000
/** A picture waits this long for flood control to pass; beyond it the browser had better ask again. */
const MAX_PATIENCE_MS = 15_000

type KnownPath = { path: string; askedAt: number }

const toPublic = (error: unknown, step: string): PublicError =>
  error instanceof PublicError ? error : new PublicError('telegram_failed', step, { cause: error })

export const createDirectFiles = (
  api: Pick<BotApi, 'getFilePath' | 'fileUrl' | 'download'>,
  now: () => number = Date.now,
) => {
  const paths = new Map<string, KnownPath>()
  /** Until then Telegram wants no call from any of us. */
  let quietUntil = 0

  /** Waits behind flood control together with everyone else, at most `patienceMs`; throws telegram_wait. */
  const behindFloodControl = async <T>(call: () => Promise<T>, patienceMs: number): Promise<T> => {
    const giveUpAt = now() + patienceMs
    for (;;) {
      if (quietUntil > giveUpAt) throw new PublicError('telegram_wait', 'asking the Bot API for a file')
      if (quietUntil > now()) await sleep(quietUntil - now())
      try {
        return await call()
      } catch (error) {
        if (!(error instanceof BotApiError) || error.failure !== 'wait') throw error
        quietUntil = Math.max(quietUntil, now() + Math.max(1, error.seconds) * 1000)
      }
    }
  }

  const findPath = async (fileId: string, patienceMs: number): Promise<KnownPath> => {
    const known = paths.get(fileId)
    if (known && known.askedAt + PATH_REUSE_MS > now()) return known
    const path = await behindFloodControl(() => api.getFilePath(fileId), patienceMs)
    const fresh = { askedAt: now(), path }
    paths.delete(fileId)
    paths.set(fileId, fresh)
    const oldest = paths.keys().next().value
    if (paths.size > MAX_PATHS && oldest !== undefined) paths.delete(oldest)
    return fresh
  }

  return {
    /**
     * Undefined when Telegram does not hand this file out: larger than 20 MiB, or gone. Does not wait, for a worker may
     * know better. Throws telegram_failed or telegram_wait.
     */
    url: async (fileId: string): Promise<{ url: string; expiresAt: Date } | undefined> => {
      try {
        const { path, askedAt } = await findPath(fileId, 0)
        return { url: api.fileUrl(path), expiresAt: new Date(askedAt + PATH_LIFETIME_MS) }
      } catch (error) {
        if (error instanceof BotApiError && error.failure === 'rejected') return undefined
        throw toPublic(error, 'asking for a direct address')
      }
    },

    /** Throws telegram_failed or telegram_wait. */
    download: async (fileId: string, maxBytes: number): Promise<Buffer> => {
      try {
        const { path } = await findPath(fileId, MAX_PATIENCE_MS)
        return await behindFloodControl(() => api.download(path, maxBytes), MAX_PATIENCE_MS)
      } catch (error) {
        throw toPublic(error, 'fetching a small file')
      }
    },
  }
}

export type DirectFiles = ReturnType<typeof createDirectFiles>
