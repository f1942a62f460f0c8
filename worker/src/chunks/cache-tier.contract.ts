// What every tier of the cache promises, run against each of them with real memory and real files.
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CacheTier, SegmentAddress } from './cache-tier.ts'
import { bytesAt, contentOf, fill } from '../testing/segment-content.ts'
import { SEGMENT_BYTES } from './segment.ts'
import { type Segment, SegmentPool } from './segment-pool.ts'

const MIB = 1024 * 1024

export type TierUnderTest = {
  tier: CacheTier
  /** Resolves when what was set is where it is to stay. */
  settle: () => Promise<void>
  /** Bytes really taken, as somebody else counts them. */
  takenBytes: () => number | Promise<number>
  evict?: () => boolean
}

export type OpenTier = (options: {
  maxBytes: number
  take: (length: number) => Segment | undefined
  pool: SegmentPool
}) => Promise<TierUnderTest>

export function itIsACacheTier(open: OpenTier): void {
  describe('as a tier of the cache', () => {
    let pool: SegmentPool
    const opened: TierUnderTest[] = []

    const openTier = async (maxBytes: number) => {
      const made = await open({ maxBytes, pool, take: (length) => pool.take(length) })
      opened.push(made)
      return made
    }

    beforeEach(() => {
      pool = new SegmentPool(16 * MIB)
    })

    afterEach(async () => {
      await Promise.all(opened.splice(0).map(({ tier }) => tier.close()))
      expect(pool.usedBytes, 'held by nobody after close').toBe(0)
    })

    it('gives back what was set, byte for byte, at once and later', async () => {
      const { tier, settle } = await openTier(8 * MIB)
      const address = { file: 'film', segment: 21 }
      expect(tier.has(address)).toBe(false)
      expect(await bytesAt(tier, address)).toBeUndefined()
      fill(tier, pool, address)
      expect(await bytesAt(tier, address)).toEqual(contentOf(address))
      await settle()
      expect(tier.has(address)).toBe(true)
      expect(await bytesAt(tier, address)).toEqual(contentOf(address))
      expect(await bytesAt(tier, { file: 'film', segment: 20 })).toBeUndefined()
      expect(await bytesAt(tier, { file: 'other', segment: 21 })).toBeUndefined()
    })

    it.each([1, 15, 4096, 65_535])('keeps a last segment of %i bytes', async (length) => {
      const { tier, settle } = await openTier(8 * MIB)
      const address = { file: 'film', segment: 3 }
      fill(tier, pool, address, length)
      await settle()
      expect(await bytesAt(tier, address)).toEqual(contentOf(address, length))
    })

    it('tells files apart, whatever their keys look like', async () => {
      const { tier, settle } = await openTier(16 * MIB)
      const odd = ['', '.', '../../../etc/passwd', '/dev/null', 'a\0b', 'a', 'A', '__proto__', 'constructor']
      const files = [...odd, '🎬', 'x'.repeat(5000), 'a/b', 'a\\b', 'a\nb', '%2e%2e%2f', 'lock']
      for (const file of files) fill(tier, pool, { file, segment: 7 })
      await settle()
      for (const file of files) {
        expect(await bytesAt(tier, { file, segment: 7 })).toEqual(contentOf({ file, segment: 7 }))
      }
    })

    it('keeps a segment that lies beyond 4 GiB', async () => {
      const { tier, settle } = await openTier(8 * MIB)
      const address = { file: 'film', segment: 4 * 1024 * 16 + 5 }
      fill(tier, pool, address)
      await settle()
      expect(await bytesAt(tier, address)).toEqual(contentOf(address))
    })

    it('keeps its own bytes when the memory of those who set it is used again', async () => {
      const { tier, settle } = await openTier(8 * MIB)
      const addresses = Array.from({ length: 20 }, (_, segment) => ({ file: 'film', segment }))
      for (const address of addresses) fill(tier, pool, address)
      scribble(pool)
      await settle()
      scribble(pool)
      for (const address of addresses) expect(await bytesAt(tier, address)).toEqual(contentOf(address))
    })

    it('leaves a segment that it gave out to its holder, whatever becomes of its own', async () => {
      const { tier, settle } = await openTier(3 * MIB)
      const address = { file: 'film', segment: 0 }
      fill(tier, pool, address)
      await settle()
      const held = await tier.get(address)
      for (let segment = 16; segment < 160; segment++) {
        fill(tier, pool, { file: 'film', segment })
        await bytesAt(tier, { file: 'film', segment })
        if (segment % 16 === 15) await settle()
      }
      expect(tier.has(address)).toBe(false)
      await tier.close()
      scribble(pool)
      expect(held?.bytes).toEqual(contentOf(address))
      held?.release()
    })

    it('never takes more than its bound, forgets rather, and gives only right bytes', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(STEP, { maxLength: 60 }),
          fc.integer({ min: 1, max: 6 }),
          async (steps, mib) => {
            const { tier, settle, takenBytes, evict } = await openTier(mib * MIB)
            const wasSet = new Set<string>()
            for (const { what, file, first, count } of steps) {
              for (const address of run(file, first, count)) {
                const key = `${file} ${address.segment}`
                const length = address.segment === LAST ? 777 : SEGMENT_BYTES
                if (what === 'set') {
                  fill(tier, pool, address, length)
                  wasSet.add(key)
                }
                const bytes = what === 'get' ? await bytesAt(tier, address) : undefined
                if (bytes) expect(wasSet.has(key) && bytes.equals(contentOf(address, length))).toBe(true)
                if (what === 'has' && tier.has(address)) expect(wasSet.has(key)).toBe(true)
                expect(tier.usedBytes).toBeLessThanOrEqual(mib * MIB)
              }
              if (what === 'evict') expectToEvict(tier, evict)
              if (what === 'settle') {
                await settle()
                expect(await takenBytes()).toBeLessThanOrEqual(mib * MIB)
              }
            }
            await tier.close()
            expect(pool.usedBytes).toBe(0)
          },
        ),
        { numRuns: 60 },
      )
    })

    it('makes room for what is new', async () => {
      const { tier, settle } = await openTier(2 * MIB)
      for (let segment = 0; segment < 160; segment++) {
        fill(tier, pool, { file: 'film', segment })
        if (segment % 16 === 15) await settle()
      }
      const last = { file: 'film', segment: 159 }
      expect(await bytesAt(tier, last)).toEqual(contentOf(last))
      expect(tier.usedBytes).toBeGreaterThan(MIB)
    })

    it('keeps nothing, and does no harm, when it may take nothing', async () => {
      const { tier, settle } = await openTier(0)
      fill(tier, pool, { file: 'film', segment: 0 })
      await settle()
      expect(tier.has({ file: 'film', segment: 0 })).toBe(false)
      expect(tier.usedBytes).toBe(0)
    })

    it('lets go of everything when it is closed, however often, and does nothing after', async () => {
      const { tier, settle } = await openTier(8 * MIB)
      const address = { file: 'film', segment: 0 }
      fill(tier, pool, address)
      await settle()
      fill(tier, pool, { file: 'film', segment: 1 })
      await Promise.all([tier.close(), tier.close()])
      await tier.close()
      expect(pool.usedBytes).toBe(0)
      fill(tier, pool, address)
      expect(tier.has(address)).toBe(false)
      expect(await bytesAt(tier, address)).toBeUndefined()
    })
  })
}

const LAST = 99
const STEP = fc.record({
  what: fc.constantFrom('set', 'set', 'set', 'get', 'has', 'evict', 'settle'),
  file: fc.constantFrom('a', 'b', 'c'),
  first: fc.nat({ max: 80 }),
  count: fc.integer({ min: 1, max: 20 }),
})

function run(file: string, first: number, count: number): SegmentAddress[] {
  return Array.from({ length: count }, (_, i) => ({ file, segment: first + i }))
}

function expectToEvict(tier: CacheTier, evict: (() => boolean) | undefined): void {
  const before = tier.usedBytes
  if (!evict) return
  expect(evict()).toBe(before > 0)
  expect(tier.usedBytes < before || before === 0).toBe(true)
}

/** Takes all memory that is free, writes over it, and gives it back. */
function scribble(pool: SegmentPool): void {
  const all: Segment[] = []
  for (let next = pool.take(SEGMENT_BYTES); next; next = pool.take(SEGMENT_BYTES)) all.push(next)
  for (const segment of all) {
    segment.bytes.fill(0xee)
    segment.release()
  }
}
