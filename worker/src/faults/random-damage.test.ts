// A thousand cuts and a thousand flipped bytes, anywhere on the wire between worker and Telegram, under ranges of any place and
// length: not one wrong byte, not one clean end of a short body, nobody left waiting. GRAMREEL_SOAK multiplies, GRAMREEL_SEED repeats.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Pair, startPair } from '../testing/start-pair.ts'
import { createDice, type Dice, SOAK } from './dice.ts'
import { view, type Viewing, watch } from './viewer.ts'
import { type Shot, startWired, type Wire } from './wire.ts'

const MIB = 1024 * 1024
const FILM = 2048 * MIB
const LONGEST = 64 * 1024
const TIMES = Math.ceil(1000 * SOAK)
/** Workers, each with its own wire, so that the pause after one's second cut in a row does not hold up the others. */
const LANES = 4

let pair: Pair
beforeAll(async () => {
  pair = await startPair({ cacheMemoryMb: 0 })
})
afterAll(() => pair.close())

/** Asks for ranges by chance, with the next damage armed as soon as the last one happened, until enough has. */
async function damage(times: number, arm: (wire: Wire, dice: Dice, reach: number) => Shot) {
  const dice = createDice()
  const viewings: Viewing[] = []
  let left = times
  const lane = async () => {
    const { wire, link, close } = await startWired(pair)
    try {
      const film = await pair.post({ size: FILM })
      const address = link(film)
      let shot: Shot | undefined
      for (;;) {
        const length = 1 + dice.below(LONGEST)
        const start = dice.below(FILM - length)
        if (shot?.fired !== false) {
          if (left-- <= 0) return
          shot = arm(wire, dice, length)
        }
        const viewing = await view(address, { start, end: start + length, limitMs: 30_000 })
        const isWrong = viewing.wrongAt !== undefined || viewing.status !== 206
        const isLie = viewing.isComplete && viewing.received !== length
        if (isWrong || isLie)
          throw new Error(`seed ${dice.seed}: ${start}+${length} ${JSON.stringify(viewing)}`)
        viewings.push(viewing)
      }
    } finally {
      await close()
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  const pauses = viewings.map(({ ms }) => ms).toSorted((a, b) => a - b)
  return {
    seed: dice.seed,
    viewings: viewings.length,
    unfinished: viewings.filter(({ isComplete }) => !isComplete).length,
    p99Ms: pauses[Math.floor(pauses.length * 0.99)] ?? 0,
  }
}

describe('damage by chance', () => {
  it(
    'R01: cuts anywhere in a packet are mended: every answer is complete and every byte right',
    async () => {
      // Requests are small, so one that is cut is cut within its first few hundred bytes.
      const { seed, viewings, unfinished, p99Ms } = await damage(TIMES, (wire, dice, reach) =>
        dice.below(20) === 0
          ? wire.cutAfter(dice.below(300), 'up')
          : wire.cutAfter(dice.below(reach + 2000), 'down'),
      )
      expect({ seed, viewings }).toMatchObject({ viewings: expect.toSatisfy((n: number) => n >= TIMES) })
      expect({ seed, unfinished }).toEqual({ seed, unfinished: 0 })
      expect(p99Ms).toBeLessThan(3000)
    },
    120_000 * Math.max(1, SOAK),
  )

  it(
    'R09: flipped bits anywhere in a packet are found and mended',
    async () => {
      const { seed, unfinished } = await damage(TIMES, (wire, dice, reach) =>
        wire.flipAfter(dice.below(reach + 2000), 1 << dice.below(8)),
      )
      expect({ seed, unfinished }).toEqual({ seed, unfinished: 0 })
    },
    120_000 * Math.max(1, SOAK),
  )
})

describe('damage in turn', () => {
  it("R09: each byte of an answer's head is flipped once: length, key, msg_key and what they encrypt", async () => {
    // Four workers, so that those whose flipped length makes them wait for bytes that never come (10 s) wait together.
    const lanes = [0, 1, 2, 3].map(async (first) => {
      const { wire, link, close } = await startWired(pair)
      try {
        const film = await pair.post({ size: FILM })
        for (let at = first; at < 80; at += 4) {
          const start = (at + 1) * 16 * MIB
          const shot = wire.flipAfter(at, 1 << (at % 8))
          await watch(link(film), film, { start, end: start + 100, limitMs: 30_000 })
          expect([at, shot.fired]).toEqual([at, true])
        }
      } finally {
        await close()
      }
    })
    await Promise.all(lanes)
  }, 120_000)

  it('R09: damaged requests, which Telegram drops without a word, are asked again', async () => {
    const cases = [0, 9, 30, 70, 120].map(async (at) => {
      const { wire, link, close } = await startWired(pair)
      try {
        const film = await pair.post({ size: FILM })
        await watch(link(film), film, { start: 0, end: 100 })
        wire.flipAfter(at, 64, 'up')
        await watch(link(film), film, { start: 64 * MIB, end: 65 * MIB, limitMs: 30_000 })
      } finally {
        await close()
      }
    })
    await Promise.all(cases)
  }, 120_000)
})
