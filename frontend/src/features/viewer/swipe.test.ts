import { describe, expect, it } from 'vitest'
import { swipeOf } from './swipe.ts'

describe('swiping', () => {
  it.each([
    [-120, 10, 400, 'next'],
    [120, -30, 400, 'previous'],
    [8, 140, 400, 'close'],
    [8, -140, 400, 'information'],
    [-40, 4, 50, 'next'],
    [-40, 4, 500, undefined],
    [3, 2, 20, undefined],
  ])('takes %i across and %i down in %i ms for %s', (dx, dy, time, meaning) => {
    expect(swipeOf(dx, dy, time)).toBe(meaning)
  })
})
