// Every bot that we were given, each at work by itself. Its file_ids mean nothing to another one.
import { PublicError } from '@gramreel/contracts/errors'
import type { FastifyBaseLogger } from 'fastify'
import { StartError } from '../start-error.ts'
import type { Leader } from '../storage/leader.ts'
import type { PostedFile } from '../storage/schema.ts'
import { botIdOf, startBot, type Bot, type KeyParameters } from './bot.ts'
import type { BotApi, Update } from './bot-api.ts'
import type { BotStore } from './bot-store.ts'
import type { BotState } from './polling.ts'
import { messageOf, readMessage } from './read-update.ts'

export type Bots = {
  list: () => { id: number; username: string | null; state: BotState }[]
  has: (botId: number) => boolean
  /** The bot that the settings name, or did last. */
  readonly main: number | undefined
  /** Undefined without that bot. */
  deriveKey: (botId: number, parameters: KeyParameters) => Buffer | undefined
  /** Of each bot. */
  deriveKeys: (parameters: KeyParameters) => { botId: number; key: Buffer }[]
  /** See direct-files.ts; both throw telegram_failed or telegram_wait. */
  directUrl: (botId: number, fileId: string) => Promise<{ url: string; expiresAt: Date } | undefined>
  download: (botId: number, fileId: string, maxBytes: number) => Promise<Buffer>
  close: () => Promise<void>
}

type Parts = {
  /** TELEGRAM_BOT_TOKEN. */
  token: string | undefined
  store: BotStore
  createApi: (token: string) => BotApi
  /** Chats whose posts are taken. */
  chats: 'any' | readonly string[]
  save: (files: PostedFile[]) => Promise<void>
  onFiles: () => void
  onState: () => void
  alone: Leader
  log: FastifyBaseLogger
}

/**
 * Starts the bot of `token`, else the one that was at work last, else none. Resolves once Telegram has answered or is
 * found to be away; then it goes on trying. Throws StartError when Telegram refuses the token.
 */
export const openBots = async (parts: Parts): Promise<Bots> => {
  const { store, chats, save, onFiles, log } = parts
  const stored = parts.token === undefined ? await store.last() : undefined
  const token = parts.token ?? stored?.token
  const main = token === undefined ? undefined : botIdOf(token)
  const bots = new Map<number, Bot>()
  const strangers = new Set<number>()

  const isWanted = (update: Update): boolean => {
    const chat = messageOf(update)?.chat
    if (!chat) return false
    if (chats === 'any' || chats.includes(String(chat.id))) return true
    if (!strangers.has(chat.id) && strangers.size < 1_000) {
      strangers.add(chat.id)
      log.info(
        { chat: String(chat.id), type: chat.type },
        'a post was left out: add its chat to TELEGRAM_CHATS',
      )
    }
    return false
  }

  const keepFor =
    (id: number) =>
    async (updates: Update[]): Promise<void> => {
      const posted = updates.filter(isWanted).flatMap((update) => {
        const message = messageOf(update)
        return (message && readMessage(message, id)) ?? []
      })
      if (posted.length === 0) return
      await save(posted)
      onFiles()
    }

  const start = (botToken: string, username: string | null): Bot => {
    const id = botIdOf(botToken)
    const bot = startBot({
      token: botToken,
      username,
      api: parts.createApi(botToken),
      keep: keepFor(id),
      onIntroduced: (me) => store.save({ id, username: me.username, token: botToken }),
      onState: parts.onState,
      alone: parts.alone,
      log,
    })
    bots.set(id, bot)
    return bot
  }

  const closeAll = async () => {
    await Promise.all(Array.from(bots.values(), (bot) => bot.close()))
  }

  if (token !== undefined) {
    try {
      await start(token, stored?.username ?? null).firstContact
    } catch (cause) {
      await closeAll()
      throw new StartError(
        'Telegram refuses the bot token. Check TELEGRAM_BOT_TOKEN, or ask @BotFather for it.',
        { cause },
      )
    }
  }

  /** Throws telegram_failed for a bot that is not ours any more. */
  const filesOf = (botId: number) => {
    const bot = bots.get(botId)
    if (!bot) throw new PublicError('telegram_failed', `bot ${botId} is not at work`)
    return bot.files
  }

  return {
    list: () => Array.from(bots.values(), ({ id, username, state }) => ({ id, username, state })),
    has: (botId) => bots.has(botId),
    main,
    deriveKey: (botId, parameters) => bots.get(botId)?.deriveKey(parameters),
    deriveKeys: (parameters) =>
      Array.from(bots.values(), (bot) => ({ botId: bot.id, key: bot.deriveKey(parameters) })),
    directUrl: async (botId, fileId) => filesOf(botId).url(fileId),
    download: async (botId, fileId, maxBytes) => filesOf(botId).download(fileId, maxBytes),
    close: closeAll,
  }
}
