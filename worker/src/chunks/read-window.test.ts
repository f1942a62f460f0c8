import { CHUNK_BYTES } from '@gramreel/contracts/limits'
import * as fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { contentOf } from '../testing/segment-content.ts'
import { ChunkCache, type ChunkFile } from './chunk-cache.ts'
import { MemoryTier } from './memory-tier.ts'
import { onDemand, type Pattern } from './read-ahead.ts'
import { type Readers, ReadWindow, type Slice } from './read-window.ts'
import { SEGMENT_BYTES, segmentAt, segmentCount, segmentLength, SEGMENTS_PER_CHUNK } from './segment.ts'
import { SegmentPool } from './segment-pool.ts'

type Request = { n: number; count: number; isAborted: () => boolean; land: () => void }
const soon = () => new Promise(setImmediate)
const opened: { cache: ChunkCache<ChunkFile>; pool: SegmentPool; requests: Request[] }[] = []
afterEach(async () => {
  for (const { cache, pool, requests } of opened.splice(0)) {
    await cache.close()
    for (const { land } of requests) land()
    await soon()
    expect(pool.usedBytes, 'held by nobody after close').toBe(0)
  }
})

/** Answers are at once, or stay out until `land`. */
function open({ segments = 1024, isHeld = false } = {}) {
  const pool = new SegmentPool(segments * SEGMENT_BYTES)
  const requests: Request[] = []
  const cache = new ChunkCache<ChunkFile>({
    pool,
    memory: new MemoryTier({ maxBytes: pool.maxBytes, timeToLiveMs: 600_000 }),
    fetch: (file, offset, into, { signal }) =>
      new Promise<void>((resolve) => {
        const n = offset / SEGMENT_BYTES
        const land = () => {
          for (const [i, bytes] of into.entries()) {
            bytes.set(contentOf({ file: file.key, segment: n + i }, segmentLength(n + i, file.size)))
          }
          resolve()
        }
        requests.push({ n, count: into.length, isAborted: () => signal.aborted, land })
        if (!isHeld) land()
      }),
  })
  opened.push({ cache, pool, requests })
  const readers: Readers = { count: 0 }
  const controller = new AbortController()
  const read = (file: ChunkFile, range: { start: number; end: number }, pattern: Pattern = 'start') =>
    new ReadWindow(cache, file, range, { signal: controller.signal, readers, strategy: onDemand, pattern })
  return { cache, pool, requests, readers, controller, read, asked: () => askedFor(requests) }
}

/** Segments that were asked for, in order. */
const askedFor = (requests: Request[]) =>
  requests.flatMap(({ n, count }) => Array.from({ length: count }, (_, i) => n + i)).toSorted((a, b) => a - b)

const filmOf = (size: number): ChunkFile => ({ key: 'film', size })
const film = filmOf(40 * CHUNK_BYTES + 5)
const wholeFilm = { start: 0, end: film.size }

/** Copies, as whoever writes it to the kernel does, and lets go. */
function take({ bytes, segment }: Slice): Buffer {
  const copy = Buffer.from(bytes)
  segment.release()
  return copy
}

async function readAll(window: ReadWindow<ChunkFile>): Promise<Buffer[]> {
  const slices: Buffer[] = []
  for (;;) {
    const slice = await window.next()
    if (!slice) return slices
    slices.push(take(slice))
  }
}

const contentOfRange = (file: ChunkFile, { start, end }: { start: number; end: number }) =>
  Buffer.concat(
    Array.from({ length: segmentAt(end - 1) - segmentAt(start) + 1 }, (_, i) => {
      const segment = segmentAt(start) + i
      return contentOf({ file: file.key, segment }, segmentLength(segment, file.size))
    }),
  ).subarray(start % SEGMENT_BYTES, (start % SEGMENT_BYTES) + end - start)

const near = fc.integer({ min: -2, max: 2 })
const anyPlace = fc.oneof(
  fc.nat(6 * CHUNK_BYTES),
  fc.tuple(fc.nat(96), near).map(([n, by]) => Math.abs(n * SEGMENT_BYTES + by)),
)
const anyRange = fc.tuple(anyPlace, anyPlace, anyPlace).map((places) => {
  const [start = 0, end = 0, size = 0] = places.toSorted((a, b) => a - b)
  return { start, end: end + 1, file: { key: 'any', size: size + 1 } }
})

