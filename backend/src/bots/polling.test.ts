import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { BotApiError, type Update } from './bot-api.ts'
import { startPolling, type BotState } from './polling.ts'

type Step = number[] | Error

/** Answers each call with the next step, then with silence; remembers what was asked. */
const script = (steps: Step[]) => {
  const offsets: number[] = []
  const getUpdates = async ({ offset }: { offset: number }, signal?: AbortSignal): Promise<Update[]> => {
    offsets.push(offset)
    const step = steps.shift()
    if (step instanceof Error) throw step
    if (step) return step.map((update_id) => ({ update_id }))
    await sleep(60_000, undefined, { ...(signal && { signal }) })
    return []
  }
  return { offsets, getUpdates }
}

const away = () => new BotApiError('unreachable', 'away')

const poll = (steps: Step[], keep: (updates: Update[]) => Promise<void> = async () => {}) => {
  const { offsets, getUpdates } = script(steps)
  const states: BotState[] = []
  const waits: number[] = []
  const deleteWebhook = vi.fn(async () => {})
  const polling = startPolling({
    api: { getUpdates, deleteWebhook },
    keep,
    onState: (state) => states.push(state),
    onTrouble: (_error, waitMs) => waits.push(waitMs),
  })
  onTestFinished(polling.close)
  return { polling, offsets, states, waits, deleteWebhook }
}

test('updates are confirmed by the call after the one that brought them', async () => {
  const { offsets } = poll([[5, 6], [7], []])
  await vi.waitFor(() => expect(offsets).toEqual([0, 7, 8, 0]))
})

test('updates that could not be kept are not confirmed, and come again', async () => {
  const kept: number[] = []
  let isFull = true
  const { offsets, waits } = poll([[5], [5]], async (updates) => {
    if (isFull) {
      isFull = false
      throw new Error('disk full')
    }
    kept.push(...updates.map((update) => update.update_id))
  })
  await vi.waitFor(() => expect(offsets).toEqual([0, 0, 6]), { timeout: 5_000 })
  expect(kept).toEqual([5])
  expect(waits[0]).toBeLessThanOrEqual(500)
})

test('FLOOD_WAIT is obeyed to the second', async () => {
  const began = Date.now()
  const { offsets, waits, states } = poll([new BotApiError('wait', 'Too Many Requests', { seconds: 1 }), []])
  await vi.waitFor(() => expect(offsets.length).toBeGreaterThan(1), { timeout: 5_000 })
  expect(Date.now() - began).toBeGreaterThanOrEqual(1_000)
  expect(waits).toEqual([1_000])
  expect(states).not.toContain('unreachable')
})

test('trouble is waited out longer each time, and the state says so', async () => {
  const { waits, states } = poll([away(), away(), away(), []])
  await vi.waitFor(() => expect(states.at(-1)).toBe('ok'), { timeout: 10_000 })
  expect(states).toEqual(['unreachable', 'unreachable', 'unreachable', 'ok'])
  for (const [i, wait] of waits.entries()) {
    expect(wait).toBeGreaterThanOrEqual(250 * 2 ** i)
    expect(wait).toBeLessThanOrEqual(500 * 2 ** i)
  }
})

test('a refused token is said, and tried seldom', async () => {
  const { waits, states } = poll([new BotApiError('refused', 'Unauthorized')])
  await vi.waitFor(() => expect(waits).toEqual([30_000]))
  expect(states).toEqual(['refused'])
})

test('a webhook in the way is removed', async () => {
  const conflict = new BotApiError(
    'conflict',
    "getUpdates: 409 Conflict: can't use getUpdates while webhook is active",
  )
  const { deleteWebhook, states } = poll([conflict, []])
  await vi.waitFor(() => expect(states.at(-1)).toBe('ok'), { timeout: 5_000 })
  expect(deleteWebhook).toHaveBeenCalledOnce()
})

test('closing ends a long poll at once and waits for what is being kept', async () => {
  const kept: string[] = []
  const { polling } = poll([[5]], async () => {
    kept.push('begun')
    await sleep(100)
    kept.push('done')
  })
  await vi.waitFor(() => expect(kept).toEqual(['begun']))
  await polling.close()
  expect(kept).toEqual(['begun', 'done'])
})
