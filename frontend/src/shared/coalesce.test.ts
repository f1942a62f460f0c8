import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { coalesce } from './coalesce.ts'

describe('coalescing calls', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('runs once for many calls, and once more for calls that came while it ran', async () => {
    let runs = 0
    const call = coalesce(async () => {
      runs += 1
      await new Promise((resolve) => setTimeout(resolve, 1000))
    }, 200)
    for (let n = 0; n < 50; n += 1) call()
    await vi.advanceTimersByTimeAsync(250)
    expect(runs).toBe(1)
    call()
    call()
    await vi.advanceTimersByTimeAsync(5000)
    expect(runs).toBe(2)
  })

  it('answers the first call soon, and calls without end once in a while', async () => {
    let runs = 0
    const call = coalesce(
      () => {
        runs += 1
        return Promise.resolve()
      },
      100,
      1000,
    )
    call()
    await vi.advanceTimersByTimeAsync(100)
    expect(runs).toBe(1)
    for (let n = 0; n < 290; n += 1) {
      call()
      await vi.advanceTimersByTimeAsync(10)
    }
    expect(runs).toBe(3)
    await vi.advanceTimersByTimeAsync(5000)
    expect(runs).toBe(4)
  })

  it('goes on after a run that failed', async () => {
    let runs = 0
    const call = coalesce(() => {
      runs += 1
      return Promise.reject(new Error('no answer'))
    }, 10)
    call()
    await vi.advanceTimersByTimeAsync(20)
    call()
    await vi.advanceTimersByTimeAsync(20)
    expect(runs).toBe(2)
  })
})
