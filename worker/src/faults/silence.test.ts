// A Telegram that says nothing, and does not hang up either. Each case on a worker and a wire of its own, all at once, since
// what is tested here is waiting.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Pair, startPair } from '../testing/start-pair.ts'
import { view, watch } from './viewer.ts'
import { startWired, type Wired } from './wire.ts'

const MIB = 1024 * 1024
const SIZE = 4 * MIB + 77_777
/** 10 s until it is seen, the same again on a machine with other things to do. */
const SEEN_MS = 10_000
const LIMIT_MS = 2 * SEEN_MS

let pair: Pair
beforeAll(async () => {
  pair = await startPair({ cacheMemoryMb: 0 })
})
afterAll(() => pair.close())

async function wired(run: (wired: Wired) => Promise<void>): Promise<void> {
  const one = await startWired(pair)
  try {
    await run(one)
  } finally {
    await one.close()
  }
}

describe.concurrent('R02: a connection that goes silent', { timeout: 60_000 }, () => {
  it('is noticed within 10 s, and the film goes on: silent from the start, in the first, a middle and the last chunk', async () => {
    const places = [0, 100_000, 2 * MIB + 5000, SIZE - 50_000]
    const cases = places.map((bytes) =>
      wired(async (one) => {
        const film = await pair.post({ size: SIZE })
        if (bytes === 0) one.wire.muteAll()
        else one.wire.muteAfter(bytes)
        const { ms } = await watch(one.link(film), film, { limitMs: 3 * SEEN_MS })
        expect(ms).toBeLessThan(LIMIT_MS)
      }),
    )
    await Promise.all(cases)
  })

  it('is noticed under twenty viewers at once, and none of them is lost', async () => {
    await wired(async (one) => {
      const films = await Promise.all(Array.from({ length: 20 }, () => pair.post({ size: MIB + 1000 })))
      one.wire.muteAfter(3 * MIB)
      await Promise.all(films.map((film) => watch(one.link(film), film, { limitMs: 3 * SEEN_MS })))
    })
  })

  it('with nobody watching is noticed too, so that the next viewer does not wait', async () => {
    await wired(async (one) => {
      const film = await pair.post({ size: 1000 })
      await watch(one.link(film), film)
      one.wire.muteAll()
      const { ms } = await watch(one.link(await pair.post({ size: 1000 })), film, { limitMs: 3 * SEEN_MS })
      expect(ms).toBeLessThan(LIMIT_MS)
    })
  })

  it('and stays so on new connections too is told to newcomers, in bounded time', async () => {
    await wired(async ({ wire, link }) => {
      const film = await pair.post({ size: SIZE })
      wire.isMute = true
      const { status } = await view(link(film), { limitMs: 40_000 })
      expect([503, 504]).toContain(status)
    })
  })
})

describe.concurrent('R02: one answer that never comes', { timeout: 60_000 }, () => {
  it('is asked for again, the others arriving: the first call, the second, the third, the fourth', async () => {
    const cases = [0, 1, 2, 3].map(async (after) => {
      const own = await startPair({ cacheMemoryMb: 0 })
      try {
        own.telegram.faults.add({ fault: 'stall', method: 'upload.getFile', after, times: 1 })
        const film = await own.post({ size: SIZE })
        const { ms } = await watch(own.link(film), film, { limitMs: 3 * SEEN_MS })
        expect(ms).toBeLessThan(LIMIT_MS)
      } finally {
        await own.close()
      }
    })
    await Promise.all(cases)
  })

  it('is hedged: once the usual pace is known, a second request goes out long before the deadline', async () => {
    const own = await startPair({ cacheMemoryMb: 0 })
    try {
      const first = await own.post({ size: 16 * MIB })
      await watch(own.link(first), first)
      const film = await own.post({ size: SIZE })
      await watch(own.link(film), film, { start: 0, end: 100 })
      own.telegram.faults.add({ fault: 'stall', method: 'upload.getFile', after: 1, times: 1 })
      const { ms } = await watch(own.link(film), film, { start: 2 * MIB, limitMs: 3 * SEEN_MS })
      expect(ms).toBeLessThan(SEEN_MS - 2000)
    } finally {
      await own.close()
    }
  })
})
