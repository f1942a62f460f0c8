// Every bot that we were given, each at work by itself, and the chats it hears from. Its file_ids mean nothing to another.
import type { Channel, ConnectedBot } from '@gramreel/contracts/bots'
import { PublicError } from '@gramreel/contracts/errors'
import type { DeleteFailure } from '@gramreel/contracts/library'
import type { FastifyBaseLogger } from 'fastify'
import { StartError } from '../start-error.ts'
import type { Database } from '../storage/database.ts'
import type { Leader } from '../storage/leader.ts'
import type { PostedFile } from '../storage/schema.ts'
import { botIdOf, startBot, type Bot, type KeyParameters } from './bot.ts'
import { BotApiError, type BotApi, type Update } from './bot-api.ts'
import type { BotStore, StoredBot } from './bot-store.ts'
import { openChannelDesk } from './channel-desk.ts'
import type { ChannelKey } from './channels.ts'
import { deleteByAny, type DoomedMessage } from './delete-message.ts'
import type { BotState } from './polling.ts'
import type { RemovedFile } from './read-update.ts'
import { isSecret, reachesUs } from './webhook.ts'

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
  /** By any of these that is at work: undefined when the message is gone, else why it is not. */
  deleteMessage: (botIds: readonly number[], message: DoomedMessage) => Promise<DeleteFailure | undefined>

  /** With their channels, for the owner. */
  describe: () => Promise<ConnectedBot[]>
  /** Throws bot_token_unknown, bot_named, telegram_wait or telegram_unreachable. */
  connect: (token: string) => Promise<ConnectedBot>
  /** Throws not_found or bot_named. Its files stay. */
  remove: (botId: number) => Promise<void>
  /** Both throw not_found; choosing throws channel_named. */
  choose: (key: ChannelKey, decision: 'accepted' | 'ignored') => Promise<Channel>
  check: (key: ChannelKey) => Promise<Channel>
  /** Chats whose posts are in the gallery, with the bots that may read them. */
  acceptedChannels: () => Promise<(ChannelKey & { title: string })[]>

  /** Begins to take updates; once we can be called. */
  listen: () => void
  /** Is the caller Telegram, by what it says? */
  isTelegram: (botId: number, secret: unknown) => Promise<boolean>
  /** Takes an update that Telegram pushed; resolves when it is kept. */
  receive: (botId: number, update: Update) => Promise<void>
  close: () => Promise<void>
}

export type BotsParts = {
  /** TELEGRAM_BOT_TOKEN. */
  token: string | undefined
  /** TELEGRAM_CHATS: chats that are taken without asking. */
  chats: 'any' | readonly string[]
  /** Where Telegram can call us; see webhookBase. */
  webhookBase: string | undefined
  database: Database
  store: BotStore
  createApi: (token: string) => BotApi
  save: (files: readonly PostedFile[], how: { within: Database }) => Promise<void>
  remove: (message: RemovedFile, within: Database) => Promise<boolean>
  onFiles: () => void
  /** A bot's state, or one of its channels. */
  onChange: () => void
  alone: Leader
  /** Other backends have the same database: what they connect and remove is followed. */
  isShared: boolean
  log: FastifyBaseLogger
}

const TOKEN = /^[1-9]\d{0,15}:[A-Za-z0-9_-]{16,100}$/
const FOLLOW_MS = 5_000

const REFUSED = 'Telegram refuses the bot token. Check TELEGRAM_BOT_TOKEN, or ask @BotFather for it.'
const LOCKED =
  'The saved bot token cannot be decrypted with this SECRET_KEY. Restore the key, or set TELEGRAM_BOT_TOKEN.'

/** Who a pasted token belongs to. */
const askWho = async (api: BotApi): Promise<{ id: number; username: string }> => {
  try {
    return await api.getMe()
  } catch (cause) {
    const failure = cause instanceof BotApiError ? cause.failure : undefined
    if (cause instanceof BotApiError && failure === 'wait')
      throw new PublicError('telegram_wait', 'asking who it is', { cause, retryAfterSeconds: cause.seconds })
    throw new PublicError(
      failure === 'refused' ? 'bot_token_unknown' : 'telegram_unreachable',
      'asking who it is',
      { cause },
    )
  }
}

/**
 * Starts the bot of `token`, else the one that the settings named last, and all that were connected in the gallery.
 * Resolves once Telegram has answered or is found to be away; then they go on trying. Throws StartError when Telegram
 * refuses `token`.
 */
