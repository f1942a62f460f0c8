// One bot at work: who it is, its long polling, its small files.
import { hkdfSync } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import type { Leader } from '../storage/leader.ts'
import type { BotApi, Update } from './bot-api.ts'
import { BotApiError } from './bot-api.ts'
import { createDirectFiles, type DirectFiles } from './direct-files.ts'
import { startPolling, type BotState } from './polling.ts'

/** How long a start waits for Telegram before it goes on without. */
const FIRST_CONTACT_MS = 3_000

export type KeyParameters = { salt: string; info: string; bytes: number }

export type Bot = {
  /** The part of the token before the colon. */
  readonly id: number
  readonly username: string | null
  readonly state: BotState
  /** A key that only holders of the bot's token can derive (HKDF, RFC 5869). */
  deriveKey: (parameters: KeyParameters) => Buffer
  /** Resolves once Telegram has answered or is found to be away; rejects with what it says to a wrong token. */
  firstContact: Promise<void>
  files: DirectFiles
  close: () => Promise<void>
}

type Parts = {
  token: string
  username: string | null
  api: BotApi
  /** Keeps a batch, all or nothing. */
  keep: (updates: Update[]) => Promise<void>
  /** Telegram accepted the token. */
  onIntroduced: (me: { id: number; username: string }) => Promise<void>
  onState: () => void
  /** Polls at one backend at a time: Telegram gives two that ask at once a conflict each. */
  alone: Leader
  log: FastifyBaseLogger
}

export const botIdOf = (token: string): number => Number(token.split(':')[0])

export const startBot = (parts: Parts): Bot => {
  const { token, api, keep, log } = parts
  const id = botIdOf(token)
  let { username } = parts
  let state: BotState = 'connecting'
  let isIntroduced = false

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
      log.warn({ err: error, bot: id }, 'Telegram cannot be reached; trying on')
      setState('unreachable')
    }
  }
  const poll = () =>
    startPolling({
      api,
      keep,
      onState: (next) => {
        if (next === 'ok' && !isIntroduced) void introduce(stop.signal).catch(() => {})
        setState(next)
      },
      onTrouble: (error, waitMs) => {
        const about = { err: error, bot: id, waitMs: Math.round(waitMs) }
        log.warn(about, 'updates were not taken; trying again')
      },
    })
  const firstContact = meet()
  const pollAlone = () => parts.alone.lead(`bots/${id}/polling`, poll)
  const polling = firstContact.then(pollAlone, () => undefined)

  return {
    id,
    get username() {
      return username
    },
    get state() {
      return state
    },
    deriveKey: ({ salt, info, bytes }) => Buffer.from(hkdfSync('sha256', token, salt, info, bytes)),
    firstContact,
    files: createDirectFiles(api),
    close: async () => {
      stop.abort()
      await (await polling)?.close()
    },
  }
}
