import { CHECK_NAMES, CHECK_REASONS } from '@gramreel/contracts/worker-list'
import { expect, test } from 'vitest'
import { describeCheck } from './describe-check.ts'

const about = { sentBytes: 81e9, allowanceBytes: 100e9 }

test('every line that can be red says what to do', () => {
  for (const name of CHECK_NAMES)
    for (const reason of CHECK_REASONS) {
      const words = describeCheck({ name, state: 'bad', reason, value: 1 }, about)
      expect(words.title).not.toBe('')
      expect(words.text).not.toBe('')
      expect(words.advice).toMatch(/^[A-Z].*\.$/)
    }
})

test('figures stand where they help', () => {
  const good = (name: (typeof CHECK_NAMES)[number], value: number) =>
    describeCheck({ name, state: 'good', reason: 'fine', value }, about).text
  expect(good('reachable', 41.7)).toBe('answers in 42 ms')
  expect(good('clock', -0.3)).toBe('right to 1 s')
  expect(good('traffic', 0.4)).toBe('81 GB of 100 GB')
  expect(describeCheck({ name: 'clock', state: 'bad', reason: 'off', value: -95.2 }, about).text).toBe(
    'its clock is wrong (−95 s)',
  )
})

test('what is not known yet is neither red nor green', () => {
  const check = { name: 'read', state: 'unknown', reason: 'no_file', value: null } as const
  expect(describeCheck(check, about)).toMatchObject({ advice: undefined })
})
