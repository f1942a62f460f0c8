import { hkdfSync } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { PublicError } from '@gramreel/contracts/errors'
import type { FastifyBaseLogger } from 'fastify'
import { StartError } from '../start-error.ts'
import type { PostedFile } from '../storage/schema.ts'
import { BotApiError, type BotApi, type Update } from './bot-api.ts'
import type { BotStore } from './bot-store.ts'
import { createDirectFiles } from './direct-files.ts'
import { startPolling, type BotState } from './polling.ts'
import { messageOf, readMessage } from './read-update.ts'

/** How long a start waits for Telegram before it goes on without. */
const FIRST_CONTACT_MS = 3_000

export type Bot = {
  readonly state: BotState
  readonly username: string | null
  /** The part of the token before the colon; undefined without a bot. */
  readonly id: number | undefined
  /** A key that only holders of the bot's token can derive (HKDF, RFC 5869); undefined without a bot. */
  deriveKey: (parameters: { salt: string; info: string; bytes: number }) => Buffer | undefined
  /** See direct-files.ts; both throw telegram_failed or telegram_wait. */
  directUrl: (fileId: string) => Promise<{ url: string; expiresAt: Date } | undefined>
  download: (fileId: string, maxBytes: number) => Promise<Buffer>
  close: () => Promise<void>
}

type Parts = {
  token: string | undefined
  store: BotStore
  createApi: (token: string) => BotApi
  /** Chats whose posts are taken. */
  chats: 'any' | readonly string[]
  save: (files: PostedFile[]) => Promise<void>
  onFiles: () => void
  onState: () => void
  log: FastifyBaseLogger
}

const NO_BOT: Bot = {
  state: 'none',
  username: null,
  id: undefined,
  deriveKey: () => undefined,
  directUrl: async () => {
    throw new PublicError('telegram_failed', 'there is no bot')
  },
  download: async () => {
    throw new PublicError('telegram_failed', 'there is no bot')
  },
  close: async () => {},
}

/**
 * Starts the bot of `token`, else the one that was at work last, else none. Resolves once Telegram has answered or is
 * found to be away; then it goes on trying. Throws StartError when Telegram refuses the token.
 */
export const openBot = async (parts: Parts): Promise<Bot> => {
  const { store, chats, save, onFiles, log } = parts
  const stored = parts.token === undefined ? await store.last() : undefined
  const token = parts.token ?? stored?.token
  if (token === undefined) return NO_BOT

  const api = parts.createApi(token)
  const files = createDirectFiles(api)
  const id = Number(token.split(':')[0])
  const strangers = new Set<number>()
  let state: BotState = 'connecting'
  let username = stored?.username ?? null
  let isIntroduced = false

  const setState = (next: BotState) => {
    if (next === state) return
    state = next
    log.info({ bot: id, state }, 'the bot is %s', next)
    parts.onState()
  }

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

  const keep = async (updates: Update[]): Promise<void> => {
    const posted = updates.filter(isWanted).flatMap((update) => {
      const message = messageOf(update)
      return (message && readMessage(message, id)) ?? []
    })
    if (posted.length === 0) return
    await save(posted)
    onFiles()
  }

  /** Who we are; keeps the token once Telegram has accepted it. A full disk is no reason not to read on. */
  const introduce = async (signal: AbortSignal): Promise<void> => {
    const me = await api.getMe(signal)
    username = me.username
    setState('ok')
    try {
      await store.save({ id, username, token })
      isIntroduced = true
    } catch (error) {
      log.error({ err: error }, 'the bot could not be saved')
    }
  }

  const stop = new AbortController()
  const firstContact = introduce(stop.signal)
  try {
    await Promise.race([firstContact, sleep(FIRST_CONTACT_MS, undefined, { signal: stop.signal })])
  } catch (error) {
    if (!(error instanceof BotApiError)) throw error
    if (error.failure === 'refused') {
      throw new StartError(
        'Telegram refuses the bot token. Check TELEGRAM_BOT_TOKEN, or ask @BotFather for it.',
      )
    }
    log.warn({ err: error }, 'Telegram cannot be reached; trying on')
    setState('unreachable')
  }
  firstContact.catch(() => {})
  const polling = startPolling({
    api,
    keep,
    onState: (next) => {
      if (next === 'ok' && !isIntroduced) void introduce(stop.signal).catch(() => {})
      setState(next)
    },
    onTrouble: (error, waitMs) => {
      log.warn({ err: error, waitMs: Math.round(waitMs) }, 'updates were not taken; trying again')
    },
  })

  return {
    get state() {
      return state
    },
    get username() {
      return username
    },
    id,
    deriveKey: ({ salt, info, bytes }) => Buffer.from(hkdfSync('sha256', token, salt, info, bytes)),
    directUrl: files.url,
    download: files.download,
    close: async () => {
      stop.abort()
      await polling.close()
    },
  }
}
