import { expect, it } from 'vitest'
import { formatLeft } from './format-left.ts'

it.each([
  [0, '1 sec'],
  [12, '15 sec'],
  [61, '2 min'],
  [3599, '1 hr'],
  [4000, '1 hr 7 min'],
  [7190, '2 hr'],
  [90_000, '25 hr'],
])('says %d seconds as %s', (seconds, text) => {
  expect(formatLeft(seconds, 'en')).toBe(text)
})
