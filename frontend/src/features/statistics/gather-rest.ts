import type { Line } from './chart-options.ts'

/** As many as there are colours in statistics.module.css. */
export const COLOUR_COUNT = 5

const total = ({ values }: Line): number => values.reduce<number>((sum, value) => sum + (value ?? 0), 0)

/** The largest ones, largest first, and the sum of all others in one. */
export function gatherRest(lines: readonly Line[], most: number, label: string): Line[] {
  const sorted = lines.toSorted((a, b) => total(b) - total(a))
  if (sorted.length <= most) return sorted
  const rest = sorted.slice(most - 1)
  const values = (rest[0]?.values ?? []).map((_, i) =>
    rest.reduce((sum, line) => sum + (line.values[i] ?? 0), 0),
  )
  return [...sorted.slice(0, most - 1), { label, values }]
}
