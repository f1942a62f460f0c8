import { describe, expect, it } from 'vitest'
import { fill } from '../testing/segment-content.ts'
import { itIsACacheTier } from './cache-tier.contract.ts'
import { EDGE_LIFETIMES, FRESH_MS, MemoryTier } from './memory-tier.ts'
import { SEGMENT_BYTES } from './segment.ts'
import { SegmentPool } from './segment-pool.ts'

const MIB = 1024 * 1024
const PER_MIB = MIB / SEGMENT_BYTES
const HOUR_MS = 3_600_000

/** A tier with its own pool and clock, and viewers who fetch what is not there. */
type Memory = { mib: number; timeToLiveMs?: number; readers?: number }

function openMemory({ mib, timeToLiveMs = HOUR_MS, readers = 1 }: Memory) {
  const clock = { now: 0 }
  const pool = new SegmentPool((mib + 1) * MIB)
  const tier = new MemoryTier({
    maxBytes: mib * MIB,
    timeToLiveMs,
    readers: { count: readers },
    now: () => clock.now,
  })
  const put = (file: string, segment: number, hints: { isEdge?: boolean; isRead?: boolean } = {}) => {
    const made = pool.take(SEGMENT_BYTES)
    if (!made) throw new Error('the pool is empty')
    tier.set({ file, segment }, made, { isEdge: false, ...hints })
    made.release()
  }
  const get = (file: string, segment: number) => {
    const found = tier.get({ file, segment })
    found?.release()
    return found !== undefined
  }
  const counts = { read: 0, fetched: 0 }
  const view = (file: string, segment: number) => {
    counts.read++
    clock.now += 0.1
    if (get(file, segment)) return
    counts.fetched++
    put(file, segment, { isRead: true })
  }
  /** Read by two. */
  const popular = (count: number) => {
    for (let n = 0; n < count; n++) {
      put('popular', n, { isRead: true })
      get('popular', n)
    }
  }
  /** How many of the first segments are there. */
  const here = (file: string, count: number) => {
    let sum = 0
    for (let n = 0; n < count; n++) if (tier.has({ file, segment: n })) sum++
    return sum
  }
  return { clock, pool, tier, put, get, view, counts, popular, here }
}

