import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CHUNK_BYTES } from '@gramreel/contracts/limits'
import { SEGMENT_BYTES, segmentAt, segmentCount, segmentLength, SEGMENTS_PER_CHUNK } from './segment.ts'

describe('segments of a file', () => {
  it('make up chunks', () => {
    expect(SEGMENT_BYTES * SEGMENTS_PER_CHUNK).toBe(CHUNK_BYTES)
  })

  it('cover each byte of the file once, and nothing beyond', () => {
    const size = fc.oneof(
      fc.nat({ max: 5 * SEGMENT_BYTES }),
      fc.nat({ max: 5000 }).map((n) => n * SEGMENT_BYTES),
    )
    fc.assert(
      fc.property(size, (bytes) => {
        const lengths = Array.from({ length: segmentCount(bytes) }, (_, n) => segmentLength(n, bytes))
        expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(bytes)
        expect(lengths.every((length) => length > 0)).toBe(true)
        expect(lengths.slice(0, -1).every((length) => length === SEGMENT_BYTES)).toBe(true)
        expect(segmentLength(segmentCount(bytes), bytes)).toBe(0)
      }),
    )
  })

  it('are found by any of their bytes, in files of any size', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 31 - 1 }), fc.nat({ max: SEGMENT_BYTES - 1 }), (n, into) => {
        expect(segmentAt(n * SEGMENT_BYTES + into)).toBe(n)
      }),
    )
  })
})