describe('slices', () => {
  it('joined are the range, of any file, for any reader; no byte is asked for twice or outside of it', async () => {
    const anyPattern = fc.constantFrom<Pattern>('start', 'onward', 'jump')
    await fc.assert(
      fc.asyncProperty(
        anyRange,
        anyPattern,
        fc.integer({ min: 128, max: 400 }),
        async (range, pattern, segments) => {
          const { start, end, file } = range
          const { read, asked, readers, requests } = open({ segments })
          const window = read(file, range, pattern)
          const slices = await readAll(window)
          expect(slices.every(({ length }) => length > 0 && length <= SEGMENT_BYTES)).toBe(true)
          expect(Buffer.concat(slices).equals(contentOfRange(file, { start, end }))).toBe(true)
          const numbers = asked()
          expect(new Set(numbers).size).toBe(numbers.length)
          expect(numbers).toEqual(
            Array.from({ length: segmentAt(end - 1) - segmentAt(start) + 1 }, (_, i) => segmentAt(start) + i),
          )
          for (const { n, count } of requests) {
            expect(Math.floor(n / SEGMENTS_PER_CHUNK)).toBe(Math.floor((n + count - 1) / SEGMENTS_PER_CHUNK))
          }
          expect(await window.next()).toBeUndefined()
          window.close()
          window.close()
          expect(readers.count).toBe(0)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('come at once when they are at hand', async () => {
    const { cache, read, requests } = open()
    await cache.fill(film, 0, 32, 16, new AbortController().signal)
    const before = requests.length
    const window = read(film, { start: 0, end: 2 * CHUNK_BYTES })
    for (let i = 0; i < 32; i++) {
      const slice = window.next()
      expect(slice).not.toBeInstanceOf(Promise)
      if (slice && !(slice instanceof Promise)) take(slice)
    }
    expect(requests.length).toBe(before)
    window.close()
  })
})

describe('reading ahead', () => {
  it('begins small: the first request is 128 KiB, and little is asked for beyond it', async () => {
    const { read, requests, asked } = open({ isHeld: true })
    const window = read(film, wholeFilm, 'jump')
    const first = window.next()
    await soon()
    expect(requests[0]).toMatchObject({ n: 0, count: 2 })
    expect(asked().length).toBeLessThanOrEqual(8)
    for (const { land } of requests) land()
    const slice = await first
    if (slice) take(slice)
    window.close()
  })

  it('reaches 8 MiB for a lone viewer who takes what comes in a few waits, in whole chunks', async () => {
    const { read, requests } = open({ isHeld: true })
    const window = read(film, wholeFilm)
    let waits = 0
    for (let n = 0; n < 20 * SEGMENTS_PER_CHUNK; n++) {
      const next = window.next()
      await soon()
      if (next instanceof Promise) {
        waits++
        for (const { land } of requests) land()
      }
      const slice = await next
      if (slice) take(slice)
    }
    expect(waits).toBeLessThanOrEqual(10)
    const last = requests.at(-1)
    expect((last?.n ?? 0) + (last?.count ?? 0)).toBeGreaterThan(27 * SEGMENTS_PER_CHUNK)
    expect(requests.slice(-5).map(({ n, count }) => [n % SEGMENTS_PER_CHUNK, count])).toEqual(
      Array.from({ length: 5 }, () => [0, SEGMENTS_PER_CHUNK]),
    )
    window.close()
  })

  it('stays shallow for a viewer who never waits', async () => {
    const { read, asked } = open()
    const window = read(film, wholeFilm)
    for (let n = 0; n < 5 * SEGMENTS_PER_CHUNK; n++) {
      const slice = await window.next()
      if (slice) take(slice)
      await soon()
      expect((asked().at(-1) ?? 0) - n).toBeLessThanOrEqual(16)
    }
    window.close()
  })

  it('shares the memory with all who read, and takes more again when they have left', () => {
    const { read, readers } = open({ segments: 64 })
    const windows = Array.from({ length: 5 }, () => read(film, wholeFilm))
    expect(readers.count).toBe(5)
    for (const window of windows) window.close()
    expect(readers.count).toBe(0)
  })
})

describe('a viewer', () => {
  it('who stands still gives up what is ahead of him and his share, once, and gets it back when he goes on', async () => {
    const { read, requests, readers } = open({ isHeld: true })
    const window = read(film, wholeFilm, 'onward')
    const first = window.next()
    await soon()
    requests[0]?.land()
    const slice = await first
    window.stall()
    window.stall()
    expect(readers.count).toBe(0)
    expect(requests.slice(1).every(({ isAborted }) => isAborted())).toBe(true)
    window.resume()
    window.resume()
    expect(readers.count).toBe(1)
    if (slice) take(slice)
    const rest = readAll(window)
    const landing = setInterval(() => requests.forEach(({ land }) => land()), 1)
    const bytes = Buffer.concat(await rest)
    clearInterval(landing)
    expect(bytes.equals(contentOfRange(film, { start: SEGMENT_BYTES, end: film.size }))).toBe(true)
    window.close()
  })

  it('who leaves gives up all that he asked for', async () => {
    const { read, requests, readers, controller, cache } = open({ isHeld: true })
    const window = read(film, wholeFilm)
    const first = window.next()
    await soon()
    controller.abort(new Error('the viewer left'))
    await expect(first).rejects.toThrow('the viewer left')
    window.close()
    expect(readers.count).toBe(0)
    expect(requests.every(({ isAborted }) => isAborted())).toBe(true)
    for (const { land } of requests) land()
    await soon()
    expect(cache.fetching).toBe(0)
  })

  it('who reads a film larger than all memory asks for each byte once', async () => {
    const long = { key: 'small', size: 20 * CHUNK_BYTES + 1 }
    const { read, asked } = open({ segments: 128 })
    const window = read(long, { start: 0, end: long.size })
    await readAll(window)
    expect(asked().length).toBe(segmentCount(long.size))
    window.close()
  })

  it('shares memory with others, and next to nothing is fetched twice', async () => {
    const { read, asked } = open({ segments: 1536 })
    const size = 16 * CHUNK_BYTES
    const slow = async (key: string) => {
      const window = read({ key, size }, { start: 0, end: size })
      for (;;) {
        const slice = await window.next()
        if (!slice) break
        await soon()
        take(slice)
      }
      window.close()
    }
    await Promise.all(Array.from({ length: 20 }, (_, i) => slow(`film ${i}`)))
    expect(asked().length).toBeLessThanOrEqual(1.05 * 20 * segmentCount(size))
  })
})
