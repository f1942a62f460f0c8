// Bodies through a real server to real sockets, over a source that gives, waits and fails when it is told to.
import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ChunkCache, type ChunkFile } from '../chunks/chunk-cache.ts'
import { MemoryTier } from '../chunks/memory-tier.ts'
import { onDemand } from '../chunks/read-ahead.ts'
import type { Readers } from '../chunks/read-window.ts'
import { SEGMENT_BYTES, segmentLength } from '../chunks/segment.ts'
import { SegmentPool } from '../chunks/segment-pool.ts'
import { hash } from '../testing/bytes.ts'
import { listen } from '../testing/listen.ts'
import { contentOf } from '../testing/segment-content.ts'
import { planMultipart } from './multipart.ts'
import type { ByteRange } from './range-header.ts'
import { Body, type BodyPlan, sendBody, signalOf } from './stream-file.ts'

const MIB = 1024 * 1024
const film: ChunkFile = { key: 'film', size: 24 * MIB + 777 }
const whole = Buffer.concat(
  Array.from({ length: Math.ceil(film.size / SEGMENT_BYTES) }, (_, segment) =>
    contentOf({ file: film.key, segment }, segmentLength(segment, film.size)),
  ),
)

let pool: SegmentPool
let cache: ChunkCache<ChunkFile>
let readers: Readers
let server: Server
let port: number
let plan: BodyPlan
/** Runs before each answer of the source. */
let beforeAnswer: (offset: number) => Promise<void>
let onSlice: (bytes: number) => boolean
/** How each answer ended. */
let outcomes: Promise<unknown>[]

beforeEach(async () => {
  pool = new SegmentPool(16 * MIB)
  readers = { count: 0 }
  outcomes = []
  plan = { parts: [{ start: 0, end: film.size }], multipart: undefined }
  beforeAnswer = () => Promise.resolve()
  onSlice = () => true
  cache = new ChunkCache<ChunkFile>({
    pool,
    memory: new MemoryTier({ maxBytes: pool.maxBytes, timeToLiveMs: 600_000 }),
    fetch: async (_, offset, into) => {
      await beforeAnswer(offset)
      let at = offset
      for (const bytes of into) at += whole.copy(bytes, 0, at)
    },
  })
  server = createServer((_, response) => outcomes.push(answer(response).catch((error: unknown) => error)))
  port = await listen(server)
})

/** As the routes do it. */
async function answer(response: ServerResponse): Promise<void> {
  const { parts, multipart } = plan
  const length = multipart?.length ?? parts.reduce((sum, { start, end }) => sum + end - start, 0)
  const signal = signalOf(response)
  const body = new Body(cache, film, plan, { signal, readers, strategy: onDemand, pattern: 'start' })
  try {
    const first = await body.next()
    response.writeHead(200, { 'content-length': length })
    await sendBody(response, first, body, { signal, onSlice })
  } catch (error) {
    body.close()
    response.destroy()
    throw error
  }
}

/** Whatever happened: nobody reads any more, and all memory comes back. */
afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await once(server, 'close')
  await Promise.all(outcomes)
  expect(readers.count, 'nobody reads').toBe(0)
  expect(cache.fetching, 'nothing is fetched').toBe(0)
  await cache.close()
  // What a socket still held comes back with its last event.
  await expect.poll(() => pool.usedBytes, { message: 'held by nobody' }).toBe(0)
})

const get = async (): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    request({ port, agent: false }, resolve).on('error', reject).end()
  })

/** All of it, and whether it ended as an answer should. */
async function take(message: IncomingMessage): Promise<{ bytes: Buffer; isComplete: boolean }> {
  const pieces: Buffer[] = []
  message.on('data', (bytes: Buffer) => pieces.push(bytes))
  message.on('error', () => {})
  await new Promise((resolve) => message.on('close', resolve))
  return { bytes: Buffer.concat(pieces), isComplete: message.complete }
}

async function expectWhole(message: IncomingMessage, expected = whole): Promise<void> {
  const { bytes, isComplete } = await take(message)
  expect([isComplete, bytes.length, hash(bytes)]).toEqual([true, expected.length, hash(expected)])
}

/** Asks, and reads nothing until it is told to. */
function dial(): Socket {
  const socket = connect(port, '127.0.0.1').pause()
  socket.on('error', () => {})
  socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  return socket
}

const vanish = async (afterMs: number) => {
  const socket = dial()
  if (afterMs % 2 < 1) socket.resume()
  await sleep(afterMs)
  if (afterMs % 3 < 1) socket.resetAndDestroy()
  else socket.destroy()
}

