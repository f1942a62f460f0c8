// Long polling with one promise: an update is confirmed to Telegram only after it was kept. Telegram keeps what is
// not confirmed for a day and sends it again, so a crash between keeping and confirming costs a repetition, which the
// catalogue's unique key makes harmless. That is also why no offset is stored, and none kept longer than needed:
// Telegram may begin a new numbering after a quiet week (https://core.telegram.org/bots/api#update).
import { setTimeout as sleep } from 'node:timers/promises'
import type { Status } from '@gramreel/contracts/status'
import { BotApiError, type BotApi, type Update } from './bot-api.ts'

export type BotState = Status['bot']['state']

export type Polling = {
  /** Ends the open request and waits for an update that is being kept. */
  close: () => Promise<void>
}

type Parts = {
  api: Pick<BotApi, 'getUpdates' | 'deleteWebhook'>
  /** Keeps a batch, all or nothing. When it throws, the batch comes again. */
  keep: (updates: Update[]) => Promise<void>
  onState: (state: BotState) => void
  onTrouble: (error: unknown, waitMs: number) => void
}

const POLL_SECONDS = 25
const FIRST_WAIT_MS = 500
const MAX_WAIT_MS = 30_000
/** Trouble of our own, as a full disk: Telegram is not pressed by trying again, and posts wait meanwhile. */
const MAX_OWN_WAIT_MS = 5_000

/** Exponential with jitter; for as long as Telegram says where it says so; slow where only a person can help. */
const waitAfter = (error: unknown, tries: number): number => {
  if (error instanceof BotApiError && error.failure === 'wait') return error.seconds * 1000
  if (error instanceof BotApiError && error.failure === 'refused') return MAX_WAIT_MS
  const longest = error instanceof BotApiError ? MAX_WAIT_MS : MAX_OWN_WAIT_MS
  const ceiling = Math.min(longest, FIRST_WAIT_MS * 2 ** tries)
  return ceiling * (0.5 + Math.random() / 2)
}

const stateAfter = (error: unknown): BotState | undefined => {
  if (!(error instanceof BotApiError)) return undefined
  if (error.failure === 'refused') return 'refused'
  return error.failure === 'wait' ? undefined : 'unreachable'
}

export const startPolling = ({ api, keep, onState, onTrouble }: Parts): Polling => {
  const stop = new AbortController()

  /** Answers the offset for the next call; 0 asks for whatever is unconfirmed, which after an empty answer is all news. */
  const pollOnce = async (offset: number, timeoutSeconds: number): Promise<number> => {
    const updates = await api.getUpdates({ offset, timeoutSeconds }, stop.signal)
    onState('ok')
    if (updates.length > 0) await keep(updates)
    const last = updates.at(-1)
    return last ? last.update_id + 1 : 0
  }

  const recover = async (trouble: unknown, tries: number): Promise<void> => {
    const state = stateAfter(trouble)
    if (state) onState(state)
    const waitMs = waitAfter(trouble, tries)
    onTrouble(trouble, waitMs)
    // A webhook that another program set keeps getUpdates from working for ever.
    const hasWebhook =
      trouble instanceof BotApiError && trouble.failure === 'conflict' && /webhook/i.test(trouble.message)
    if (hasWebhook) await api.deleteWebhook(stop.signal).catch(() => {})
    await sleep(waitMs, undefined, { signal: stop.signal }).catch(() => {})
  }

  const run = async (): Promise<void> => {
    let offset = 0
    let tries = 0
    // At the start and after trouble the answer is wanted at once, so that the state is known.
    let timeoutSeconds = 0
    while (!stop.signal.aborted) {
      try {
        offset = await pollOnce(offset, timeoutSeconds)
        timeoutSeconds = POLL_SECONDS
        tries = 0
      } catch (error) {
        if (stop.signal.aborted) return
        timeoutSeconds = 0
        await recover(error, tries)
        tries += 1
      }
    }
  }

  const running = run()
  return {
    close: async () => {
      stop.abort()
      await running
    },
  }
}
