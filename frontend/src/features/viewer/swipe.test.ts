import { describe, expect, it } from 'vitest'
import { axisOf, swipeOf } from './swipe.ts'

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

  it('keeps to the way it began, and means nothing before it has moved', () => {
    expect(axisOf(3, 4)).toBeUndefined()
    expect(axisOf(-9, 4)).toBe('across')
    expect(axisOf(4, 9)).toBe('along')
    expect(swipeOf(-100, 160, 400, 'across')).toBe('next')
    expect(swipeOf(-30, 160, 400, 'across')).toBeUndefined()
  })
})
