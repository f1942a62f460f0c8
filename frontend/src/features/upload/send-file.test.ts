import { assert, integer, property } from 'fast-check'
import { expect, test } from 'vitest'
import { nextStep } from './send-file.ts'

const PART = 512 * 1024

test('a step is as long as two seconds of this line', () => {
  expect(nextStep(4 * PART, 1000)).toBe(8 * PART)
  expect(nextStep(4 * PART, 8000)).toBe(PART)
  expect(nextStep(PART, 60_000)).toBe(PART)
})

test('and always whole parts, at most 32 MiB', () => {
  assert(
    property(integer({ min: 1, max: 64 }), integer({ min: 0, max: 100_000 }), (parts, ms) => {
      const step = nextStep(parts * PART, ms)
      expect(step % PART).toBe(0)
      expect(step).toBeGreaterThan(0)
      expect(step).toBeLessThanOrEqual(64 * PART)
    }),
  )
})
