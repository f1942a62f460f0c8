import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clampRatio, letterOf, levelOf, ratioOf, readLevel, shapeOf, SHAPES } from './shapes.ts'

describe('shapes of tiles', () => {
  it('are written in one letter, true to one per cent', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 50, noNaN: true }), (ratio) => {
        const read = ratioOf(readLevel(letterOf(levelOf(ratio)), 0))
        expect(Math.abs(Math.log(read / clampRatio(ratio)))).toBeLessThan(0.01)
      }),
    )
  })

  it('survive JSON, each as its own letter', () => {
    const all = Array.from({ length: SHAPES }, (_, level) => letterOf(level)).join('')
    const read: string = JSON.parse(JSON.stringify(all))
    expect(Array.from(all, (_, n) => readLevel(read, n))).toEqual(Array.from(all, (_, n) => n))
  })

  it('are squares where they are nonsense', () => {
    expect(levelOf(Number.NaN)).toBe(levelOf(1))
    expect(readLevel('', 3)).toBe(levelOf(1))
    expect(readLevel('\u{1f4a9}', 0)).toBe(levelOf(1))
  })

  it('are squares for things without a picture, and usual for pictures without measures', () => {
    expect(shapeOf({ kind: 'document', thumbnail: null, width: 30, height: 10 })).toBe(1)
    expect(shapeOf({ kind: 'audio', thumbnail: '/a', width: 30, height: 10 })).toBe(3)
    expect(shapeOf({ kind: 'video', thumbnail: null })).toBeCloseTo(16 / 9)
    expect(shapeOf({ kind: 'photo', thumbnail: null, width: 0, height: 0 })).toBeCloseTo(4 / 3)
    expect(shapeOf({ kind: 'photo', thumbnail: null, width: null, height: null })).toBeCloseTo(4 / 3)
  })
})
