// S40: who is slow to ask is cut; who is slow to read is a viewer with a full buffer, and is left in peace.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { hash } from '../testing/bytes.ts'
import { blocks, type Pair, type PostedFile, startPair } from '../testing/start-pair.ts'
import { dial, targetOf } from './ask.ts'

const MIB = 1024 * 1024
/** Machines that run tests are busy. */
const LATE = 6
let pair: Pair
let film: PostedFile

beforeAll(async () => {
  pair = await startPair()
  film = await pair.post({ size: 48 * MIB })
})
afterAll(() => pair.close())

/** Writes `first`, then a byte of `drip` each half second, until hung up on; answers after how many seconds, and what was said. */
async function dripUntilCut(first: string, drip: string): Promise<{ seconds: number; text: string }> {
  const socket = dial(pair.worker.url)
  const begun = performance.now()
  let text = ''
  socket.on('data', (part) => (text += part.toString('latin1')))
  socket.write(first)
  const timer = setInterval(() => socket.write(drip), 500)
  await once(socket, 'close')
  clearInterval(timer)
  return { seconds: (performance.now() - begun) / 1000, text }
}

async function watch(address: string, pauseSeconds = 0): Promise<{ length: number; digest: string }> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request(address, { agent: false }, resolve).on('error', reject).end()
  })
  await sleep(pauseSeconds * 1000)
  const digest = createHash('sha256')
  let length = 0
  for await (const part of answer as AsyncIterable<Buffer>) {
    digest.update(part)
    length += part.length
  }
  return { length, digest: digest.digest('hex') }
}

describe.concurrent(
  'whoever',
  () => {
    it('sends the head of a request slowly is cut after ten seconds', async ({ expect }) => {
      const { seconds, text } = await dripUntilCut('GET /health HTTP/1.1\r\nHost: x\r\nX: ', 'x')
      expect(seconds).toBeGreaterThan(8)
      expect(seconds).toBeLessThan(11 + LATE)
      expect(text).toMatch(/^HTTP\/1.1 408 /)
    })

    it('sends lines of it for ever is cut as well', async ({ expect }) => {
      const { seconds } = await dripUntilCut('GET /health HTTP/1.1\r\nHost: x\r\n', 'X: y\r\n')
      expect(seconds).toBeLessThan(11 + LATE)
    })

    it('connects and says nothing is cut', async ({ expect }) => {
      const socket = dial(pair.worker.url)
      const begun = performance.now()
      await once(socket.resume(), 'close')
      expect((performance.now() - begun) / 1000).toBeLessThan(11 + LATE)
    })

    it('sends a body slowly is cut after thirty', async ({ expect }) => {
      const { pathname, search } = new URL(
        pair.link(film).replace(/stream\/film_1\/[^?]*/, 'prefetch/film_1'),
      )
      const head = `POST ${pathname}${search} HTTP/1.1\r\nHost: x\r\nContent-Length: 4000\r\n\r\n`
      const { seconds } = await dripUntilCut(head, 'x')
      expect(seconds).toBeGreaterThan(20)
      expect(seconds).toBeLessThan(31 + LATE)
    })

    it('reads nothing for 35 s keeps his film, and gets every byte', async ({ expect }) => {
      const { length, digest } = await watch(pair.link(film), 35)
      expect([length, digest]).toEqual([film.size, hash(blocks(0, film.size))])
    })

    it('watches while 500 others dribble notices nothing, and they are all cut', async ({ expect }) => {
      const dribblers: Socket[] = Array.from({ length: 500 }, () => dial(pair.worker.url))
      let open = dribblers.length
      for (const socket of dribblers) {
        socket.on('close', () => open--)
        socket.write(`GET ${targetOf(pair.link(film))} HTTP/1.1\r\nHost: x\r\nX: `)
      }
      const timer = setInterval(() => {
        for (const socket of dribblers) if (socket.writable) socket.write('x')
      }, 1000)
      for (let i = 0; i < 3; i++) {
        const { length, digest } = await watch(pair.link(film))
        expect([length, digest]).toEqual([film.size, hash(blocks(0, film.size))])
      }
      await expect.poll(() => open, { timeout: 20_000, interval: 200 }).toBe(0)
      clearInterval(timer)
    })
  },
  90_000,
)
