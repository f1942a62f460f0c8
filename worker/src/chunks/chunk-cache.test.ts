import { getEventListeners } from 'node:events'
import { PublicError } from '@gramreel/contracts/errors'
import { CHUNK_BYTES } from '@gramreel/contracts/limits'
import { afterEach, describe, expect, it } from 'vitest'
import { contentOf } from '../testing/segment-content.ts'
import type { CacheTier, SegmentAddress } from './cache-tier.ts'
import { ChunkCache, type ChunkFile, type FetchWant } from './chunk-cache.ts'
import { MemoryTier } from './memory-tier.ts'
import { SEGMENT_BYTES, segmentLength } from './segment.ts'
import { type Segment, SegmentPool } from './segment-pool.ts'

const filmOf = (size: number): ChunkFile => ({ key: 'film', size })
const film = filmOf(10 * CHUNK_BYTES + 5)
const LAST = 160
const never = new AbortController().signal
const soon = () => new Promise(setImmediate)

type Fetched = { n: number; count: number; want: FetchWant; land: () => void; fail: (error: Error) => void }
const opened: { cache: ChunkCache<ChunkFile>; pool: SegmentPool; fetched: Fetched[] }[] = []
afterEach(async () => {
  for (const { cache, pool, fetched } of opened.splice(0)) {
    await cache.close()
    for (const { fail } of fetched) fail(new Error('closed'))
    await soon()
    expect(pool.usedBytes, 'held by nobody after close').toBe(0)
  }
})

type Setup = {
  segments?: number
  disk?: (pool: SegmentPool) => CacheTier
  /** Answers stay out until `land`. */
  isHeld?: boolean
}

function open({ segments = 320, disk, isHeld = false }: Setup = {}) {
  const pool = new SegmentPool(segments * SEGMENT_BYTES)
  const fetched: Fetched[] = []
  const counted: string[] = []
  const cache = new ChunkCache<ChunkFile>({
    pool,
    memory: new MemoryTier({ maxBytes: pool.maxBytes, timeToLiveMs: 600_000 }),
    disk: disk?.(pool),
    count: (name, tier) => counted.push(`${name} ${tier}`),
    fetch: (file, offset, into, want) =>
      new Promise<void>((resolve, reject) => {
        const n = offset / SEGMENT_BYTES
        const land = () => {
          for (const [i, bytes] of into.entries()) {
            bytes.set(contentOf({ file: file.key, segment: n + i }, segmentLength(n + i, file.size)))
          }
          resolve()
        }
        // As a request that has not been sent yet; what was sent lands all the same.
        fetched.push({ n, count: into.length, want, land, fail: reject })
        if (!isHeld) land()
      }),
  })
  opened.push({ cache, pool, fetched })
  const numbers = () => fetched.map(({ n, count }) => [n, count])
  return { cache, pool, fetched, numbers, counted }
}

/** Its bytes are right; lets go of it. */
function take(segment: Segment | undefined, n: number, file: ChunkFile = film): void {
  expect(segment?.bytes.equals(contentOf({ file: file.key, segment: n }, segmentLength(n, file.size)))).toBe(
    true,
  )
  segment?.release()
}

