import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createScrollScale, TALLEST_BOX } from './scroll-scale.ts'

const VIEWPORT = 900
const heights = fc.double({ min: TALLEST_BOX + 1, max: 400_000_000, noNaN: true })

describe('the scale of the scroll bar', () => {
  it('is none while browsers allow the height', () => {
    const scale = createScrollScale(3_700_000, VIEWPORT)
    expect([scale.height, scale.isScaled]).toEqual([3_700_000, false])
    expect(scale.toLayout(1234)).toBe(1234)
  })

  it('reaches both ends, and the last screen shows the last of the layout', () => {
    fc.assert(
      fc.property(heights, (height) => {
        const scale = createScrollScale(height, VIEWPORT)
        expect(scale.height).toBe(TALLEST_BOX)
        expect(scale.toLayout(0)).toBe(0)
        expect(scale.toLayout(TALLEST_BOX - VIEWPORT)).toBeCloseTo(height - VIEWPORT, 3)
        expect(scale.toBox(height - VIEWPORT)).toBeCloseTo(TALLEST_BOX - VIEWPORT, 3)
      }),
    )
  })

  it('rises all the way, and the way back leads to the same place', () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(heights, part, part, (height, one, other) => {
        const scale = createScrollScale(height, VIEWPORT)
        const [low, high] = [Math.min(one, other), Math.max(one, other)].map(
          (at) => at * (TALLEST_BOX - VIEWPORT),
        )
        expect(scale.toLayout(high ?? 0)).toBeGreaterThanOrEqual(scale.toLayout(low ?? 0))
        expect(scale.toBox(scale.toLayout(low ?? 0))).toBeCloseTo(low ?? 0, 2)
      }),
    )
  })

  it('goes by true pixels near both ends', () => {
    const scale = createScrollScale(37_000_000, VIEWPORT)
    expect(scale.toLayout(5_000) - scale.toLayout(4_000)).toBe(1_000)
    const end = TALLEST_BOX - VIEWPORT
    expect(scale.toLayout(end) - scale.toLayout(end - 1_000)).toBe(1_000)
  })
})
