// Chance that can be repeated: a failure names the seed, GRAMREEL_SEED plays it again.

export type Dice = {
  readonly seed: number
  /** A whole number from 0 up to `limit`, not included. */
  below(limit: number): number
  pick<T>(from: readonly T[]): T
}

/** mulberry32, by Tommy Ettinger (public domain): 32 bits of state, good enough to choose bytes with. */
export function createDice(seed: number = seedOfRun()): Dice {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    seed,
    below,
    pick(from) {
      const picked = from[below(from.length)]
      if (picked === undefined) throw new Error('nothing to pick from')
      return picked
    },
  }
}

function seedOfRun(): number {
  const given = Number(process.env['GRAMREEL_SEED'])
  return given > 0 ? given : Math.floor(Math.random() * 2 ** 31) + 1
}

/** How many times longer the runs by chance are than usual: GRAMREEL_SOAK=10 for an afternoon's run. */
export const SOAK = Number(process.env['GRAMREEL_SOAK']) || 1
