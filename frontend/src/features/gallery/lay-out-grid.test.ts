import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Outline } from '../../shared/outline.ts'
import { groupByMonth } from './group-by-day.ts'
import {
  boxesOf,
  layOutGrid,
  neighbour,
  rowAtOffset,
  rowHeight,
  rowOfItem,
  sectionAt,
  type GridLayout,
} from './lay-out-grid.ts'

const options = {
  width: 1000,
  gap: 6,
  targetHeight: 200,
  maxHeight: 280,
  monthHeight: 48,
  dayHeight: 36,
  sectionGap: 24,
}

const outlineOf = (ratios: number[], everyHours: number, isByTime = true): Outline => ({
  count: ratios.length,
  ratios: Float32Array.from(ratios),
  quarters: isByTime ? Int32Array.from(ratios, (_, n) => 1_900_000 - n * everyHours * 4) : undefined,
})
const layOut = (outline: Outline): GridLayout => layOutGrid(outline, groupByMonth(outline), options)
const forty = layOut(outlineOf(Array(40).fill(1.5), 26))

const outlines = fc
  .record({
    ratios: fc.array(fc.double({ min: 0.6, max: 3, noNaN: true }), { maxLength: 400 }),
    everyHours: fc.integer({ min: 0, max: 400 }),
    isByTime: fc.boolean(),
  })
  .map(({ ratios, everyHours, isByTime }) => outlineOf(ratios, everyHours, isByTime))

describe('laying out the grid', () => {
  it('holds every item once and in order, one row beneath the other', () => {
    fc.assert(
      fc.property(outlines, (outline) => {
        const layout = layOut(outline)
        let next = 0
        let bottom = 0
        for (let row = 0; row < layout.rowCount; row += 1) {
          expect(layout.firsts[row]).toBe(next)
          expect(layout.tops[row]).toBeGreaterThanOrEqual(bottom)
          next += boxesOf(layout, row).length
          bottom = (layout.tops[row] ?? 0) + rowHeight(layout, row)
        }
        expect(next).toBe(outline.count)
        expect(layout.height).toBeGreaterThanOrEqual(bottom)
        expect(layout.sections.reduce((sum, { height }) => sum + height, 0)).toBeCloseTo(layout.height)
      }),
    )
  })

  it('puts every item below its headings and inside its section', () => {
    fc.assert(
      fc.property(outlines, (outline) => {
        const layout = layOut(outline)
        for (const [n, section] of layout.sections.entries()) {
          const row = rowOfItem(layout, section.first)
          const heading = section.month === undefined ? 0 : options.monthHeight + options.dayHeight
          expect(layout.tops[row]).toBe(section.top + heading)
          expect(sectionAt(layout, layout.tops[row] ?? 0)).toBe(n)
          for (const day of section.days)
            expect(layout.tops[rowOfItem(layout, day.first)]).toBe(day.top + options.dayHeight)
        }
      }),
    )
  })

  it('finds the row of an item and the row at a height', () => {
    for (let row = 0; row < forty.rowCount; row += 1) {
      const [first = 0, after = 0] = [forty.firsts[row], forty.firsts[row + 1]]
      expect(rowOfItem(forty, first)).toBe(row)
      expect(rowOfItem(forty, after - 1)).toBe(row)
      expect(rowAtOffset(forty, forty.tops[row] ?? 0)).toBe(row)
    }
    expect(rowAtOffset(forty, -5)).toBe(-1)
    expect(rowOfItem(forty, 40)).toBe(-1)
  })

  it('leads the arrow keys to the neighbours, and nowhere beyond the ends', () => {
    expect(neighbour(forty, 0, 'left')).toBe(0)
    expect(neighbour(forty, 0, 'right')).toBe(1)
    expect(neighbour(forty, 39, 'right')).toBe(39)
    expect(neighbour(forty, 0, 'up')).toBe(0)
    expect(neighbour(forty, 0, 'down')).toBe(forty.firsts[1])
  })

  it('lays out a million within seconds, and its last row where the height ends', () => {
    const count = 1_000_000
    const ratios = Float32Array.from({ length: count }, (_, n) => 0.6 + (n % 17) / 10)
    const quarters = Int32Array.from({ length: count }, (_, n) => 1_900_000 - Math.floor(n / 4))
    const layout = layOut({ count, ratios, quarters })
    expect(layout.firsts[layout.rowCount]).toBe(count)
    const last = layout.rowCount - 1
    expect((layout.tops[last] ?? 0) + rowHeight(layout, last) + options.sectionGap).toBe(layout.height)
    expect(layout.height).toBeGreaterThan(33_554_428)
  })
})
