// A Telegram that cannot be reached is asked again later and later, however many viewers wait.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Pair, startPair } from '../testing/start-pair.ts'
import { pauseAfter } from '../wait.ts'
import { view, watch } from './viewer.ts'
import { startWired } from './wire.ts'

const MIB = 1024 * 1024

let pair: Pair
beforeAll(async () => {
  pair = await startPair({ cacheMemoryMb: 0 })
})
afterAll(() => pair.close())

/** The first at once, then a pause after each failure: 1, 2, 4, 8, 16, 32 s. */
function knocksWithin(seconds: number): number {
  let at = 0
  let knocks = 0
  while (at <= seconds * 1000) {
    knocks++
    at += pauseAfter(knocks, { firstMs: 1000, maxMs: 60_000 }, () => 0)
  }
  return knocks
}

describe('R14: the pauses between tries', () => {
  it('allow 6 connections in the first minute, and one a minute later on', () => {
    expect(knocksWithin(60)).toBe(6)
    expect(pauseAfter(50, { firstMs: 1000, maxMs: 60_000 }, () => 0)).toBe(60_000)
  })
})

describe.concurrent('R14: a data centre', { timeout: 60_000 }, () => {
  it('that sends everyone away is tried 4 times in 6 s at most, however many wait; then all is well again', async () => {
    const { wire, link, close } = await startWired(pair)
    try {
      const film = await pair.post({ size: 2 * MIB })
      const address = link(film)
      await watch(address, film, { start: 0, end: 100 })
      wire.isAway = true
      wire.cutAll()
      const before = wire.knocks
      const viewers = Array.from({ length: 30 }, (_, i) =>
        watch(address, film, { start: i * 1000, end: MIB + i * 50_000, limitMs: 50_000 }),
      )
      await sleep(6000)
      expect(wire.knocks - before).toBeLessThanOrEqual(4)
      wire.isAway = false
      await Promise.all(viewers)
    } finally {
      await close()
    }
  })

  it.each([
    ['transport error -429', { fault: 'transport-error', code: 429 }],
    ['a closed door', { fault: 'refuse-connection' }],
  ] as const)('that answers every connection with %s is tried 4 times in 6 s at most', async (_, fault) => {
    const own = await startPair({ cacheMemoryMb: 0 })
    const { wire, link, close } = await startWired(own)
    try {
      const film = await own.post({ size: MIB })
      const address = link(film)
      await watch(address, film, { start: 0, end: 10 })
      own.telegram.faults.add({ ...fault, method: 'connect' })
      wire.cutAll()
      const before = wire.knocks
      const held = watch(address, film, { start: 500_000, limitMs: 50_000 })
      await sleep(6000)
      expect(wire.knocks - before).toBeLessThanOrEqual(4)
      own.telegram.faults.clear()
      await held
    } finally {
      await close()
      await own.close()
    }
  })

  it('that breaks the connection at every single request is not asked for ever', async () => {
    const own = await startPair({ cacheMemoryMb: 0 })
    const { wire, link, close } = await startWired(own)
    try {
      const film = await own.post({ size: 1000 })
      own.telegram.faults.add({ fault: 'drop-connection', afterBytes: 0, method: 'upload.getFile' })
      const before = wire.knocks
      const { status } = await view(link(film), { limitMs: 40_000 })
      expect([502, 503, 504]).toContain(status)
      expect(wire.knocks - before).toBeLessThanOrEqual(8)
    } finally {
      await close()
      await own.close()
    }
  })

  it('whose handshake is cut or damaged at any point is there in the end', async () => {
    const own = await startPair({ cacheMemoryMb: 0 })
    try {
      const film = await own.post({ size: 1000 })
      const cases = [0, 10, 90, 150, 300, 700, 800, 900].map(async (bytes, i) => {
        // With no session at hand: the first bytes are those of the key exchange.
        const { wire, worker, link, close } = await startWired(own, {}, (wire) => {
          if (i % 2 === 0) wire.cutAfter(bytes)
          else wire.flipAfter(bytes, 4)
        })
        await watch(link(film), film)
        expect(wire.knocks).toBeLessThanOrEqual(4)
        expect(worker.health().telegram).toBe('connected')
        await close()
      })
      await Promise.all(cases)
    } finally {
      await own.close()
    }
  })
})
