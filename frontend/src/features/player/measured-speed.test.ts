import { beforeEach, expect, test } from 'vitest'
import { bitsPerSecond, forgetSpeed, noteLoaded } from './measured-speed.ts'

beforeEach(forgetSpeed)

test('the first measure counts in full, later ones draw it after them', () => {
  noteLoaded(1_000_000, 1000)
  expect(bitsPerSecond()).toBe(8_000_000)
  noteLoaded(4_000_000, 1000)
  expect(bitsPerSecond()).toBeCloseTo(16_000_000)
})

test('what is too little to tell is not counted', () => {
  noteLoaded(10_000, 1)
  noteLoaded(1_000_000, 0)
  expect(bitsPerSecond()).toBeUndefined()
})
