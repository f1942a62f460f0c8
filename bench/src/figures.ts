// What a measurement hands in, and what is made of it.

/** One value from each run. */
export type Series = readonly number[]

export type Row = {
  /** What was measured, with its unit. */
  what: string
  /** Digits that mean something. */
  digits: number
  worker: Series
  stock?: Series
  nginx?: Series
  /** In words; empty: there is none. */
  target: string
  /** Undefined: there is no target. */
  isMet?: boolean
  note?: string
}

/** A place in the pictures of growing work. */
export type Point = { at: number; cpuPerGb: number; speed: number; memory: number }
export type Growth = {
  viewers: { worker: Point[]; stock: Point[] }
  sizes: { worker: Point[]; stock: Point[] }
}

export type Findings = {
  rows: Row[]
  /** Why some of it is missing, and what else one has to know. */
  remarks?: string[]
  growth?: Growth
}

/** How much is done: all of it, or a smaller trial whose figures say little. */
export type Scale = { isQuick: boolean; rounds: number; pick: <T>(full: T, quick: T) => T }

export const scaleOf = (isQuick: boolean): Scale => ({
  isQuick,
  rounds: isQuick ? 1 : 3,
  pick: (full, quick) => (isQuick ? quick : full),
})

/** The value below which so much of them lies, 0 to 1 (nearest rank). */
export function percentile(values: Series, part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN
}

export const median = (values: Series): number => percentile(values, 0.5)

/** "5.2 (5.0–5.9)": the median and the spread of the runs. */
export function describe(values: Series | undefined, digits: number): string {
  if (values === undefined || values.length === 0) return '–'
  const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)].map((value) =>
    Number.isFinite(value) ? value.toFixed(digits) : 'never',
  )
  return least === most ? `${middle}` : `${middle} (${least}–${most})`
}

export type Turn = () => Promise<void>

/**
 * Runs something for each rival, in turns, the order reversed each time, so that nobody always comes first. Fails when our
 * worker does; a rival that fails is out of the race, and a remark says so.
 */
export async function takeTurns(
  rounds: number,
  { worker, ...rivals }: { worker: Turn; [rival: string]: Turn | undefined },
): Promise<string[]> {
  const out = new Map<string, string>()
  const entries = Object.entries(rivals)
  for (let round = 0; round < rounds; round++) {
    const order: [string, Turn | undefined][] = [['worker', worker], ...entries]
    for (const [name, turn] of round % 2 === 0 ? order : order.toReversed()) {
      if (out.has(name)) continue
      try {
        await turn?.()
      } catch (error) {
        if (name === 'worker') throw error
        out.set(name, String(error))
      }
    }
  }
  return [...out].map(([name, why]) => `${name} failed: ${why}`)
}

/** Fails with what was wrong with any of them. */
export function allWell(outcomes: readonly { problem?: string }[]): void {
  const problems = outcomes.flatMap(({ problem }) => problem ?? [])
  if (problems.length > 0) {
    throw new Error(`${problems.length} of ${outcomes.length} reads went wrong: ${problems[0]}`)
  }
}
