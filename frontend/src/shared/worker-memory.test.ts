import { expect, it } from 'vitest'
import { noteWorker, wasAwakeLately } from './worker-memory.ts'

const MINUTE = 60_000

it('R22: a worker that answered is awake for less time than a host waits before it lets it sleep', () => {
  noteWorker('ok', 0)
  expect(wasAwakeLately(9 * MINUTE)).toBe(true)
  expect(wasAwakeLately(11 * MINUTE)).toBe(false)
})

it('R22: a worker that still connects to Telegram is awake; one that wakes up or is gone is not', () => {
  noteWorker('connecting', 0)
  expect(wasAwakeLately(1)).toBe(true)
  noteWorker('waking', 2)
  expect(wasAwakeLately(3)).toBe(false)
  noteWorker('ok', 4)
  noteWorker('unreachable', 5)
  expect(wasAwakeLately(6)).toBe(false)
})
