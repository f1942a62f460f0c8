import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SEGMENT_BYTES } from './segment.ts'
import { type Segment, SegmentPool } from './segment-pool.ts'

describe('SegmentPool', () => {
  it('gives out as many segments as fit into its bound, then none until one comes back', () => {
    const pool = new SegmentPool(3 * SEGMENT_BYTES + 1)
    expect(pool.available).toBe(3)
    const taken = [take(pool), take(pool, 5), take(pool)]
    expect(taken.map(({ bytes }) => bytes.length)).toEqual([SEGMENT_BYTES, 5, SEGMENT_BYTES])
    expect(pool.take(1)).toBeUndefined()
    expect(pool.available).toBe(0)
    taken[1]?.release()
    expect(pool.available).toBe(1)
    expect(take(pool).bytes.length).toBe(SEGMENT_BYTES)
  })

  it('uses memory again', () => {
    const pool = new SegmentPool(SEGMENT_BYTES)
    const first = take(pool)
    const memory = first.bytes.buffer
    first.release()
    expect(take(pool, 100).bytes.buffer).toBe(memory)
  })

  it('keeps a segment for its last holder', () => {
    const pool = new SegmentPool(SEGMENT_BYTES)
    const segment = take(pool)
    segment.retain()
    segment.release()
    expect(pool.usedBytes).toBe(SEGMENT_BYTES)
    segment.release()
    expect(pool.usedBytes).toBe(0)
  })

  it('shows no bytes to one who looks after the last release', () => {
    const segment = take(new SegmentPool(SEGMENT_BYTES))
    segment.release()
    expect(segment.bytes.length).toBe(0)
  })

  it('throws when a segment is released or held after its last release', () => {
    const pool = new SegmentPool(SEGMENT_BYTES)
    const segment = take(pool)
    segment.release()
    expect(() => segment.release()).toThrow('released twice')
    expect(() => segment.retain()).toThrow('after its last release')
    expect(pool.available).toBe(1)
  })

  it.each([0, -1, SEGMENT_BYTES + 1, Number.NaN])('refuses to make a segment of %d bytes', (length) => {
    expect(() => new SegmentPool(SEGMENT_BYTES).take(length)).toThrow(RangeError)
  })

  it('says when memory has come back, and not before', () => {
    const pool = new SegmentPool(SEGMENT_BYTES)
    let told = 0
    pool.onReturn = () => told++
    const segment = take(pool)
    segment.retain()
    segment.release()
    expect(told).toBe(0)
    segment.release()
    expect(told).toBe(1)
  })

  it('never gives the same memory to two, and counts right, whatever its holders do', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ what: fc.constantFrom('take', 'retain', 'release'), at: fc.nat() })),
        (steps) => {
          const pool = new SegmentPool(4 * SEGMENT_BYTES)
          const holds: Segment[] = []
          for (const { what, at } of steps) {
            const some = holds[at % holds.length]
            const taken = what === 'take' ? pool.take(SEGMENT_BYTES) : undefined
            if (taken) holds.push(taken)
            if (what === 'retain' && some) {
              some.retain()
              holds.push(some)
            }
            if (what === 'release' && some) {
              holds.splice(at % holds.length, 1)
              some.release()
            }
            const held = new Set(holds)
            expect(new Set([...held].map(({ bytes }) => bytes.buffer)).size).toBe(held.size)
            expect(pool.usedBytes).toBe(held.size * SEGMENT_BYTES)
            expect(pool.available).toBe(4 - held.size)
          }
        },
      ),
    )
  })
})

function take(pool: SegmentPool, length = SEGMENT_BYTES): Segment {
  const segment = pool.take(length)
  if (!segment) throw new Error('the pool is empty')
  return segment
}
