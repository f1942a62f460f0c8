import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { BotApiError, type Update, type WebhookInfo } from './bot-api.ts'
import { startDelivery } from './delivery.ts'

const HOOK = { url: 'https://gallery.example/api/webhooks/7', secret: 'secret' }
const fine: WebhookInfo = { url: HOOK.url, pending: 0, lastErrorAt: 0, lastError: '' }
const failing: WebhookInfo = { url: HOOK.url, pending: 3, lastErrorAt: 9, lastError: 'Connection refused' }

/** Answers each look at the webhook with the next, then the last one again. */
const start = (looks: (WebhookInfo | Error)[], { reachesUs = true, came = [] as Update[] } = {}) => {
  const calls: string[] = []
  const kept: Update[] = []
  const reasons: string[] = []
  const states: string[] = []
  const api = {
    setWebhook: async () => void calls.push('set'),
    deleteWebhook: async () => void calls.push('delete'),
    webhookInfo: async () => {
      const look = looks.length > 1 ? looks.shift() : looks[0]
      if (look instanceof Error) throw look
      return look ?? fine
    },
    getUpdates: async ({ timeoutSeconds }: { timeoutSeconds: number }, signal?: AbortSignal) => {
      calls.push(timeoutSeconds === 0 ? 'ask' : 'wait')
      if (timeoutSeconds === 0) return came.splice(0)
      await sleep(60_000, undefined, { ...(signal && { signal }) })
      return []
    },
  }
  const delivery = startDelivery({
    api,
    webhook: async () => HOOK,
    reachesUs: async () => reachesUs,
    keep: async (updates) => void kept.push(...updates),
    onState: (state) => states.push(state),
    onTrouble: () => {},
    onKind: (_kind, reason) => reasons.push(reason),
    lookMs: { first: 5, later: 5 },
  })
  onTestFinished(delivery.close)
  return { delivery, calls, kept, reasons, states }
}

test('a webhook that works stays, also while Telegram cannot be asked', async () => {
  const { delivery, calls, states } = start([fine, new BotApiError('unreachable', 'away'), fine])
  await vi.waitFor(() => expect(states).toContain('unreachable'))
  await vi.waitFor(() => expect(states.at(-1)).toBe('ok'))
  expect([delivery.kind, calls]).toEqual(['webhook', ['delete', 'ask', 'set']])
})

test('what came while we were away is asked for first: Telegram may not call for a minute', async () => {
  const { calls, kept } = start([fine], { came: [{ update_id: 5 }, { update_id: 6 }] })
  await vi.waitFor(() => expect(calls).toEqual(['delete', 'ask', 'ask', 'set']))
  expect(kept.map((update) => update.update_id)).toEqual([5, 6])
})

test('one failed delivery is forgiven, the next one is not: updates are asked for from then on', async () => {
  const { delivery, calls, reasons } = start([fine, failing, fine, failing, failing])
  await vi.waitFor(() => expect(calls).toEqual(['delete', 'ask', 'set', 'delete', 'ask', 'wait']))
  expect(delivery.kind).toBe('polling')
  expect(reasons.at(-1)).toBe('Connection refused')
})

test('trouble from before this start does not count', async () => {
  const { delivery, calls } = start([failing])
  await sleep(60)
  expect([delivery.kind, calls]).toEqual(['webhook', ['delete', 'ask', 'set']])
})

test('another program that takes the webhook, and an address that leads elsewhere, end it', async () => {
  const taken = start([fine, { ...fine, url: 'https://other.example' }])
  await vi.waitFor(() => expect(taken.calls.slice(3)).toEqual(['delete', 'ask', 'wait']))
  const elsewhere = start([fine], { reachesUs: false })
  await vi.waitFor(() => expect(elsewhere.calls).toEqual(['delete', 'ask', 'wait']))
})