describe('a missing segment', () => {
  it('is fetched once for all who wait and all who come later', async () => {
    const { cache, numbers, counted } = open()
    const segments = await Promise.all(Array.from({ length: 50 }, () => cache.read(film, 3, 5, never)))
    for (const segment of segments) take(segment, 3)
    take(cache.get(film, 3), 3)
    take(cache.get(film, 4), 4)
    expect(numbers()).toEqual([[3, 2]])
    expect(counted.filter((name) => name === 'sharedFetches memory').length).toBe(49)
    expect(cache.fetching).toBe(0)
  })

  it('brings what is missing after it along: up to the border of its chunk, to the end of the film, to what is there', async () => {
    const { cache, numbers } = open()
    take(await cache.read(film, 5, 1000, never), 5)
    take(await cache.read(film, LAST, 1000, never), LAST)
    take(await cache.read(film, 2, 1000, never), 2)
    take(await cache.read(film, 0, 1, never), 0)
    take(await cache.read(film, 1, 1000, never), 1)
    expect(numbers()).toEqual([
      [5, 11],
      [LAST, 1],
      [2, 3],
      [0, 1],
      [1, 1],
    ])
    expect(cache.has(film, 0, 16)).toBe(true)
    expect(cache.has(film, 0, 17)).toBe(false)
  })

  it('that another fetch brings is waited for, at the priority of who waits', async () => {
    const { cache, fetched, numbers } = open({ isHeld: true })
    cache.ahead(film, 0, 8, 'maybe')
    await soon()
    expect(fetched[0]?.want.priority).toBe('maybe')
    cache.ahead(film, 4, 8, 'ahead')
    expect(fetched[0]?.want.priority).toBe('ahead')
    const reading = cache.read(film, 6, 16, never)
    expect(fetched[0]?.want.priority).toBe('now')
    cache.ahead(film, 4, 8, 'maybe')
    expect(fetched[0]?.want.priority).toBe('now')
    await soon()
    expect(numbers()).toEqual([[0, 8]])
    fetched[0]?.land()
    take(await reading, 6)
  })

  it('of a fetch that fails is told to all who wait, and fetched anew for the next', async () => {
    const { cache, fetched, pool } = open({ isHeld: true })
    const all = [cache.read(film, 0, 4, never), cache.read(film, 2, 4, never)]
    const outcome = Promise.allSettled(all)
    await soon()
    fetched[0]?.fail(new Error('no'))
    expect((await outcome).map((each) => each.status === 'rejected' && String(each.reason))).toEqual([
      'Error: no',
      'Error: no',
    ])
    expect([pool.usedBytes, cache.fetching]).toEqual([0, 0])
    const again = cache.read(film, 2, 4, never)
    await soon()
    fetched[1]?.land()
    take(await again, 2)
  })
})

