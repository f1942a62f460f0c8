import { expect, test } from 'vitest'
import { isWorthResuming } from './resume.ts'

test.each([
  ['just opened', 3, 600, false],
  ['begun', 10, 600, true],
  ['in the middle', 300, 600, true],
  ['nine seconds before the end', 91, 100, false],
  ['past 95 %', 5750, 6000, false],
  ['just before 95 %', 5690, 6000, true],
  ['a short clip, whose last ten seconds come early', 12, 20, false],
  ['begun, of unknown length', 12, null, true],
  ['begun, of a length without end', 12, Infinity, true],
  ['nowhere', Number.NaN, 600, false],
])('a film left %s is gone on with or not (%d s of %d: %s)', (_about, seconds, duration, expected) => {
  expect(isWorthResuming(seconds, duration)).toBe(expected)
})
