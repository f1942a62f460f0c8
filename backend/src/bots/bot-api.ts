// The port to Telegram's Bot API: as much of it as the backend needs.
import type { Update } from 'grammy/types'

export type { Chat, Message, Update } from 'grammy/types'

/** The kinds of update we ask for: posts, their edits, and what became of the bot's place in a chat. */
export const UPDATE_KINDS = [
  'message',
  'edited_message',
  'channel_post',
  'edited_channel_post',
  'my_chat_member',
] as const

/**
 * Why a call failed. `refused`: the token is not accepted. `conflict`: somebody else polls, or a webhook is set.
 * `wait`: not before `seconds` have passed. `rejected`: this call will not work, however often it is tried.
 * `unreachable`: network, timeout, or trouble on Telegram's side; later it may work.
 */
export type BotApiFailure = 'refused' | 'conflict' | 'wait' | 'rejected' | 'unreachable'

export class BotApiError extends Error {
  readonly failure: BotApiFailure
  /** With `wait`. */
  readonly seconds: number
  constructor(failure: BotApiFailure, message: string, options?: { cause?: unknown; seconds?: number }) {
    super(message, options)
    this.name = 'BotApiError'
    this.failure = failure
    this.seconds = options?.seconds ?? 0
  }
}

/** A bot's place in a chat; `left` also where it never was. */
export type Place = {
  status: 'creator' | 'administrator' | 'member' | 'restricted' | 'left' | 'kicked'
  mayPost: boolean
  /** What others posted. */
  mayDelete: boolean
}

export type WebhookInfo = {
  /** Empty while none is set. */
  url: string
  pending: number
  /** Seconds since 1970; 0: none. */
  lastErrorAt: number
  lastError: string
}

/** Every method throws BotApiError; a cancelled call throws the signal's reason. */
export type BotApi = {
  getMe: (signal?: AbortSignal) => Promise<{ id: number; username: string }>
  /** The earliest unconfirmed ones; all before a positive `offset` are confirmed. Waits up to `timeoutSeconds`. */
  getUpdates: (options: { offset: number; timeoutSeconds: number }, signal?: AbortSignal) => Promise<Update[]>
  /** Updates are pushed there, with the secret in a header, from now on. Drops none. */
  setWebhook: (webhook: { url: string; secret: string }, signal?: AbortSignal) => Promise<void>
  webhookInfo: (signal?: AbortSignal) => Promise<WebhookInfo>
  /** Drops no update. */
  deleteWebhook: (signal?: AbortSignal) => Promise<void>
  /** The bot's own place in a chat. */
  place: (chat: string, botId: number) => Promise<Place>
  /** `rejected` where the bot may not, and for one that is gone already. */
  deleteMessage: (chat: string, messageId: number) => Promise<void>
  /** Where a file lies for the next hour; `rejected` for one larger than 20 MiB. */
  getFilePath: (fileId: string) => Promise<string>
  /** Address of such a path. Holds the bot token. */
  fileUrl: (path: string) => string
  /** The bytes at such a path; throws beyond `maxBytes`. */
  download: (path: string, maxBytes: number) => Promise<Buffer>
}
