import { expect, test } from 'vitest'
import { noteWait, waitLeft } from './telegram-wait.ts'

test('what is left of a wait grows less, and ends', () => {
  noteWait('30', 1000)
  expect(waitLeft(11_000)).toBe(20_000)
  expect(waitLeft(31_000)).toBeUndefined()
})

test.each([null, '', 'Sat, 28 Nov 2026 15:00:00 GMT', '-5', '0'])('%s says nothing', (header) => {
  noteWait('30', 1000)
  noteWait(header, 1000)
  expect(waitLeft(1000)).toBeUndefined()
})
