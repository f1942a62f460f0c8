import { CHUNK_BYTES, SLICE_BYTES } from '@gramreel/contracts/limits'
import * as fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { ChunkCache, type FetchWant } from './chunk-cache.ts'
import { chunkLength } from './chunk-plan.ts'
import { readSlices } from './read-window.ts'

const file = { key: 'film', size: 10 * CHUNK_BYTES + 5 }
const opened: ChunkCache<typeof file>[] = []
afterEach(() => opened.splice(0).forEach((cache) => cache.close()))

const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')))
  })

/** Bytes of a chunk: its number, over and over. */
const content = (n: number, size = file.size) => Buffer.alloc(chunkLength(n, size), n)

function open(
  options: {
    maxChunks?: number
    timeToLiveMs?: number
    gate?: (n: number, want: FetchWant) => Promise<void>
  } = {},
) {
  const fetched: number[] = []
  const clock = { now: 0 }
  const cache = new ChunkCache<typeof file>({
    maxBytes: (options.maxChunks ?? 100) * CHUNK_BYTES,
    timeToLiveMs: options.timeToLiveMs ?? 1000,
    now: () => clock.now,
    fetch: async (wanted, n, want) => {
      fetched.push(n)
      await options.gate?.(n, want)
      return content(n, wanted.size)
    },
  })
  opened.push(cache)
  return { cache, fetched, clock }
}

describe('the chunk cache', () => {
  it('fetches a chunk once for all who wait and all who come later', async () => {
    const { cache, fetched } = open()
    const requests = Array.from({ length: 50 }, () => cache.request(file, 3, { urgent: true }))
    for (const { bytes } of requests) expect((await bytes).equals(content(3))).toBe(true)
    await cache.request(file, 3, { urgent: true }).bytes
    expect(fetched).toEqual([3])
  })

  it('lets go of the least recently used when there is no room, and of all whose time is over', async () => {
    const { cache, fetched, clock } = open({ maxChunks: 2 })
    for (const n of [0, 1, 0, 2, 0, 1]) await cache.request(file, n, { urgent: true }).bytes
    expect(fetched).toEqual([0, 1, 2, 1])
    expect(cache.usedBytes).toBe(2 * CHUNK_BYTES)
    clock.now = 1000
    await cache.request(file, 1, { urgent: true }).bytes
    expect(fetched).toEqual([0, 1, 2, 1, 1])
  })

  it('stops a fetch when its last waiter leaves, and begins anew for the next', async () => {
    const { cache, fetched } = open({
      gate: (_, { signal }) => (fetched.length > 1 ? Promise.resolve() : untilAborted(signal)),
    })
    const first = cache.request(file, 0, { urgent: false })
    const second = cache.request(file, 0, { urgent: false })
    const outcome = Promise.allSettled([first.bytes, second.bytes])
    first.cancel()
    first.cancel()
    expect(cache.fetching).toBe(1)
    second.cancel()
    const again = cache.request(file, 0, { urgent: true })
    expect((await again.bytes).length).toBe(CHUNK_BYTES)
    expect((await outcome).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(cache.fetching).toBe(0)
  })

  it('hurries a chunk that was read ahead as soon as somebody waits for it', async () => {
    let seen: FetchWant | undefined
    const { cache } = open({
      gate: (_, want) => {
        seen = want
        return Promise.resolve()
      },
    })
    const ahead = cache.request(file, 0, { urgent: false })
    expect(seen?.urgent).toBe(false)
    await Promise.all([ahead.bytes, cache.request(file, 0, { urgent: true }).bytes])
    expect(seen?.urgent).toBe(true)
  })

  it('tells a failure to all who wait, and tries again for the next', async () => {
    let isBroken = true
    const { cache } = open({ gate: () => (isBroken ? Promise.reject(new Error('no')) : Promise.resolve()) })
    const requests = [cache.request(file, 0, { urgent: true }), cache.request(file, 0, { urgent: true })]
    for (const { bytes } of requests) await expect(bytes).rejects.toThrow('no')
    isBroken = false
    expect((await cache.request(file, 0, { urgent: true }).bytes).length).toBe(CHUNK_BYTES)
  })
})

const read = async (
  cache: ChunkCache<typeof file>,
  range: { start: number; end: number },
  signal = new AbortController().signal,
) => {
  const slices: Buffer[] = []
  for await (const slice of readSlices(cache, file, range, { signal, readers: { count: 0 } }))
    slices.push(slice)
  return slices
}

describe('reading a range', () => {
  it('gives slices of at most 64 KiB that, joined, are the range', async () => {
    const { cache } = open()
    const whole = Buffer.concat(Array.from({ length: 11 }, (_, n) => content(n)))
    const range = fc
      .tuple(fc.nat(file.size), fc.nat(file.size))
      .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }))
    await fc.assert(
      fc.asyncProperty(range, async (wanted) => {
        const slices = await read(cache, wanted)
        expect(slices.every(({ length }) => length > 0 && length <= SLICE_BYTES)).toBe(true)
        expect(Buffer.concat(slices).equals(whole.subarray(wanted.start, wanted.end))).toBe(true)
      }),
      { numRuns: 30 },
    )
  })

  it('reads each chunk once, never beyond the range, and no further ahead than the viewer follows', async () => {
    const { cache, fetched } = open()
    const slices = readSlices(
      cache,
      file,
      { start: 0, end: 9 * CHUNK_BYTES },
      { signal: new AbortController().signal, readers: { count: 0 } },
    )
    await slices.next()
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(fetched).toEqual([0, 1, 2])
    for await (const _ of slices) expect(Math.max(...fetched)).toBeLessThanOrEqual(8)
    expect(fetched.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
  })

  it('gives up all it asked for when the viewer leaves', async () => {
    const controller = new AbortController()
    const { cache } = open({
      gate: (_, { signal }) => untilAborted(signal),
    })
    const reading = read(cache, { start: 0, end: file.size }, controller.signal)
    expect(cache.fetching).toBe(3)
    controller.abort(new Error('the viewer left'))
    await expect(reading).rejects.toThrow('the viewer left')
    await new Promise((resolve) => setTimeout(resolve, 0))
    expect(cache.fetching).toBe(0)
  })

  it('works with a cache too small for its window', async () => {
    const { cache, fetched } = open({ maxChunks: 2 })
    expect(Buffer.concat(await read(cache, { start: 0, end: file.size })).length).toBe(file.size)
    expect(fetched.length).toBe(11)
  })
})
