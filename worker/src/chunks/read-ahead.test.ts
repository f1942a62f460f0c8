import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FIRST_PIECE, onDemand, type Pattern, patternOf, pieceFor, shareOf } from './read-ahead.ts'
import { SEGMENTS_PER_CHUNK } from './segment.ts'

const anyPattern = fc.constantFrom<Pattern>('start', 'onward', 'jump')
const anyWaits = fc.nat(2000)
const anyShare = fc.integer({ min: 1, max: 100_000 })

describe('how far to read ahead', () => {
  it('is within the share and 8 MiB, and never nothing', () => {
    fc.assert(
      fc.property(anyWaits, anyPattern, anyShare, (waits, pattern, share) => {
        const depth = onDemand({ waits, pattern, share })
        expect(depth).toBeGreaterThanOrEqual(1)
        expect(depth).toBeLessThanOrEqual(Math.min(share, 128))
        expect(Number.isInteger(depth)).toBe(true)
      }),
    )
  })

  it('grows with each wait, up to the most, within five', () => {
    fc.assert(
      fc.property(anyWaits, anyPattern, anyShare, (waits, pattern, share) => {
        const depth = onDemand({ waits, pattern, share })
        expect(onDemand({ waits: waits + 1, pattern, share })).toBeGreaterThanOrEqual(depth)
        expect(onDemand({ waits: waits + 6, pattern, share })).toBe(Math.min(128, share))
      }),
    )
  })

  it('is more for who reads on than for who begins, and that more than for who jumps', () => {
    fc.assert(
      fc.property(anyWaits, anyShare, (waits, share) => {
        const of = (pattern: Pattern) => onDemand({ waits, pattern, share })
        expect(of('onward')).toBeGreaterThanOrEqual(of('start'))
        expect(of('start')).toBeGreaterThanOrEqual(of('jump'))
      }),
    )
    // A seek brings less than half a chunk that may be for nothing.
    expect(onDemand({ waits: 1, pattern: 'jump', share: 1000 })).toBeLessThan(SEGMENTS_PER_CHUNK / 2)
  })
})

describe('a piece', () => {
  it('is a power of two, at most a chunk, so that pieces have common borders', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), (depth) => {
        const piece = pieceFor(depth)
        expect(SEGMENTS_PER_CHUNK % piece).toBe(0)
        expect(pieceFor(depth + 1)).toBeGreaterThanOrEqual(piece)
      }),
    )
  })

  it('leaves room for several on their way', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 128 }), (depth) => {
        expect(depth / pieceFor(depth)).toBeGreaterThanOrEqual(2)
      }),
    )
    expect(pieceFor(128)).toBe(SEGMENTS_PER_CHUNK)
    expect(FIRST_PIECE).toBeLessThanOrEqual(2)
  })
})

describe('a share', () => {
  it('leaves most of the budget to what is kept, however many read, and is at least one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.nat(1000), (capacity, readers) => {
        const share = shareOf(capacity, readers)
        expect(share).toBeGreaterThanOrEqual(1)
        if (share > 1) expect(share * readers).toBeLessThan(capacity / 2)
        expect(shareOf(capacity, readers + 1)).toBeLessThanOrEqual(share)
        expect(shareOf(capacity + 1, readers)).toBeGreaterThanOrEqual(share)
      }),
    )
  })
})

describe('a playback', () => {
  it('begins, reads on from where any of its answers ended, or jumps', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100), { maxLength: 4 }), fc.nat(100), (ends, start) => {
        const expected = ends.length === 0 ? 'start' : ends.some((end) => end === start) ? 'onward' : 'jump'
        expect(patternOf(ends, start)).toBe(expected)
      }),
    )
  })
})
