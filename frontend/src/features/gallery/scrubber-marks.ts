// Where the years of a timeline stand along a line, and which part of it a place is.
import type { GridLayout } from './lay-out-grid.ts'

/** `at`: 0 at the top of the line to 1 at its foot. */
export type YearMark = { year: number; at: number }

/** Labels nearer than this, as a part of the line, would stand on each other. */
const NEAREST = 0.035

/** A mark for each year, but for those too near to the one before. `reach`: how far one can scroll, pixels. */
export function yearMarks({ sections }: Pick<GridLayout, 'sections'>, reach: number): YearMark[] {
  const marks: YearMark[] = []
  let year: number | undefined
  for (const { month, top } of sections) {
    const own = month?.newest.getFullYear()
    if (own === undefined || own === year) continue
    year = own
    const at = reach > 0 ? Math.min(1, top / reach) : 0
    const last = marks.at(-1)
    if (last === undefined || at - last.at >= NEAREST) marks.push({ year: own, at })
  }
  return marks
}

/** The section to go to by a key from section `at`; undefined for keys that are not the scrubber's. */
export function sectionByKey(
  { sections }: Pick<GridLayout, 'sections'>,
  at: number,
  key: string,
): number | undefined {
  const last = sections.length - 1
  const yearOf = (n: number) => sections[n]?.month?.newest.getFullYear()
  const nextYear = (step: 1 | -1): number => {
    let n = at
    while (n + step >= 0 && n + step <= last && yearOf(n) === yearOf(at)) n += step
    return n
  }
  if (key === 'ArrowDown' || key === 'ArrowRight') return Math.min(last, at + 1)
  if (key === 'ArrowUp' || key === 'ArrowLeft') return Math.max(0, at - 1)
  if (key === 'PageDown') return nextYear(1)
  if (key === 'PageUp') return nextYear(-1)
  if (key === 'Home') return 0
  if (key === 'End') return last
  return undefined
}
