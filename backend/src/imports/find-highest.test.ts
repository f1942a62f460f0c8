import { array, assert, asyncProperty, nat } from 'fast-check'
import { expect, test } from 'vitest'
import { findHighest } from './find-highest.ts'

const channelOf = (numbers: Iterable<number>) => {
  const there = new Set(numbers)
  let asked = 0
  const lastIn = async (first: number, count: number) => {
    asked++
    expect(count).toBeGreaterThan(0)
    expect(count).toBeLessThanOrEqual(100)
    for (let number = first + count - 1; number >= first; number--) if (there.has(number)) return number
    return 0
  }
  return { lastIn, asked: () => asked }
}
const upTo = (length: number) => Array.from({ length }, (_, i) => i + 1)

test.each([0, 1, 99, 100, 101, 250, 5_000, 200_000])('of %i posts the newest is found', async (count) => {
  const { lastIn, asked } = channelOf(upTo(count))
  expect(await findHighest(0, lastIn)).toBe(count)
  expect(asked()).toBeLessThan(40)
})

test('posts below the first that was told of cost a few questions', async () => {
  const { lastIn, asked } = channelOf(upTo(50_000))
  expect(await findHighest(50_000, lastIn)).toBe(50_000)
  expect(asked()).toBeLessThan(10)
})

test('gaps of less than fifty do no harm, wherever they are', async () => {
  await assert(
    asyncProperty(nat(3_000), array(nat(3_000), { maxLength: 20 }), async (count, gaps) => {
      const isGap = (number: number) => gaps.some((gap) => number > gap && number <= gap + 2)
      const numbers = upTo(count).filter((number) => !isGap(number))
      expect(await findHighest(0, channelOf(numbers).lastIn)).toBe(numbers.at(-1) ?? 0)
    }),
    { numRuns: 100 },
  )
})
