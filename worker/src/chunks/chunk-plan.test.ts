import { CHUNK_BYTES } from '@gramreel/contracts/limits'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chunkAt, chunkCount, chunkLength, planChunks } from './chunk-plan.ts'

const size = fc.integer({ min: 0, max: 20 * CHUNK_BYTES })
const bigSize = fc.integer({ min: 0, max: 2 ** 42 })

describe('the chunk plan', () => {
  it('gives slices that, joined, are the range', () => {
    fc.assert(
      fc.property(bigSize, size, (start, length) => {
        let at = start
        for (const { chunk, slice } of planChunks({ start, end: start + length })) {
          expect(chunk * CHUNK_BYTES + slice.start).toBe(at)
          expect(slice.end).toBeGreaterThan(slice.start)
          expect(slice.end).toBeLessThanOrEqual(CHUNK_BYTES)
          at = chunk * CHUNK_BYTES + slice.end
        }
        expect(at).toBe(start + length)
      }),
    )
  })

  it('knows how long every chunk of a file is', () => {
    fc.assert(
      fc.property(size, (bytes) => {
        const count = chunkCount(bytes)
        const lengths = Array.from({ length: count }, (_, n) => chunkLength(n, bytes))
        expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(bytes)
        expect(lengths.every((length, n) => length === CHUNK_BYTES || n === count - 1)).toBe(true)
        expect(chunkLength(count, bytes)).toBe(0)
      }),
    )
  })

  it.each([
    [0, 0],
    [CHUNK_BYTES - 1, 0],
    [CHUNK_BYTES, 1],
    [2 ** 32, 4096],
  ])('finds the byte at %i in chunk %i', (offset, chunk) => {
    expect(chunkAt(offset)).toBe(chunk)
  })

  it('takes two chunks for two bytes across a border', () => {
    expect([...planChunks({ start: CHUNK_BYTES - 1, end: CHUNK_BYTES + 1 })]).toEqual([
      { chunk: 0, slice: { start: CHUNK_BYTES - 1, end: CHUNK_BYTES } },
      { chunk: 1, slice: { start: 0, end: 1 } },
    ])
  })
})