export const openBots = async (parts: BotsParts): Promise<Bots> => {
  const { store, database, log, onChange } = parts
  const bots = new Map<number, Bot>()
  const locked = new Map<number, StoredBot>()
  const tokens = new Map<number, string>()
  const secrets = new Map<number, string>()

  const stored = await store.all()
  const namedBefore = stored.find((bot) => bot.isNamed)
  const main = parts.token === undefined ? namedBefore?.id : botIdOf(parts.token)
  const isNamedBot = (id: number) => id === main && parts.token !== undefined

  const desk = openChannelDesk({
    database,
    // `any` is for the bot of the settings; a chat that is named is meant whichever bot hears it.
    isNamed: ({ bot_id, chat_id }) =>
      parts.chats === 'any' ? bot_id === main : parts.chats.includes(chat_id),
    askPlace: async ({ bot_id, chat_id }) => bots.get(bot_id)?.api.place(chat_id, bot_id),
    save: (files, within) => parts.save(files, { within }),
    remove: parts.remove,
    onFiles: parts.onFiles,
    onChange,
    log,
  })

  const prepareWebhook = (id: number, base: string) => async () => {
    const secret = await store.webhookSecret(id)
    if (secret === undefined) throw new Error('the bot could not be saved')
    secrets.set(id, secret)
    return { url: `${base}/api/webhooks/${id}`, secret }
  }

  const start = (token: string, username: string | null, isNamed: boolean): Bot => {
    const id = botIdOf(token)
    const bot = startBot({
      token,
      username,
      api: parts.createApi(token),
      webhook: parts.webhookBase === undefined ? undefined : prepareWebhook(id, parts.webhookBase),
      reachesUs,
      keep: (updates) => desk.take(id, updates),
      onIntroduced: (me) => store.save({ id, username: me.username, token, isNamed }),
      onState: onChange,
      alone: parts.alone,
      log,
    })
    bot.firstContact.catch(() => {})
    bots.set(id, bot)
    tokens.set(id, token)
    locked.delete(id)
    return bot
  }

  const forget = async (id: number): Promise<void> => {
    const bot = bots.get(id)
    for (const known of [bots, tokens, secrets, locked]) known.delete(id)
    await bot?.close()
  }

  /** What another backend connected, removed, or gave another token. */
  const follow = async (): Promise<void> => {
    const rows = await store.all()
    const ids = new Set(rows.map(({ id }) => id))
    const gone = Array.from(bots.keys()).filter((id) => !ids.has(id) && id !== main)
    const news = rows.filter(
      ({ id, token }) => id !== main && token !== undefined && tokens.get(id) !== token,
    )
    for (const id of gone) await forget(id)
    for (const { id, token = '', username } of news) {
      await forget(id)
      start(token, username, false).listen()
    }
    if (gone.length + news.length > 0) onChange()
  }
  const following = parts.isShared
    ? setInterval(
        () => void follow().catch((error: unknown) => log.warn({ err: error }, 'bots were not read')),
        FOLLOW_MS,
      )
    : undefined

  const closeAll = async () => {
    clearInterval(following)
    await Promise.all(Array.from(bots.values(), (bot) => bot.close()))
  }

  const startAll = async (): Promise<void> => {
    if (parts.token !== undefined) start(parts.token, null, true)
    else if (namedBefore && namedBefore.token === undefined) throw new StartError(LOCKED)
    for (const bot of stored) {
      // Whom the settings named before gives way to whom they name now.
      if (bots.has(bot.id) || (bot.isNamed && parts.token !== undefined)) continue
      if (bot.token === undefined) locked.set(bot.id, bot)
      else start(bot.token, bot.username, bot.isNamed)
    }
    const contacts = Array.from(bots.values(), async ({ id, firstContact }) => {
      try {
        await firstContact
      } catch (cause) {
        if (isNamedBot(id)) throw new StartError(REFUSED, { cause })
      }
    })
    await Promise.all(contacts)
  }

  try {
    await startAll()
  } catch (error) {
    await closeAll()
    throw error
  }

  const describe = async (): Promise<ConnectedBot[]> => {
    const channelsOf = await desk.describe()
    const working = Array.from(bots.values(), ({ id, username, state, delivery }) => ({
      id,
      username,
      // `none` is for a gallery without bots.
      state: state === 'none' ? ('connecting' as const) : state,
      delivery,
      isNamed: isNamedBot(id),
      channels: channelsOf(id),
    }))
    const shut = Array.from(locked.values(), ({ id, username }) => ({
      id,
      username,
      state: 'locked' as const,
      delivery: 'polling' as const,
      isNamed: false,
      channels: channelsOf(id),
    }))
    return [...working, ...shut]
  }

  const describeOne = async (id: number): Promise<ConnectedBot> => {
    const bot = (await describe()).find((one) => one.id === id)
    if (!bot) throw new PublicError('not_found', `bot ${id}`)
    return bot
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

    deleteMessage: (botIds, message) =>
      deleteByAny(
        botIds.flatMap((id) => bots.get(id)?.api ?? []),
        message,
      ),

    describe,
    connect: async (text) => {
      const token = text.trim()
      if (!TOKEN.test(token)) throw new PublicError('bot_token_unknown', 'what was pasted is no token')
      const { id, username } = await askWho(parts.createApi(token))
      if (isNamedBot(id)) throw new PublicError('bot_named', `connecting bot ${id}`)
      await store.save({ id, username, token, isNamed: false })
      await forget(id)
      const bot = start(token, username, false)
      await bot.firstContact.catch(() => {})
      bot.listen()
      onChange()
      return describeOne(id)
    },
    remove: async (id) => {
      if (isNamedBot(id)) throw new PublicError('bot_named', `removing bot ${id}`)
      await describeOne(id)
      const bot = bots.get(id)
      await forget(id)
      // So that another program may have it; if Telegram is away, it will find nobody here.
      if (bot?.delivery === 'webhook') await bot.api.deleteWebhook().catch(() => {})
      await store.remove(id)
      onChange()
      parts.onFiles()
    },
    choose: desk.choose,
    check: desk.check,
    acceptedChannels: async () => (await desk.accepted()).filter(({ bot_id }) => bots.has(bot_id)),

    listen: () => {
      for (const bot of bots.values()) bot.listen()
      desk.settle()
    },
    isTelegram: async (botId, given) => {
      if (!bots.has(botId)) return isSecret(given, undefined)
      const known = secrets.get(botId) ?? (await store.webhookSecret(botId))
      if (known !== undefined) secrets.set(botId, known)
      return isSecret(given, known)
    },
    receive: async (botId, update) => bots.get(botId)?.receive(update),
    close: closeAll,
  }
}
