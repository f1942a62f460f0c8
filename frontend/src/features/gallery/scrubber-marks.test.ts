import { describe, expect, it } from 'vitest'
import { groupByMonth } from './group-by-day.ts'
import { layOutGrid } from './lay-out-grid.ts'
import { gridOptions } from './grid-options.ts'
import { sectionByKey, yearMarks } from './scrubber-marks.ts'

const days = Array.from({ length: 1500 }, (_, n) => new Date(2026, 10, 28 - n, 12))
const outline = {
  count: days.length,
  ratios: new Float32Array(days.length).fill(1),
  quarters: Int32Array.from(days, (date) => Math.floor(date.getTime() / 900_000)),
}
const layout = layOutGrid(outline, groupByMonth(outline), gridOptions(1200, outline.count))

describe('the marks of the scrubber', () => {
  it('are the years, from the top of the line on, in order', () => {
    const marks = yearMarks(layout, layout.height - 900)
    expect(marks.map(({ year }) => year)).toEqual([2026, 2025, 2024, 2023, 2022])
    expect(marks[0]?.at).toBe(0)
    for (const [n, { at }] of marks.entries()) expect(at).toBeGreaterThanOrEqual(marks[n - 1]?.at ?? 0)
    expect(marks.at(-1)?.at).toBeLessThanOrEqual(1)
  })

  it('leave out years that would stand on each other', () => {
    expect(yearMarks(layout, layout.height * 40).length).toBe(1)
  })

  it('are led to by keys: a month, a year, both ends', () => {
    const { sections } = layout
    expect(sectionByKey(layout, 0, 'ArrowDown')).toBe(1)
    expect(sectionByKey(layout, 0, 'ArrowUp')).toBe(0)
    expect(sections[sectionByKey(layout, 0, 'PageDown') ?? 0]?.month?.newest.getFullYear()).toBe(2025)
    expect(sections[sectionByKey(layout, 14, 'PageUp') ?? 0]?.month?.newest.getFullYear()).toBe(2026)
    expect(sectionByKey(layout, 3, 'End')).toBe(sections.length - 1)
    expect(sectionByKey(layout, 3, 'Home')).toBe(0)
    expect(sectionByKey(layout, 3, 'a')).toBeUndefined()
  })
})
