// The only file that imports grammY's client, and the only one that reads Telegram's error answers.
import { Api, GrammyError } from 'grammy'
import { readBounded } from '../http/read-bounded.ts'
import { BotApiError, UPDATE_KINDS, type BotApi, type BotApiFailure, type Place } from './bot-api.ts'
import { placeOf } from './describe-chat.ts'
import { nativeFetch } from './native-fetch.ts'

/** What an ordinary call may take, and what a long poll may take beyond its own time. */
const CALL_TIMEOUT_MS = 15_000
const DOWNLOAD_TIMEOUT_MS = 30_000
const UPDATES_AT_ONCE = 100
/** Pushed at once; they are put in a row here anyway, and 40, Telegram's default, would only wait. */
const WEBHOOK_CONNECTIONS = 4

/** https://core.telegram.org/bots/api#making-requests: 401 for an unknown token, 404 for what is no token at all. */
const failureOf = ({ error_code, method }: GrammyError): BotApiFailure => {
  if (error_code === 401 || (error_code === 404 && method === 'getMe')) return 'refused'
  if (error_code === 409) return 'conflict'
  if (error_code === 429) return 'wait'
  return error_code >= 500 ? 'unreachable' : 'rejected'
}

const toBotApiError = (error: unknown): BotApiError => {
  if (error instanceof BotApiError) return error
  if (!(error instanceof GrammyError)) {
    return new BotApiError('unreachable', 'Telegram cannot be reached', { cause: error })
  }
  return new BotApiError(failureOf(error), `${error.method}: ${error.error_code} ${error.description}`, {
    seconds: error.parameters.retry_after ?? 0,
  })
}

/** A bot that may not even look at a chat is told so by an error (tdlib/telegram-bot-api, Client.cpp, check_chat). */
const placeFromError = (error: unknown): Place => {
  if (!(error instanceof BotApiError) || error.failure !== 'rejected') throw error
  return {
    status: /kicked|blocked/.test(error.message) ? 'kicked' : 'left',
    mayPost: false,
    mayDelete: false,
  }
}

/** `apiRoot` without a slash at its end, e.g. https://api.telegram.org. */
export const createGrammyBotApi = (token: string, apiRoot: string): BotApi => {
  const api = new Api(token, { apiRoot, fetch: nativeFetch })
  type GrammySignal = Parameters<typeof api.getMe>[0]

  const call = async <T>(
    run: (signal: GrammySignal) => Promise<T>,
    signal?: AbortSignal,
    timeoutMs: number = CALL_TIMEOUT_MS,
  ): Promise<T> => {
    const limit = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])])
    try {
      // eslint-disable-next-line typescript/no-unsafe-type-assertion -- grammY types signals by the abort-controller package, which Node's own fit at run time
      return await run(limit as unknown as GrammySignal)
    } catch (error) {
      signal?.throwIfAborted()
      throw toBotApiError(error)
    }
  }

  const fileUrl = (path: string) =>
    `${apiRoot}/file/bot${token}/${path.split('/').map(encodeURIComponent).join('/')}`

  return {
    fileUrl,
    getMe: (signal) =>
      call(async (grammySignal) => {
        const { id, username } = await api.getMe(grammySignal)
        return { id, username }
      }, signal),

    getUpdates: ({ offset, timeoutSeconds }, signal) =>
      call(
        (grammySignal) =>
          api.getUpdates(
            {
              offset,
              limit: UPDATES_AT_ONCE,
              timeout: timeoutSeconds,
              allowed_updates: UPDATE_KINDS,
            },
            grammySignal,
          ),
        signal,
        timeoutSeconds * 1000 + CALL_TIMEOUT_MS,
      ),

    setWebhook: async ({ url, secret }, signal) => {
      const options = {
        secret_token: secret,
        max_connections: WEBHOOK_CONNECTIONS,
        allowed_updates: UPDATE_KINDS,
      }
      await call((grammySignal) => api.setWebhook(url, options, grammySignal), signal)
    },

    webhookInfo: (signal) =>
      call(async (grammySignal) => {
        const info = await api.getWebhookInfo(grammySignal)
        return {
          url: info.url ?? '',
          pending: info.pending_update_count,
          lastErrorAt: info.last_error_date ?? 0,
          lastError: info.last_error_message ?? '',
        }
      }, signal),

    place: async (chat, botId) => {
      try {
        return await call(async (grammySignal) => {
          // For Telegram's word on whether the bot may look at all: of members it tells what it last knew.
          await api.getChat(chat, grammySignal)
          return placeOf(await api.getChatMember(chat, botId, grammySignal))
        })
      } catch (error) {
        return placeFromError(error)
      }
    },

    deleteWebhook: async (signal) => {
      await call((grammySignal) => api.deleteWebhook({}, grammySignal), signal)
    },

    deleteMessage: async (chat, messageId) => {
      await call((grammySignal) => api.deleteMessage(chat, messageId, grammySignal))
    },

    getFilePath: (fileId) =>
      call(async (grammySignal) => {
        const { file_path } = await api.getFile(fileId, grammySignal)
        // A Bot API server of one's own may answer with a path on its disk (tdlib/telegram-bot-api, --local).
        if (!file_path || file_path.startsWith('/'))
          throw new BotApiError('rejected', 'getFile: no path to fetch')
        return file_path
      }),

    download: async (path, maxBytes) => {
      try {
        const response = await fetch(fileUrl(path), {
          redirect: 'error',
          signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS),
        })
        if (!response.ok) {
          await response.body?.cancel()
          const failure = response.status >= 500 ? 'unreachable' : 'rejected'
          throw new BotApiError(failure, `downloading a file: ${response.status}`)
        }
        return await readBounded(response, maxBytes)
      } catch (error) {
        throw toBotApiError(error)
      }
    },
  }
}
