// Many readers over very little memory, everything that may happen in any order: by a scheduler of our own, whose choices follow from
// a seed, so that a failure can be played again.
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { contentOf } from '../testing/segment-content.ts'
import type { CacheTier, SegmentAddress } from './cache-tier.ts'
import { ChunkCache, type ChunkFile } from './chunk-cache.ts'
import { MemoryTier } from './memory-tier.ts'
import { SEGMENT_BYTES, segmentCount, segmentLength } from './segment.ts'
import { type Segment, SegmentPool } from './segment-pool.ts'

const FILES: ChunkFile[] = [
  { key: 'short', size: 3 * SEGMENT_BYTES + 1 },
  { key: 'middle', size: 40 * SEGMENT_BYTES },
  { key: 'long', size: 70 * SEGMENT_BYTES + 4000 },
]

const expected = new Map<string, Buffer>()
function bytesOf(file: ChunkFile, n: number): Buffer {
  const name = `${file.key} ${n}`
  let bytes = expected.get(name)
  if (!bytes) {
    bytes = contentOf({ file: file.key, segment: n }, segmentLength(n, file.size))
    expected.set(name, bytes)
  }
  return bytes
}

/** Whoever waits goes on when it is his turn, which comes in any order. */
class Scheduler {
  readonly #waiting: (() => void)[] = []
  readonly random: () => number
  turns = 0
  constructor(seed: number) {
    // Mulberry32.
    let state = seed
    this.random = () => {
      state = (state + 0x6d2b79f5) | 0
      let x = Math.imul(state ^ (state >>> 15), state | 1)
      x ^= x + Math.imul(x ^ (x >>> 7), x | 61)
      return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32
    }
  }
  below(n: number): number {
    return Math.floor(this.random() * n)
  }
  happens(chance: number): boolean {
    return this.random() < chance
  }
  turn(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
  async turnsOf(n: number): Promise<void> {
    for (let i = 0; i < n; i++) await this.turn()
  }
  /** Until nobody waits for a turn any more. */
  async run(afterEach: () => void): Promise<void> {
    for (;;) {
      await new Promise(setImmediate)
      const [next] = this.#waiting.splice(this.below(this.#waiting.length), 1)
      if (!next) return
      this.turns++
      next()
      afterEach()
    }
  }
}

/** Keeps copies of some, and loses some of what it says it has. */
class CarelessDisk implements CacheTier {
  readonly #kept = new Map<string, Buffer>()
  readonly #pool: SegmentPool
  readonly #scheduler: Scheduler
  usedBytes = 0
  constructor(pool: SegmentPool, scheduler: Scheduler) {
    this.#pool = pool
    this.#scheduler = scheduler
  }
  has({ file, segment }: SegmentAddress): boolean {
    return this.#kept.has(`${file} ${segment}`)
  }
  async get({ file, segment }: SegmentAddress): Promise<Segment | undefined> {
    await this.#scheduler.turn()
    const bytes = this.#kept.get(`${file} ${segment}`)
    if (!bytes || this.#scheduler.happens(0.1)) return undefined
    const copy = this.#pool.take(bytes.length)
    copy?.bytes.set(bytes)
    return copy
  }
  set({ file, segment: n }: SegmentAddress, { bytes }: Segment): void {
    if (this.#scheduler.happens(0.7)) this.#kept.set(`${file} ${n}`, Buffer.from(bytes))
  }
  close(): Promise<void> {
    return Promise.resolve()
  }
}

type Plan = { seed: number; segments: number; readers: number; withDisk: boolean; failing: number }

const isRight = (segment: Segment, file: ChunkFile, n: number) =>
  expect(segment.bytes.equals(bytesOf(file, n)), `${file.key} ${n}`).toBe(true)

async function crowd({ seed, segments, readers, withDisk, failing }: Plan) {
  const scheduler = new Scheduler(seed)
  const pool = new SegmentPool(segments * SEGMENT_BYTES)
  const inUse = new Set<ArrayBufferLike>()
  const counts = { right: 0, failed: 0, left: 0 }

  const cache = new ChunkCache<ChunkFile>({
    pool,
    memory: new MemoryTier({ maxBytes: pool.maxBytes, timeToLiveMs: 600_000 }),
    disk: withDisk ? new CarelessDisk(pool, scheduler) : undefined,
    fetch: async (file, offset, into, { signal }) => {
      for (const { buffer } of into) {
        expect(inUse.has(buffer), 'memory that another fetch fills').toBe(false)
        inUse.add(buffer)
      }
      try {
        // In line at first, then on its way: then it comes, whoever left meanwhile.
        await scheduler.turnsOf(scheduler.below(3))
        signal.throwIfAborted()
        for (const [i, bytes] of into.entries()) {
          if (scheduler.happens(0.2)) await scheduler.turn()
          if (scheduler.happens(failing)) throw new Error('the line broke')
          bytes.set(bytesOf(file, offset / SEGMENT_BYTES + i))
        }
      } finally {
        for (const { buffer } of into) inUse.delete(buffer)
      }
    },
  })

  async function reader(): Promise<void> {
    const slowness = scheduler.below(6)
    await scheduler.turnsOf(scheduler.below(20))
    for (let seeks = 1 + scheduler.below(4); seeks > 0; seeks--) {
      const file = FILES[scheduler.below(FILES.length)]
      if (!file) continue
      const first = scheduler.below(segmentCount(file.size))
      const end = Math.min(segmentCount(file.size), first + 1 + scheduler.below(20))
      const controller = new AbortController()
      if (scheduler.happens(0.4)) {
        void scheduler.turnsOf(scheduler.below(30)).then(() => controller.abort(new Error('he left')))
      }
      const cancels: (() => void)[] = []
      for (let n = first; n < end;) {
        if (scheduler.happens(0.4)) {
          cancels.push(
            cache.ahead(file, n, Math.min(end, n + scheduler.below(16)), 'ahead', 1 + scheduler.below(16)),
          )
        }
        if (scheduler.happens(0.1)) cancels.shift()?.()
        let segment: Segment | undefined
        try {
          segment = cache.get(file, n) ?? (await cache.read(file, n, end, controller.signal))
        } catch (error) {
          if (controller.signal.aborted) break
          expect(String(error)).toMatch('the line broke')
          counts.failed++
          if (failing === 1) break
          continue // asks again
        }
        isRight(segment, file, n)
        await scheduler.turnsOf(slowness)
        isRight(segment, file, n)
        segment.release()
        counts.right++
        n++
        if (controller.signal.aborted) break
      }
      if (controller.signal.aborted) counts.left++
      // Some never say that they no longer want what they asked for.
      if (scheduler.happens(0.9)) for (const cancel of cancels) cancel()
    }
  }

  async function prefetcher(): Promise<void> {
    for (const file of FILES) {
      await scheduler.turnsOf(scheduler.below(50))
      await cache
        .fill(file, 0, Math.min(8, segmentCount(file.size)), 4, new AbortController().signal)
        .catch(() => {})
    }
  }

  let over = 0
  const all = [prefetcher(), ...Array.from({ length: readers }, reader)]
  const done = Promise.all(all.map((one) => one.then(() => over++)))
  await scheduler.run(() => expect(pool.usedBytes).toBeLessThanOrEqual(pool.maxBytes))
  expect(over, 'everybody gets on').toBe(all.length)
  await done
  expect([cache.fetching, inUse.size]).toEqual([0, 0])
  await cache.close()
  expect(pool.usedBytes, 'held by nobody after close').toBe(0)
  return { ...counts, turns: scheduler.turns }
}

const plan = fc.record({
  seed: fc.integer(),
  segments: fc.integer({ min: 8, max: 32 }),
  readers: fc.integer({ min: 1, max: 60 }),
  withDisk: fc.boolean(),
  failing: fc.constantFrom(0, 0.01, 0.1, 1),
})

it('gives everyone right bytes over a tiny memory, whatever fails, leaves or stands still, and holds nothing in the end', async () => {
  const totals = { right: 0, failed: 0, left: 0, turns: 0 }
  await fc.assert(
    fc.asyncProperty(plan, async (each) => {
      const { right, failed, left, turns } = await crowd(each)
      totals.right += right
      totals.failed += failed
      totals.left += left
      totals.turns += turns
    }),
    { numRuns: 40 },
  )
  expect(Math.min(totals.right, totals.failed, totals.left)).toBeGreaterThan(100)
  expect(totals.turns).toBeGreaterThan(10_000)
}, 60_000)
