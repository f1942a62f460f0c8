import type { FileItem } from '@gramreel/contracts/catalogue'
import { describe, expect, it } from 'vitest'
import { groupByDay } from './group-by-day.ts'
import { layOutGrid, neighbour, rowAtOffset, rowOfItem, shapeOf } from './lay-out-grid.ts'

const photo = (id: number, day: number, width = 1600, height = 1067): FileItem => ({
  id: `f${id}`,
  kind: 'photo',
  name: `${id}.jpg`,
  caption: '',
  mime: 'image/jpeg',
  size: 1,
  width,
  height,
  postedAt: new Date(2026, 4, day).toISOString(),
  thumbnail: null,
})

const options = { width: 1000, gap: 6, targetHeight: 200, maxHeight: 280, headingHeight: 48, sectionGap: 24 }
const items = Array.from({ length: 40 }, (_, n) => photo(n, 28 - Math.floor(n / 10)))
const layout = layOutGrid(groupByDay(items, 8), options)

describe('laying out the grid', () => {
  it('stacks rows and sections without holes', () => {
    let bottom = 0
    for (const row of layout.rows) {
      expect(row.outerTop).toBe(bottom)
      bottom += row.outerHeight
    }
    expect(bottom).toBe(layout.height)
    expect(layout.sections.reduce((sum, { height }) => sum + height, 0)).toBe(layout.height)
    expect(layout.sections).toHaveLength(4)
  })

  it('finds the row of an item and the row at a height', () => {
    for (const [n, row] of layout.rows.entries()) {
      expect(rowOfItem(layout.rows, row.first)).toBe(n)
      expect(rowOfItem(layout.rows, row.first + row.boxes.length - 1)).toBe(n)
      expect(rowAtOffset(layout.rows, row.outerTop)).toBe(n)
    }
    expect(rowAtOffset(layout.rows, -5)).toBe(-1)
  })

  it('leads the arrow keys to the neighbours, and nowhere beyond the ends', () => {
    expect(neighbour(layout.rows, 0, 'left', 40)).toBe(0)
    expect(neighbour(layout.rows, 0, 'right', 40)).toBe(1)
    expect(neighbour(layout.rows, 39, 'right', 40)).toBe(39)
    expect(neighbour(layout.rows, 0, 'up', 40)).toBe(0)
    expect(neighbour(layout.rows, 0, 'down', 40)).toBe(layout.rows[1]?.first)
  })

  it('gives things without a picture a square and pictures without a size a usual shape', () => {
    const { width: _width, height: _height, ...unknown } = photo(1, 1)
    expect(shapeOf({ ...unknown, kind: 'document' })).toBe(1)
    expect(shapeOf({ ...unknown, kind: 'video' })).toBeCloseTo(16 / 9)
    expect(shapeOf({ ...unknown, width: 0, height: 0 })).toBeCloseTo(4 / 3)
  })
})