describe('a fetch', () => {
  it('ends with its last waiter, not before', async () => {
    const { cache, fetched } = open({ isHeld: true })
    const viewers = [new AbortController(), new AbortController()]
    const outcome = Promise.allSettled(viewers.map(({ signal }) => cache.read(film, 0, 4, signal)))
    const cancel = cache.ahead(film, 1, 3, 'ahead')
    await soon()
    const isAborted = () => fetched[0]?.want.signal.aborted
    viewers[0]?.abort(new Error('the viewer left'))
    viewers[1]?.abort(new Error('the viewer left'))
    expect(isAborted()).toBe(false)
    cancel()
    cancel()
    expect(isAborted()).toBe(true)
    for (const each of await outcome) expect(each).toMatchObject({ reason: { message: 'the viewer left' } })
    fetched[0]?.fail(new Error('aborted'))
  })

  it('that ends makes way for another of the same segments', async () => {
    const { cache, fetched } = open({ isHeld: true })
    cache.ahead(film, 0, 4, 'ahead')()
    const reading = cache.read(film, 1, 4, never)
    await soon()
    // The first was given up before it asked for anything.
    expect(fetched.map(({ n }) => n)).toEqual([0, 1].slice(-fetched.length))
    for (const { land } of fetched) land()
    take(await reading, 1)
  })

  it('whose answer comes although everybody left is kept: it was paid for', async () => {
    const { cache, fetched, numbers } = open({ isHeld: true })
    const viewer = new AbortController()
    const reading = cache.read(film, 0, 4, viewer.signal)
    await soon()
    viewer.abort(new Error('the viewer left'))
    await expect(reading).rejects.toThrow('the viewer left')
    fetched[0]?.land()
    await soon()
    for (let n = 0; n < 4; n++) take(cache.get(film, n), n)
    expect(numbers()).toEqual([[0, 4]])
  })

  it('asked for by somebody who has left already rejects', async () => {
    const { cache } = open()
    await expect(cache.read(film, 0, 4, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone')
  })

  it('leaves no listener behind on the signal of a viewer who reads on and on', async () => {
    const { cache } = open()
    const { signal } = new AbortController()
    for (let n = 0; n < 100; n++) {
      take(await cache.read(film, n, n + 1, signal), n)
      expect(getEventListeners(signal, 'abort')).toEqual([])
    }
  })
})

describe('reading ahead', () => {
  it('asks for what is neither here nor on its way, in pieces between borders', async () => {
    const { cache, numbers } = open({ isHeld: true })
    void cache.read(film, 5, 6, never).catch(() => {})
    cache.ahead(film, 3, 14, 'ahead', 4)
    cache.ahead(film, 3, 14, 'ahead', 4)
    cache.ahead(film, 158, 1000, 'ahead')
    await soon()
    expect(numbers()).toEqual([
      [5, 1],
      [3, 1],
      [4, 1],
      [6, 2],
      [8, 4],
      [12, 2],
      [158, 2],
      [160, 1],
    ])
  })

  it('asks for nothing when there is no memory, and never for more than there is', async () => {
    const { cache, numbers, pool } = open({ segments: 8, isHeld: true })
    cache.ahead(film, 0, 32, 'ahead', 3)
    await soon()
    expect(numbers().reduce((sum, [, count = 0]) => sum + count, 0)).toBe(8)
    expect(pool.available).toBe(0)
    cache.ahead(film, 40, 50, 'ahead')
    expect(cache.fetching).toBe(8)
  })

  it('does nothing in a cache that is closed', async () => {
    const { cache, numbers } = open()
    await cache.close()
    cache.ahead(film, 0, 8, 'ahead')
    expect(numbers()).toEqual([])
  })
})

describe('filling', () => {
  it('fetches one small piece after the other, at the lowest priority, without what is here', async () => {
    const { cache, fetched, numbers } = open({ isHeld: true })
    const done = cache.fill(film, 0, 10, 4, never)
    for (const expected of [1, 2, 3]) {
      await soon()
      expect(fetched.length).toBe(expected)
      expect(fetched.at(-1)?.want.priority).toBe('maybe')
      fetched.at(-1)?.land()
    }
    await done
    await cache.fill(film, 0, 10, 4, never)
    expect(numbers()).toEqual([
      [0, 4],
      [4, 4],
      [8, 2],
    ])
  })

  it('stops when told to, and when a fetch fails', async () => {
    const { cache, fetched } = open({ isHeld: true })
    const controller = new AbortController()
    const stopped = cache.fill(film, 0, 10, 4, controller.signal)
    await soon()
    controller.abort(new Error('too slow'))
    await expect(stopped).rejects.toThrow('too slow')
    expect(fetched[0]?.want.signal.aborted).toBe(true)
    const failing = cache.fill(film, 20, 30, 4, never)
    await soon()
    fetched[1]?.fail(new Error('no'))
    await expect(failing).rejects.toThrow('no')
    expect(fetched.length).toBe(2)
    fetched[0]?.land()
  })
})

describe('memory', () => {
  it('is waited for, and goes on when some comes back', async () => {
    const { cache, fetched, pool } = open({ segments: 2, isHeld: true })
    const first = cache.read(film, 0, 2, never)
    const second = cache.read(film, 50, 52, never)
    await soon()
    expect(fetched.length).toBe(1)
    expect(pool.usedBytes).toBe(2 * SEGMENT_BYTES)
    fetched[0]?.land()
    const held = await first
    await soon()
    fetched[1]?.land()
    take(await second, 50)
    take(held, 0)
  })

  it('that comes back goes to all who wait for it, first come first served', async () => {
    const { cache, fetched, numbers } = open({ segments: 16, isHeld: true })
    cache.ahead(film, 0, 16, 'ahead')
    const starving = [40, 60, 80].map((n) => cache.read(film, n, n + 4, never))
    await soon()
    fetched[0]?.land()
    await soon()
    // Nobody waits for another's round trip.
    expect(numbers().map(([n]) => n)).toEqual([0, 40, 60, 80])
    for (const { land } of fetched) land()
    for (const [i, segment] of (await Promise.all(starving)).entries()) take(segment, [40, 60, 80][i] ?? 0)
  })

  it('is not taken by newcomers from those who wait longer', async () => {
    const { cache, fetched, numbers } = open({ segments: 1, isHeld: true })
    const first = cache.read(film, 0, 1, never)
    const second = cache.read(film, 20, 21, never)
    await soon()
    fetched[0]?.land()
    take(await first, 0)
    const third = cache.read(film, 40, 41, never)
    await soon()
    expect(numbers().map(([n]) => n)).toEqual([0, 20])
    fetched[1]?.land()
    take(await second, 20)
    await soon()
    fetched[2]?.land()
    take(await third, 40)
  })

  it('that too many wait for is refused', async () => {
    const { cache, fetched } = open({ segments: 1, isHeld: true })
    const first = cache.read(film, 0, 1, never)
    const viewer = new AbortController()
    const starving = Promise.allSettled(
      Array.from({ length: 256 }, (_, i) => cache.read({ ...film, key: `film ${i}` }, 0, 1, viewer.signal)),
    )
    await expect(cache.read(film, 20, 21, never)).rejects.toThrow(PublicError)
    await expect(cache.read(film, 20, 21, never)).rejects.toMatchObject({ code: 'busy' })
    viewer.abort(new Error('the viewer left'))
    expect((await starving).every(({ status }) => status === 'rejected')).toBe(true)
    const next = cache.read(film, 20, 21, never)
    fetched[0]?.land()
    take(await first, 0)
    await soon()
    fetched[1]?.land()
    take(await next, 20)
  })

  it('of fetches is given back when the cache closes', async () => {
    const { cache, fetched, pool } = open({ segments: 4, isHeld: true })
    const all = [0, 20, 40, 60, 80].map((n) => cache.read(film, n, n + 1, never))
    const outcome = Promise.allSettled(all)
    await soon()
    await cache.close()
    for (const { want, fail } of fetched) {
      expect(want.signal.aborted).toBe(true)
      fail(new Error('aborted'))
    }
    expect((await outcome).map(({ status }) => status)).toEqual(Array(5).fill('rejected'))
    expect(pool.usedBytes).toBe(0)
  })
})

/** A disk that keeps copies, and may lose what it says it has. */
class FakeDisk implements CacheTier {
  readonly kept = new Map<number, Buffer>()
  readonly lost = new Set<number>()
  readonly #pool: SegmentPool
  isClosed = false
  constructor(pool: SegmentPool) {
    this.#pool = pool
  }
  get usedBytes(): number {
    return this.kept.size * SEGMENT_BYTES
  }
  has({ segment }: SegmentAddress): boolean {
    return this.kept.has(segment)
  }
  async get({ segment }: SegmentAddress): Promise<Segment | undefined> {
    await soon()
    const bytes = this.lost.has(segment) ? undefined : this.kept.get(segment)
    const copy = bytes && this.#pool.take(bytes.length)
    copy?.bytes.set(bytes ?? [])
    return copy
  }
  set({ segment: n }: SegmentAddress, segment: Segment): void {
    this.kept.set(n, Buffer.from(segment.bytes))
  }
  close(): Promise<void> {
    this.isClosed = true
    return Promise.resolve()
  }
}

describe('the disk', () => {
  let disk: FakeDisk
  const withDisk = (numbers: number[], segments = 64) => {
    const parts = open({ segments, disk: (pool) => (disk = new FakeDisk(pool)) })
    for (const n of numbers) disk.kept.set(n, contentOf({ file: film.key, segment: n }))
    return parts
  }

  it('is looked at before anything is fetched, and given what was fetched', async () => {
    const { cache, numbers, counted } = withDisk([0, 1, 2, 3])
    take(await cache.read(film, 0, 8, never), 0)
    expect(numbers()).toEqual([])
    expect(counted).toEqual(['cacheMisses memory', 'cacheHits disk'])
    take(cache.get(film, 3), 3)
    take(await cache.read(film, 4, 8, never), 4)
    expect(numbers()).toEqual([[4, 4]])
    expect([...disk.kept.keys()]).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    await cache.close()
    expect(disk.isClosed).toBe(true)
  })

  it('that lost a part of it makes no gap: all is fetched', async () => {
    const { cache, numbers, counted } = withDisk([0, 1, 2, 3])
    disk.lost.add(2)
    take(await cache.read(film, 0, 4, never), 0)
    for (const n of [1, 2, 3]) take(cache.get(film, n), n)
    expect(numbers()).toEqual([[0, 4]])
    expect(counted).toContain('cacheMisses disk')
  })

  it('that finds no memory to read into is done without', async () => {
    const { cache, numbers } = withDisk([0, 1, 2, 3], 4)
    take(await cache.read(film, 0, 4, never), 0)
    expect(numbers()).toEqual([[0, 4]])
  })
})
