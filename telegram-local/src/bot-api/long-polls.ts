// getUpdates: https://core.telegram.org/bots/api#getupdates. One call of a bot waits at a time; a second one ends it.
import { setTimeout as sleep } from 'node:timers/promises'
import { conflict } from './answer.ts'
import { keepAllowedUpdates, wantedUpdates } from './allowed-updates.ts'
import type { Call } from './methods.ts'
import { updateObject } from './objects/message.ts'

const MAX_SECONDS = 50
/** Updates of one moment go out together, as at Telegram (LONG_POLL_MAX_DELAY). */
const GATHER_MS = 2

const OTHER_POLL = 'terminated by other getUpdates request; make sure that only one bot instance is running'
const HAS_WEBHOOK =
  "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"

export type LongPolls = {
  getUpdates(call: Call): Promise<unknown>
  /** Ends the waiting call of the bot with 409. */
  interrupt(bot: number, reason: string): void
}

export function createLongPolls(): LongPolls {
  const waiting = new Map<number, AbortController>()

  function interrupt(bot: number, reason: string): void {
    waiting.get(bot)?.abort(conflict(reason))
    waiting.delete(bot)
  }

  return {
    interrupt,
    async getUpdates(call) {
      const { world, bot, args } = call
      if (world.webhook(bot.id)) throw conflict(HAS_WEBHOOK)
      const offset = args.integer('offset', 0)
      const limit = args.integer('limit', 100, 1, 100)
      const seconds = args.integer('timeout', 0, 0, MAX_SECONDS)
      keepAllowedUpdates(world, bot.id, args)
      interrupt(bot.id, OTHER_POLL)
      const read = () =>
        wantedUpdates(world, bot.id, offset, limit).map((update) => updateObject(world, update))

      const replaced = new AbortController()
      waiting.set(bot.id, replaced)
      try {
        return await poll(call, read, seconds * 1000, replaced.signal)
      } finally {
        if (waiting.get(bot.id) === replaced) waiting.delete(bot.id)
      }
    },
  }
}

/** The first answer of `read` that is not empty; the last one when the time is over or the client has gone. */
async function poll<T>(call: Call, read: () => T[], timeMs: number, replaced: AbortSignal): Promise<T[]> {
  const deadline = performance.now() + timeMs
  let found = read()
  while (found.length === 0 && !call.signal.aborted) {
    const left = deadline - performance.now()
    if (left <= 0) break
    if (await nextUpdate(call, left, replaced)) await sleep(GATHER_MS)
    replaced.throwIfAborted()
    if (!call.signal.aborted) found = read()
  }
  return found
}

/** True when the bot got an update; false after the time, or when the call is over. */
function nextUpdate({ world, bot, signal }: Call, timeMs: number, replaced: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (came: boolean) => {
      clearTimeout(timer)
      unsubscribe()
      for (const source of [signal, replaced]) source.removeEventListener('abort', stop)
      resolve(came)
    }
    const stop = () => end(false)
    const timer = setTimeout(stop, timeMs)
    const unsubscribe = world.onUpdate(bot.id, () => end(true))
    for (const source of [signal, replaced]) source.addEventListener('abort', stop)
    if (signal.aborted || replaced.aborted) stop()
  })
}
