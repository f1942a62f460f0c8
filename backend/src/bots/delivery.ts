// How a bot's updates come: pushed to our webhook where Telegram can reach us, else by long polling. Nobody has to choose:
// the webhook is tried where PUBLIC_URL allows it, watched, and given up for good as soon as Telegram cannot deliver.
import { setTimeout as sleep } from 'node:timers/promises'
import { BotApiError, type BotApi, type Update, type WebhookInfo } from './bot-api.ts'
import { startPolling, type BotState, type Polling } from './polling.ts'

export type Delivery = {
  readonly kind: 'webhook' | 'polling'
  close: () => Promise<void>
}

export type Webhook = { url: string; secret: string }

type Parts = {
  api: Pick<BotApi, 'getUpdates' | 'setWebhook' | 'webhookInfo' | 'deleteWebhook'>
  /** Undefined: we have no address that Telegram could call. */
  webhook: (() => Promise<Webhook>) | undefined
  /** Calls the address ourselves: does it lead to us? */
  reachesUs: (webhook: Webhook) => Promise<boolean>
  keep: (updates: Update[]) => Promise<void>
  onState: (state: BotState) => void
  onTrouble: (error: unknown, waitMs: number) => void
  onKind: (kind: Delivery['kind'], reason: string) => void
  /** Pauses between looks at the webhook. */
  lookMs?: { first: number; later: number }
}

const LOOK_MS = { first: 5_000, later: 15_000 }

/** Why Telegram does not get through to us; undefined while it does, or has nothing to say. */
const troubleIn = (info: WebhookInfo, { url }: Webhook, before: WebhookInfo): string | undefined => {
  if (info.url !== url) return 'another program took the webhook away'
  const isFailing = info.pending > 0 && info.lastErrorAt > before.lastErrorAt
  return isFailing ? info.lastError : undefined
}

const stateAfter = (error: unknown): BotState =>
  error instanceof BotApiError && error.failure === 'refused' ? 'refused' : 'unreachable'

export const startDelivery = ({ api, webhook, lookMs = LOOK_MS, ...parts }: Parts): Delivery => {
  const stop = new AbortController()
  const { signal } = stop
  let polling: Polling | undefined
  let kind: Delivery['kind'] = webhook ? 'webhook' : 'polling'

  const poll = async (reason: string): Promise<void> => {
    if (webhook) await api.deleteWebhook(signal).catch(() => {})
    if (signal.aborted) return
    kind = 'polling'
    parts.onKind(kind, reason)
    const { keep, onState, onTrouble } = parts
    polling = startPolling({ api, keep, onState, onTrouble })
  }

  /** Returns why it does not work. Where only Telegram is away it goes on looking. */
  const watch = async (set: Webhook): Promise<string> => {
    const before = await api.webhookInfo(signal)
    let failed = 0
    let isFine = false
    for (;;) {
      await sleep(isFine ? lookMs.later : lookMs.first, undefined, { signal })
      isFine = false
      try {
        const trouble = troubleIn(await api.webhookInfo(signal), set, before)
        parts.onState('ok')
        isFine = trouble === undefined
        failed = isFine ? 0 : failed + 1
        // Once may be our own restart, or a proxy's.
        if (trouble !== undefined && failed >= 2) return trouble
      } catch (error) {
        signal.throwIfAborted()
        parts.onState(stateAfter(error))
      }
    }
  }

  /** What came while we were away: Telegram, which found nobody, might call again only in a minute. */
  const catchUp = async (): Promise<void> => {
    await api.deleteWebhook(signal)
    for (let offset = 0; ;) {
      const updates = await api.getUpdates({ offset, timeoutSeconds: 0 }, signal)
      const last = updates.at(-1)
      if (!last) return
      await parts.keep(updates)
      offset = last.update_id + 1
    }
  }

  const push = async (prepare: () => Promise<Webhook>): Promise<string> => {
    const set = await prepare()
    if (!(await parts.reachesUs(set))) return 'PUBLIC_URL does not lead to this backend'
    await catchUp()
    await api.setWebhook(set, signal)
    parts.onState('ok')
    parts.onKind('webhook', 'PUBLIC_URL is https')
    return watch(set)
  }

  const run = async (): Promise<void> => {
    if (!webhook) return poll('there is no public https address')
    try {
      await poll(await push(webhook))
    } catch (error) {
      if (!signal.aborted) await poll(error instanceof Error ? error.message : String(error))
    }
  }

  const running = run()
  return {
    get kind() {
      return kind
    },
    // The webhook stays: Telegram keeps what it cannot deliver until the next start.
    close: async () => {
      stop.abort()
      await running
      await polling?.close()
    },
  }
}
