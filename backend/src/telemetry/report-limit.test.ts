import { expect, test } from 'vitest'
import { createReportLimit } from './report-limit.ts'

test('so many in a window, and again in the next one', () => {
  let now = 0
  const limit = createReportLimit({ max: 3, windowMs: 1000, maxKeys: 10, nowMs: () => now })
  const take = () => Array.from({ length: 5 }, () => limit.admits('anna')).filter(Boolean).length
  expect(take()).toBe(3)
  expect(limit.admits('ben')).toBe(true)
  now = 1000
  expect(take()).toBe(3)
})

test('whoever comes under two keys is refused when one of them is full', () => {
  const limit = createReportLimit({ max: 2, windowMs: 1000, maxKeys: 10, nowMs: () => 0 })
  expect(limit.admits('a', 'share')).toBe(true)
  expect(limit.admits('b', 'share')).toBe(true)
  expect(limit.admits('c', 'share')).toBe(false)
})

test('it remembers no more than it may', () => {
  const limit = createReportLimit({ max: 1, windowMs: 1000, maxKeys: 2, nowMs: () => 0 })
  for (const key of ['a', 'b', 'c']) limit.admits(key)
  expect(limit.admits('a')).toBe(true)
  expect(limit.admits('c')).toBe(false)
})
