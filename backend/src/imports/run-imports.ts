// One step after the other, slowly: a hundred numbers, a pause. Whatever fails is tried again, later and later; the row says why
// meanwhile. A kill at any moment costs one step at most, which is then done again and changes nothing.
import { setTimeout as sleep } from 'node:timers/promises'
import { PublicError, type ErrorCode } from '@gramreel/contracts/errors'
import type { ToldMessage } from '@gramreel/contracts/messages'
import { TASK_MAX_MESSAGES } from '@gramreel/contracts/tasks'
import type { AskMessages } from './ask-messages.ts'
import { findHighest } from './find-highest.ts'
import type { ImportRow, ImportStore } from './import-store.ts'

/** Telegram's limit on channels.getMessages is not written down; a request a second was never refused. */
export const PAUSE_MS = 1_000
const IDLE_MS = 5_000
const LONGEST_PAUSE_MS = 60_000
/** Until somebody lets the bot in, nothing changes: it is the owner's turn. */
const FINAL: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['no_access'])

export type ImportParts = {
  store: ImportStore
  ask: AskMessages
  /** Puts what was told into the catalogue; answers how many had a file of use. */
  save: (messages: ToldMessage[], chat: string, botId: number) => Promise<number>
  /** There is something new in the catalogue. */
  onFiles: () => void
  onTrouble: (error: unknown) => void
  pauseMs?: number | undefined
}

/** Since when this run gets on, for the rate. */
export type Begun = { at: number; done: number }

export const startImports = ({ store, ask, save, onFiles, onTrouble, pauseMs = PAUSE_MS }: ImportParts) => {
  const stop = new AbortController()
  const begun = new Map<string, Begun>()
  let failures = 0
  let wake = new AbortController()

  const pause = async (ms: number) => {
    const signal = AbortSignal.any([stop.signal, wake.signal])
    await sleep(ms, undefined, { signal, ref: false }).catch(() => {})
    wake = new AbortController()
  }

  const step = async (row: ImportRow): Promise<void> => {
    const { bot_id: botId, chat_id: chat, highest } = row
    if (highest === null) {
      const lastIn = async (first: number, count: number) => {
        const { last } = await ask(botId, { chat, first, count }, stop.signal)
        await sleep(pauseMs / 4, undefined, { signal: stop.signal })
        return last
      }
      const found = await findHighest(await store.highestKnown(chat), lastIn)
      const isEmpty = found === 0
      await store.change(row.id, {
        highest: found,
        next: found,
        problem: null,
        ...(isEmpty && { state: 'done' }),
      })
      return
    }
    begun.set(row.id, begun.get(row.id) ?? { at: performance.now(), done: highest - row.next })
    const count = Math.min(TASK_MAX_MESSAGES, row.next)
    const first = row.next - count + 1
    const { messages } = await ask(botId, { chat, first, count }, stop.signal)
    // Newest first here too, so that the order of arrival is the same all through.
    const found = await save(messages.toReversed(), chat, botId)
    await store.advance(row, first - 1, found)
    if (found > 0) onFiles()
  }

  const fail = async (row: ImportRow, error: unknown): Promise<void> => {
    failures++
    begun.delete(row.id)
    onTrouble(error)
    const problem = error instanceof PublicError ? error.code : 'internal'
    const isFinal = FINAL.has(problem)
    await store.change(row.id, { problem, ...(isFinal && { state: 'paused' }) }).catch(onTrouble)
  }

  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const row = await store.next().catch(onTrouble)
      if (!row) {
        begun.clear()
        await pause(IDLE_MS)
        continue
      }
      try {
        await step(row)
        failures = 0
      } catch (error) {
        if (stop.signal.aborted) return
        await fail(row, error)
      }
      await pause(Math.min(LONGEST_PAUSE_MS, pauseMs * 2 ** Math.min(failures, 10)))
    }
  }

  const running = run()
  return {
    begun: (id: string) => begun.get(id),
    /** There may be something to do. */
    wake: () => {
      begun.clear()
      wake.abort()
    },
    close: async () => {
      stop.abort()
      await running
    },
  }
}

export type RunningImports = ReturnType<typeof startImports>
