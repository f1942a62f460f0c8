import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createGate } from './gate.ts'

test('no more than the limit run at once, in the order they came, also after failures', async () => {
  const inTurn = createGate(2)
  const begun: number[] = []
  let running = 0
  let most = 0
  const results = await Promise.allSettled(
    Array.from({ length: 10 }, (_, i) =>
      inTurn(async () => {
        begun.push(i)
        running += 1
        most = Math.max(most, running)
        await sleep(5)
        running -= 1
        if (i % 3 === 0) throw new Error(`${i}`)
        return i
      }),
    ),
  )
  expect(most).toBe(2)
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(results.filter((result) => result.status === 'rejected')).toHaveLength(4)
})