describe('MemoryTier', () => {
  itIsACacheTier(({ maxBytes, pool }) => {
    const tier = new MemoryTier({ maxBytes, timeToLiveMs: HOUR_MS })
    return Promise.resolve({
      tier,
      settle: () => Promise.resolve(),
      takenBytes: () => pool.usedBytes,
      evict: () => tier.evict(),
    })
  })

  describe('lets go of what is worth least', () => {
    it.each([false, true])(
      'so 100 viewers of one film within 64 MiB fetch it once with 96 MiB (popular film before: %s)',
      (isSecondFilm) => {
        const { clock, view, counts } = openMemory({ mib: 96 })
        if (isSecondFilm) {
          for (let round = 0; round < 3; round++) for (let n = 0; n < 90 * PER_MIB; n++) view('old', n)
        }
        Object.assign(counts, { read: 0, fetched: 0 })
        const film = 300 * PER_MIB
        const behind = Array.from({ length: 100 }, (_, i) => Math.floor(((i * 37) % 100) * 0.64 * PER_MIB))
        for (let step = 0; step < film + 64 * PER_MIB; step++) {
          clock.now += 110
          for (const lag of behind) if (step >= lag && step - lag < film) view('film', step - lag)
        }
        expect(counts.read).toBe(100 * film)
        expect(counts.fetched / film).toBeLessThanOrEqual(1.2)
      },
    )

    it('so two viewers who are 14 MiB apart fetch a film once with 96 MiB', () => {
      const { view, counts } = openMemory({ mib: 96, readers: 2 })
      const film = 300 * PER_MIB
      for (let n = 0; n < film + 14 * PER_MIB; n++) {
        if (n < film) view('film', n)
        if (n >= 14 * PER_MIB) view('film', n - 14 * PER_MIB)
      }
      expect(counts.fetched).toBe(film)
    })

    it('so one viewer of a long film takes a twelfth of it', () => {
      const { tier, view } = openMemory({ mib: 96 })
      for (let n = 0; n < 500 * PER_MIB; n++) view('film', n)
      expect(tier.usedBytes).toBe(8 * MIB)
    })

    it('so a scan of 2 GB leaves alone what others come for', () => {
      const { put, get, popular, here, clock } = openMemory({ mib: 32 })
      popular(20 * PER_MIB)
      for (let n = 0; n < 2000 * PER_MIB; n++) {
        clock.now += 1
        put('scan', n)
        get('scan', n)
      }
      expect(here('popular', 20 * PER_MIB)).toBe(20 * PER_MIB)
    })

    it('so read-ahead stays until its viewer comes, and what he has read leaves first', () => {
      const { put, get } = openMemory({ mib: 8 })
      let missed = 0
      for (let n = 0; n < 500; n++) {
        put('film', n + 32)
        put('other', n, { isRead: true })
        if (n >= 32 && !get('film', n)) missed++
      }
      expect(missed).toBe(0)
    })

    it('so read-ahead that nobody came for leaves after a minute, before what was read', () => {
      const { clock, put, popular, here } = openMemory({ mib: 4 })
      for (let n = 0; n < 16; n++) put('left', n)
      clock.now += FRESH_MS + 1
      popular(40)
      for (let n = 0; n < 8; n++) put('read', n, { isRead: true })
      for (let n = 0; n < 16; n++) put('new', n)
      expect([here('left', 16), here('read', 8), here('popular', 40), here('new', 16)]).toEqual([
        0, 8, 40, 16,
      ])
    })

    it('so viewers who jump about and leave their read-ahead behind get half of it at most', () => {
      const { put, popular, here } = openMemory({ mib: 8 })
      popular(48)
      for (let n = 0; n < 16; n++) put('read', n, { isRead: true })
      for (let n = 0; n < 1000; n++) put(`jump ${n}`, n)
      expect([here('popular', 48), here('read', 16)]).toEqual([48, 16])
    })

    it('so what was popular makes way for what is', () => {
      const { clock, put, popular, here } = openMemory({ mib: 32, timeToLiveMs: 600_000 })
      popular(384)
      for (let n = 0; n < 256; n++) put('too early', n)
      expect(here('popular', 384)).toBe(384)
      clock.now += 151_000
      for (let n = 0; n < 256; n++) put('new', n)
      expect(here('new', 256)).toBe(256)
    })

    it('and gives up its last segment too, one at a time, when asked for memory', () => {
      const { tier, put, get, pool } = openMemory({ mib: 2 })
      put('film', 0, { isEdge: true })
      put('film', 1)
      put('film', 2, { isRead: true })
      put('film', 3, { isRead: true })
      get('film', 3)
      for (const left of [3, 2, 1, 0]) {
        expect(tier.evict()).toBe(true)
        expect(pool.usedBytes).toBe(left * SEGMENT_BYTES)
      }
      expect(tier.evict()).toBe(false)
    })
  })

  describe('against plain LRU', () => {
    it('fetches less when a few segments are asked for often and many once', () => {
      const slru = openMemory({ mib: 8 })
      const lru = plainLru(8 * PER_MIB)
      const random = numbers(7)
      for (let i = 0; i < 100_000; i++) {
        const popular = Math.floor(random() ** 3 * 400)
        const [file, n] = random() < 0.5 ? ['popular', popular] : ['scan', i]
        slru.view(file, n)
        lru.view(`${file} ${n}`)
      }
      expect(slru.counts.fetched).toBeLessThan(lru.fetched() * 0.95)
    })

    it.each([1, 2, 3])('fetches hardly more when all is asked for alike (seed %i)', (seed) => {
      const slru = openMemory({ mib: 8 })
      const lru = plainLru(8 * PER_MIB)
      const random = numbers(seed)
      for (let i = 0; i < 50_000; i++) {
        const n = Math.floor(random() * 200)
        slru.view('film', n)
        lru.view(`film ${n}`)
      }
      expect(slru.counts.fetched).toBeLessThan(lru.fetched() * 1.05)
    })
  })

  describe('keeps head and tail of films', () => {
    it('six times as long', () => {
      const { clock, tier, put, here } = openMemory({ mib: 8, timeToLiveMs: 1000 })
      put('film', 0, { isEdge: true })
      put('film', 50)
      clock.now = 999
      expect(here('film', 100)).toBe(2)
      clock.now = 1000
      expect(here('film', 100)).toBe(1)
      clock.now = EDGE_LIFETIMES * 1000 - 1
      tier.sweep()
      expect(here('film', 100)).toBe(1)
      clock.now++
      expect(here('film', 100)).toBe(0)
    })

    it('within a quarter, so that prefetches of many films cannot fill it', () => {
      const { put, popular, here } = openMemory({ mib: 8 })
      popular(64)
      for (let film = 0; film < 1000; film++) put(`film ${film}`, 0, { isEdge: true })
      expect(here('popular', 64)).toBe(64)
      expect(here('film 999', 1)).toBe(1)
    })
  })

  describe('gives memory back', () => {
    it('when a segment was not used for its time, without being asked for it', () => {
      const { clock, tier, pool, put, get } = openMemory({ mib: 8, timeToLiveMs: 1000 })
      put('film', 1)
      put('film', 2)
      clock.now = 900
      get('film', 2)
      clock.now = 1000
      tier.sweep()
      expect([get('film', 1), get('film', 2)]).toEqual([false, true])
      clock.now = 2000
      tier.sweep()
      expect(pool.usedBytes).toBe(0)
    })

    it('and remembers nothing of a million files that came by', () => {
      const { pool, tier } = openMemory({ mib: 1 })
      const before = process.memoryUsage().heapUsed
      const segment = pool.take(SEGMENT_BYTES)
      for (let n = 0; n < 1_000_000; n++) {
        if (segment) tier.set({ file: `film ${n}`, segment: n }, segment, { isEdge: n % 3 === 0 })
      }
      segment?.release()
      expect(tier.usedBytes).toBeLessThanOrEqual(MIB)
      expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * MIB)
    })
  })

  it('does not count a look as a use', () => {
    const { put, tier, here } = openMemory({ mib: 1 })
    for (let n = 0; n < 16; n++) put('film', n, { isRead: true })
    for (let i = 0; i < 3; i++) tier.has({ file: 'film', segment: 0 })
    put('film', 16, { isRead: true })
    expect(here('film', 1)).toBe(0)
  })

  it('keeps the segment it has when it is set again', () => {
    const pool = new SegmentPool(MIB)
    const tier = new MemoryTier({ maxBytes: MIB, timeToLiveMs: HOUR_MS })
    fill(tier, pool, { file: 'film', segment: 0 })
    fill(tier, pool, { file: 'film', segment: 0 })
    expect(tier.usedBytes).toBe(SEGMENT_BYTES)
    expect(pool.usedBytes).toBe(SEGMENT_BYTES)
  })
})

function plainLru(maxSegments: number) {
  const kept = new Set<string>()
  let fetched = 0
  return {
    fetched: () => fetched,
    view(key: string) {
      if (!kept.delete(key)) fetched++
      kept.add(key)
      const [oldest] = kept
      if (kept.size > maxSegments && oldest !== undefined) kept.delete(oldest)
    },
  }
}

/** Park and Miller's minimal standard generator (1988): the same numbers every time. */
function numbers(seed: number): () => number {
  let state = seed
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}