describe('a body', () => {
  it('is the ranges, byte for byte, alone or as parts', async () => {
    const range = fc
      .tuple(fc.nat(film.size - 1), fc.integer({ min: 1, max: 3 * SEGMENT_BYTES }))
      .map(([start, length]): ByteRange => ({ start, end: Math.min(film.size, start + length) }))
    await fc.assert(
      fc.asyncProperty(fc.array(range, { minLength: 1, maxLength: 4 }), async (parts) => {
        const multipart = parts.length > 1 ? planMultipart(parts, film.size, 'video/mp4', 'edge') : undefined
        plan = { parts, multipart }
        const texts = parts.map(({ start, end }, i) =>
          Buffer.concat([multipart?.openings[i] ?? Buffer.alloc(0), whole.subarray(start, end)]),
        )
        await expectWhole(await get(), Buffer.concat([...texts, multipart?.closing ?? Buffer.alloc(0)]))
      }),
      { numRuns: 25 },
    )
  })

  it('is told to whoever counts, before it is written', async () => {
    let told = 0
    onSlice = (bytes) => {
      told += bytes
      return true
    }
    await expectWhole(await get())
    expect(told).toBe(film.size)
  })

  it('comes right to a viewer who takes a little at a time, and to many at once', async () => {
    plan = { parts: [{ start: 5, end: 4 * MIB }], multipart: undefined }
    const expected = whole.subarray(5, 4 * MIB)
    const slow = async () => {
      const pieces: Buffer[] = []
      for await (const bytes of (await get()) as AsyncIterable<Buffer>) {
        pieces.push(bytes)
        await sleep(3)
      }
      expect(hash(Buffer.concat(pieces))).toBe(hash(expected))
    }
    const fast = async () => expectWhole(await get(), expected)
    await Promise.all([slow(), slow(), ...Array.from({ length: 20 }, fast)])
  })
})

describe('a viewer', () => {
  it('who stands still for two seconds gives up his share, and gets the rest when he goes on', async () => {
    const socket = dial()
    await expect.poll(() => readers.count).toBe(1)
    await expect.poll(() => readers.count, { timeout: 10_000 }).toBe(0)
    await expect.poll(() => cache.fetching).toBe(0)
    const pieces: Buffer[] = []
    socket.on('data', (bytes: Buffer) => pieces.push(bytes)).resume()
    await once(socket, 'close')
    const body = Buffer.concat(pieces)
    expect(hash(body.subarray(body.indexOf('\r\n\r\n') + 4))).toBe(hash(whole))
    expect(await Promise.all(outcomes)).toEqual([undefined])
  })

  it('who stands still holds two segments at most, beside what the kernel has', async () => {
    const sockets = Array.from({ length: 30 }, dial)
    await expect.poll(() => outcomes.length).toBe(30)
    await sleep(300)
    while (cache.fetching > 0) await sleep(20)
    await cache.close() // lets go of what is kept
    expect(pool.usedBytes).toBeLessThanOrEqual(30 * 2 * SEGMENT_BYTES)
    for (const socket of sockets) socket.destroy()
    await expect.poll(() => pool.usedBytes).toBe(0)
  })

  it('who vanishes, at whatever moment, leaves nothing behind', async () => {
    beforeAnswer = () => sleep(Math.random() * 3)
    await Promise.all(Array.from({ length: 150 }, () => vanish(Math.random() * 60)))
    await expect.poll(() => readers.count).toBe(0)
    await expect.poll(() => cache.fetching).toBe(0)
  })

  it('who vanishes with a second request behind the first leaves nothing behind', async () => {
    const socket = dial()
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    await sleep(100)
    socket.destroy()
    await expect.poll(() => readers.count).toBe(0)
  })

  it('who vanishes while a part is fetched leaves nothing behind', async () => {
    const parts = [
      { start: 0, end: 10 },
      { start: 9 * MIB, end: 10 * MIB },
    ]
    plan = { parts, multipart: planMultipart(parts, film.size, 'video/mp4', 'edge') }
    const held: (() => void)[] = []
    beforeAnswer = (offset) =>
      offset < MIB ? Promise.resolve() : new Promise((resolve) => held.push(resolve))
    const socket = dial().resume()
    await once(socket, 'data')
    await sleep(20)
    socket.destroy()
    await expect.poll(() => readers.count).toBe(0)
    for (const goOn of held) goOn()
    await expect.poll(() => cache.fetching).toBe(0)
  })
})

describe('an answer that cannot go on', () => {
  it.each([0, 3 * MIB, 24 * MIB])(
    'because the source fails at %i never ends as if it were whole',
    async (from) => {
      beforeAnswer = (offset) =>
        offset >= from ? Promise.reject(new Error('Telegram failed')) : Promise.resolve()
      const message = await get().catch(() => undefined)
      if (from === 0) expect(message).toBeUndefined()
      else if (message) {
        const { bytes, isComplete } = await take(message)
        expect(isComplete).toBe(false)
        expect(hash(bytes)).toBe(hash(whole.subarray(0, bytes.length)))
      }
      expect(String(await outcomes[0])).toBe('Error: Telegram failed')
    },
  )

  it('because the playback may not is cut', async () => {
    let slices = 0
    onSlice = () => ++slices < 5
    const { bytes, isComplete } = await take(await get())
    expect(isComplete).toBe(false)
    expect(bytes.length).toBeLessThanOrEqual(4 * SEGMENT_BYTES)
    expect(String(await outcomes[0])).toMatch('may not go on')
  })

  it('because whoever counts fails is cut', async () => {
    onSlice = () => {
      throw new Error('no counter')
    }
    await get().catch(() => {})
    expect(String(await outcomes[0])).toMatch('no counter')
  })
})
