import { expect, it } from 'vitest'
import { formatMs, formatShare, formatStep, STEPS_MS } from './format-figures.ts'

it('times have a unit that fits them', () => {
  const told = [0, 45, 840, 1200, 12_400, 90_000, 7_200_000].map((ms) => formatMs(ms, 'en-GB'))
  expect(told).toEqual(['0 ms', '45 ms', '0.8 secs', '1.2 secs', '12 secs', '1.5 mins', '2 hrs'])
})

it('the numbers of an axis of times are round in their unit', () => {
  const told = STEPS_MS.map((ms) => parseFloat(formatMs(ms, 'en-GB')))
  expect(told).toEqual(told.map((number) => Math.round(number * 10) / 10))
  expect(new Set(STEPS_MS.map((ms) => formatMs(ms, 'en-GB'))).size).toBe(STEPS_MS.length)
})

it('shares are exact where they are small', () => {
  expect([0, 0.0004, 0.0031, 0.0312, 0.874, 1].map((share) => formatShare(share, 'en'))).toEqual([
    '0%',
    '0.04%',
    '0.3%',
    '3.1%',
    '87%',
    '100%',
  ])
})

it('what is not known is a dash, not a nought', () => {
  expect([formatMs(null), formatShare(undefined)]).toEqual(['–', '–'])
})

it('hours and days are called as the reader calls them', () => {
  const at = new Date(2026, 10, 28, 15).getTime() / 1000
  expect(formatStep(at, 3600, 'en-GB')).toBe('15:00')
  expect(formatStep(at, 86_400, 'de')).toBe('28. Nov.')
})
