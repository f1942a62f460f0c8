import { expect, test } from 'vitest'
import { skipOf } from './taps.ts'

const tap = (at: number, x: number) => ({ at, x, width: 390 })

test.each([
  ['a first tap', undefined, tap(0, 20), undefined],
  ['twice at the left', tap(0, 20), tap(200, 30), -10],
  ['twice at the right', tap(0, 370), tap(200, 360), 10],
  ['twice in the middle', tap(0, 190), tap(200, 200), undefined],
  ['left, then right', tap(0, 20), tap(200, 380), undefined],
  ['twice, slowly', tap(0, 20), tap(400, 20), undefined],
])('%s', (_about, last, next, expected) => {
  expect(skipOf(last, next)).toBe(expected)
})
