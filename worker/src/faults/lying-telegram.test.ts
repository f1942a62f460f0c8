// Errors of Telegram's own, and answers that are not what was asked for.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Pair, startPair } from '../testing/start-pair.ts'
import { createDice } from './dice.ts'
import type { Fault } from './nth-call.ts'
import { view, type Viewing, watch } from './viewer.ts'

const MIB = 1024 * 1024
const METHOD = 'upload.getFile'

let pair: Pair
beforeAll(async () => {
  pair = await startPair({ cacheMemoryMb: 0 })
})
afterEach(() => pair.telegram.faults.clear())
afterAll(() => pair.close())

const BUSY: Omit<Fault, 'fault'>[] = [
  { code: 500, message: 'INTERDC_3_CALL_ERROR' },
  { code: -503, message: 'Timeout' },
  { code: 500, message: 'RPC_CALL_FAIL' },
  { code: 400, message: 'RPC_MCGET_FAIL' },
  { code: 500, message: 'WORKER_BUSY_TOO_LONG_RETRY' },
  { code: 503, message: 'SOMETHING_NEVER_SEEN_BEFORE' },
]

/** Makes every call fail with a chance of 1 in `oneIn`, over the next `calls` calls. */
function failByChance(oneIn: number, calls: number): number {
  const dice = createDice()
  // An entry counts the calls that those before it let pass.
  for (let passed = 0, call = 0; call < calls; call++) {
    if (dice.below(oneIn) > 0) passed++
    else
      pair.telegram.faults.add({
        fault: 'rpc-error',
        ...dice.pick(BUSY),
        method: METHOD,
        after: passed,
        times: 1,
      })
  }
  return dice.seed
}

const met = () => pair.telegram.faults.list().reduce((sum, entry) => sum + entry.met, 0)

describe("R08: errors of Telegram's own", () => {
  it('in 5 % of all calls are not seen by twenty viewers', async () => {
    failByChance(20, 200)
    const films = await Promise.all(Array.from({ length: 20 }, () => pair.post({ size: 2 * MIB + 5 })))
    await Promise.all(films.map((film) => watch(pair.link(film), film)))
    expect(met()).toBeGreaterThan(0)
  })

  it('in 30 % of all calls give no wrong byte and no clean end of a short body', async () => {
    failByChance(3, 100)
    const films = await Promise.all(Array.from({ length: 10 }, () => pair.post({ size: 2 * MIB + 5 })))
    const viewings = await Promise.all(films.map((film) => view(pair.link(film), { limitMs: 60_000 })))
    for (const [i, viewing] of viewings.entries()) expectNoLie(viewing, films[i]?.size ?? 0)
  }, 90_000)

  it('that never end are told, in bounded time and after at most 6 tries for a chunk', async () => {
    const film = await pair.post({ size: 1000 })
    pair.telegram.faults.add({ fault: 'rpc-error', code: 500, message: 'INTERNAL', method: METHOD })
    const { status } = await view(pair.link(film), { limitMs: 40_000 })
    expect([502, 503, 504]).toContain(status)
    expect(met()).toBeLessThanOrEqual(12)
  }, 60_000)

  it('with a name we do not know are told after a try or two', async () => {
    const film = await pair.post({ size: 1000 })
    pair.telegram.faults.add({ fault: 'rpc-error', code: 400, message: 'SOMETHING_NEW', method: METHOD })
    expect(await view(pair.link(film))).toMatchObject({ status: 502, code: 'telegram_failed' })
    expect(met()).toBeLessThan(20)
  })
})

describe.concurrent('R10: a chunk of the wrong length', () => {
  it.each(['short-chunk', 'long-chunk', 'empty-chunk'] as const)(
    '(%s) every time ends in an error before the first byte, in a cut after it, never in a short body',
    async (fault) => {
      const own = await startPair({ cacheMemoryMb: 0 })
      try {
        const { faults } = own.telegram
        const film = await own.post({ size: 6 * MIB })
        faults.add({ fault, method: METHOD })
        const refused = await view(own.link(film), { limitMs: 40_000 })
        expect([502, 504]).toContain(refused.status)
        faults.clear()
        const other = await own.post({ size: 40 * MIB })
        let isLying = false
        const cut = await view(own.link(other), {
          limitMs: 60_000,
          onBytes: (received) => {
            if (isLying || received < MIB) return
            isLying = true
            faults.add({ fault, method: METHOD })
          },
        })
        expect(cut).toMatchObject({ status: 200, isComplete: false, wrongAt: undefined })
        expect(cut.received).toBeLessThan(other.size)
      } finally {
        await own.close()
      }
    },
    120_000,
  )
})

describe('R12: the size in the link is wrong', () => {
  const SIZE = 3 * MIB + 999
  it.each([1, MIB, SIZE - 1, SIZE + 1, 10 * SIZE, 2 ** 40])("(%i bytes): Telegram's wins", async (size) => {
    const film = await pair.post({ size: SIZE })
    const link = pair.link({ ...film, size })
    await watch(link, film)
    await watch(link, film, { start: 0 })
    await watch(link, film, { start: SIZE - 100 })
    await watch(link, film, { start: 2 * MIB, end: 20 * SIZE })
    const beyond = await view(link, { start: SIZE })
    expect([beyond.status, beyond.headers['content-range']]).toEqual([416, `bytes */${SIZE}`])
  })

  it("(0 bytes): Telegram's wins as well", async () => {
    const film = await pair.post({ size: SIZE })
    await watch(pair.link({ ...film, size: 0 }), film, { start: 0 })
  })
})

describe('R13: a redirect to a CDN', () => {
  it('that we never asked for is an error, not a hang', async () => {
    const film = await pair.post({ size: 3 * MIB })
    pair.telegram.faults.add({ fault: 'cdn-redirect', method: METHOD })
    const { status } = await view(pair.link(film))
    expect([502, 504]).toContain(status)
    pair.telegram.faults.clear()
    await watch(pair.link(film), film)
  })

  it('in mid-film ends the answer with a cut, from which a player goes on', async () => {
    const film = await pair.post({ size: 24 * MIB })
    const link = pair.link(film)
    let isSent = false
    const viewing = await view(link, {
      start: 0,
      onBytes: (received) => {
        if (isSent || received < MIB) return
        isSent = true
        pair.telegram.faults.add({ fault: 'cdn-redirect', method: METHOD, times: 1 })
      },
    })
    expectNoLie(viewing, film.size)
    await watch(link, film, { start: Math.min(viewing.received, film.size - 1) })
  })
})

/** Either all of it, or a cut, or an error before the first byte; never a wrong byte, never a clean end of a short body. */
function expectNoLie({ status, wrongAt, isComplete, received }: Viewing, length: number): void {
  expect(wrongAt).toBe(undefined)
  if (status >= 400) expect([502, 503, 504]).toContain(status)
  else expect({ isComplete, isWhole: received === length }).toEqual({ isComplete, isWhole: isComplete })
}
