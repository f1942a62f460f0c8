// One bot at work: who it is, how its updates come, its small files.
import { hkdfSync } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import { createGate } from '../gate.ts'
import type { Closable, Leader } from '../storage/leader.ts'
import { BotApiError, type BotApi, type Update } from './bot-api.ts'
import { startDelivery, type Delivery, type Webhook } from './delivery.ts'
import { createDirectFiles, type DirectFiles } from './direct-files.ts'
import type { BotState } from './polling.ts'

/** How long a start waits for Telegram before it goes on without. */
const FIRST_CONTACT_MS = 3_000
/** Telegram calls again with what it is not sure that we took. */
const REMEMBERED_UPDATES = 1_000

export type KeyParameters = { salt: string; info: string; bytes: number }

export type Bot = {
  /** The part of the token before the colon. */
  readonly id: number
  readonly username: string | null
  readonly state: BotState
  readonly delivery: Delivery['kind']
  readonly api: BotApi
  /** A key that only holders of the bot's token can derive (HKDF, RFC 5869). */
  deriveKey: (parameters: KeyParameters) => Buffer
  /** Resolves once Telegram has answered or is found to be away; rejects with what it says to a wrong token. */
  firstContact: Promise<void>
  /** Begins to take updates, once. */
  listen: () => void
  /** Takes one that Telegram pushed; resolves when it is kept, at once when it came before. */
  receive: (update: Update) => Promise<void>
  files: DirectFiles
  close: () => Promise<void>
}

export type BotParts = {
  token: string
  username: string | null
  api: BotApi
  webhook: (() => Promise<Webhook>) | undefined
  reachesUs: (webhook: Webhook) => Promise<boolean>
  /** Keeps a batch, all or nothing. */
  keep: (updates: Update[]) => Promise<void>
  /** Telegram accepted the token. */
  onIntroduced: (me: { id: number; username: string }) => Promise<void>
  onState: () => void
  /** Polls, or sets the webhook, at one backend at a time: Telegram gives two that ask at once a conflict each. */
  alone: Leader
  log: FastifyBaseLogger
}

export const botIdOf = (token: string): number => Number(token.split(':')[0])

/** Each update once, one after another, though several may come at once. What failed may come again. */
const createReceiver = (keep: BotParts['keep']) => {
  const inTurn = createGate(1)
  const taken = new Map<number, Promise<void>>()
  return (update: Update): Promise<void> => {
    const before = taken.get(update.update_id)
    if (before) return before
    const taking = inTurn(() => keep([update]))
    taken.set(update.update_id, taking)
    taking.catch(() => taken.delete(update.update_id))
    const [oldest] = taken.keys()
    if (taken.size > REMEMBERED_UPDATES && oldest !== undefined) taken.delete(oldest)
    return taking
  }
}

export const startBot = (parts: BotParts): Bot => {
  const { token, api, keep, log } = parts
  const id = botIdOf(token)
  let { username } = parts
  let state: BotState = 'connecting'
  let isIntroduced = false
  let delivery: Delivery | undefined
  let listening: Closable | undefined

  const setState = (next: BotState) => {
    if (next === state) return
    state = next
    log.info({ bot: id, state }, 'the bot is %s', next)
    parts.onState()
  }

  /** Who we are. A full disk is no reason not to read on. */
  const introduce = async (signal: AbortSignal): Promise<void> => {
    const me = await api.getMe(signal)
    username = me.username
    setState('ok')
    try {
      await parts.onIntroduced(me)
      isIntroduced = true
    } catch (error) {
      log.error({ err: error, bot: id }, 'the bot could not be saved')
    }
  }

  const stop = new AbortController()
  const meet = async (): Promise<void> => {
    const introduction = introduce(stop.signal)
    introduction.catch(() => {})
    try {
      await Promise.race([introduction, sleep(FIRST_CONTACT_MS, undefined, { signal: stop.signal })])
    } catch (error) {
      if (stop.signal.aborted) return
      if (!(error instanceof BotApiError) || error.failure === 'refused') throw error
      log.warn({ err: error, bot: id }, 'Telegram does not say yet who the bot is; trying on')
      // It answers, and asks for time.
      if (error.failure !== 'wait') setState('unreachable')
    }
  }

  const begin = () =>
    (delivery = startDelivery({
      api,
      webhook: parts.webhook,
      reachesUs: parts.reachesUs,
      keep,
      onState: (next) => {
        if (next === 'ok' && !isIntroduced) void introduce(stop.signal).catch(() => {})
        setState(next)
      },
      onTrouble: (error, waitMs) => {
        const about = { err: error, bot: id, waitMs: Math.round(waitMs) }
        log.warn(about, 'updates were not taken; trying again')
      },
      onKind: (kind, reason) => {
        log.info({ bot: id, kind, reason }, 'updates come by %s', kind)
        parts.onState()
      },
    }))

  return {
    id,
    api,
    get username() {
      return username
    },
    get state() {
      return state
    },
    get delivery() {
      return delivery?.kind ?? (parts.webhook ? 'webhook' : 'polling')
    },
    deriveKey: ({ salt, info, bytes }) => Buffer.from(hkdfSync('sha256', token, salt, info, bytes)),
    firstContact: meet(),
    listen: () => {
      if (!stop.signal.aborted) listening ??= parts.alone.lead(`bots/${id}/updates`, begin)
    },
    receive: createReceiver(keep),
    files: createDirectFiles(api),
    close: async () => {
      stop.abort()
      await listening?.close()
    },
  }
}
