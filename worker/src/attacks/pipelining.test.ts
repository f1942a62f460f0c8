// S40: one connection may ask for much at once, and read none of it. That costs the asker his answers, not other viewers theirs.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { bytesOf, expectBlocks } from '../testing/bytes.ts'
import { type Pair, type PostedFile, startPair } from '../testing/start-pair.ts'
import { dial, targetOf } from './ask.ts'
import { metric } from './read-metric.ts'

// Much work, and machines that run tests are busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const MIB = 1024 * 1024
let pair: Pair
let film: PostedFile
beforeAll(async () => {
  pair = await startPair({ cacheMemoryMb: 64 })
  film = await pair.post({ size: 2 ** 31 })
})
afterAll(() => pair.close())

describe('a crowd on few connections', () => {
  it('that asks for 1,000 films and reads none leaves viewers theirs, and memory as it is', async () => {
    const before = process.memoryUsage.rss()
    const sockets = Array.from({ length: 10 }, () => dial(pair.worker.url).pause())
    for (const [i, socket] of sockets.entries()) {
      for (let n = 0; n < 100; n++) {
        const start = (i * 100 + n) * 2 * MIB
        socket.write(`GET ${targetOf(pair.link(film))} HTTP/1.1\r\nHost: x\r\nRange: bytes=${start}-\r\n\r\n`)
      }
    }
    await sleep(3000)
    // Of which 64 MiB are the budget for the bytes of films.
    expect(process.memoryUsage.rss() - before).toBeLessThan(200 * MIB)
    const other = await pair.post({ size: 24 * MIB })
    for (let i = 0; i < 2; i++) {
      const answer = await fetch(pair.link(other))
      expect(answer.status).toBe(200)
      expectBlocks(await bytesOf(answer), 0, other.size)
    }
    for (const socket of sockets) socket.destroy()
    await expect.poll(() => metric(pair.worker, 'gramreel_worker_viewers'), { timeout: 10_000 }).toBe(0)
  })
})
