// S39: small questions cost Telegram little, whoever asks them how often.
import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { expectBlocks } from '../testing/bytes.ts'
import { type Pair, type PostedFile, startPair } from '../testing/start-pair.ts'
import { ask } from './ask.ts'
import { metric } from './read-metric.ts'

// Much work, and machines that run tests are busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const MIB = 1024 * 1024
const PIECE = 64 * 1024
let pair: Pair
let film: PostedFile
let url: string

beforeAll(async () => {
  pair = await startPair({ cacheMemoryMb: 64 })
  film = await pair.post({ size: 2 ** 31 + 12_345 })
  url = pair.link(film)
})
afterAll(() => pair.close())

const upstream = () => metric(pair.worker, 'gramreel_worker_read_bytes_total')

async function read(start: number, end: number): Promise<void> {
  const { status, body } = await ask(url, { headers: { range: `bytes=${start}-${end - 1}` } })
  expect(status).toBe(206)
  expectBlocks(body, start, end)
}

describe('ranges', () => {
  it('of one byte, a thousand times over, cost one piece of 64 KiB', async () => {
    const before = await upstream()
    for (let i = 0; i < 50; i++) await Promise.all(Array.from({ length: 20 }, () => read(0, 1)))
    expect((await upstream()) - before).toBeLessThanOrEqual(PIECE)
  })

  it('of one byte at forty places cost one piece each, and nothing when asked again', async () => {
    const before = await upstream()
    const places = Array.from({ length: 40 }, (_, i) => i * 20 * MIB + 7 * MIB + randomInt(MIB))
    for (let round = 0; round < 3; round++) {
      for (const at of places) await read(at, at + 1)
      expect((await upstream()) - before).toBeLessThanOrEqual(places.length * PIECE)
    }
  })

  it('of 64 KiB and more at random places cost at most twice what is delivered', async () => {
    const before = await upstream()
    let delivered = 0
    for (let i = 0; i < 60; i++) {
      const length = randomInt(PIECE, i % 3 === 0 ? 3 * MIB : 4 * PIECE)
      const start = randomInt(film.size - length)
      await read(start, start + length)
      delivered += length
    }
    // What was read ahead for a reader who has left may still be on its way.
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect((await upstream()) - before).toBeLessThanOrEqual(2 * delivered)
  })

  it('of sixteen single bytes far apart cost sixteen pieces', async () => {
    const before = await upstream()
    const list = Array.from({ length: 16 }, (_, i) => (i * 90 + 1000) * MIB)
    const range = `bytes=${list.map((at) => `${at}-${at}`).join(',')}`
    for (let i = 0; i < 5; i++) expect((await ask(url, { headers: { range } })).status).toBe(206)
    expect((await upstream()) - before).toBeLessThanOrEqual(16 * PIECE)
  })
})

describe('requests without a body', () => {
  it('ask for no bytes of the file: HEAD, 304, 416, OPTIONS', async () => {
    const other = await pair.post({ size: 500 * MIB })
    const address = pair.link(other)
    const before = await pair.calls('upload.getFile')
    const { headers } = await ask(address, { method: 'HEAD' })
    const { etag = '', 'last-modified': date = '' } = headers
    const asked: [string, string, Record<string, string>][] = [
      ['HEAD', '200', { range: 'bytes=0-0' }],
      ['HEAD', '304', { 'if-none-match': etag }],
      ['GET', '304', { 'if-none-match': etag }],
      ['GET', '304', { 'if-none-match': `W/${etag}`, range: 'bytes=5-6' }],
      ['GET', '304', { 'if-modified-since': date }],
      ['GET', '416', { range: `bytes=${other.size}-` }],
      ['OPTIONS', '204', {}],
    ]
    for (let round = 0; round < 20; round++) {
      for (const [method, status, conditions] of asked) {
        const answer = await ask(address, { method, headers: conditions })
        expect([method, conditions, String(answer.status)]).toEqual([method, conditions, status])
      }
    }
    expect(await pair.calls('upload.getFile')).toBe(before)
  })
})
