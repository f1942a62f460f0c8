// Where everything stands, before anything is drawn: so nothing jumps, and the scroll bar is true from the first moment. Rows are
// numbers in arrays, tiles are placed when they are drawn: a gallery may have a million.
import type { Outline } from '../../shared/outline.ts'
import type { MonthGroup, TimeGroup } from './group-by-day.ts'
import { breakRows, placeBoxes, type Box, type RowOptions } from './pack-rows.ts'

/** Pixels. */
export type GridOptions = RowOptions & { monthHeight: number; dayHeight: number; sectionGap: number }

/** Days under one heading; `top` within the grid, of its heading. */
export type GridDay = TimeGroup & { top: number }
/** A month, or all where there are none; `top` within the grid. */
export type GridSection = {
  key: string
  /** Undefined: it has no heading. */
  month: MonthGroup | undefined
  days: GridDay[]
  first: number
  end: number
  top: number
  height: number
}

export type GridLayout = {
  count: number
  sections: readonly GridSection[]
  rowCount: number
  /** Of each row: its top within the grid, and the index of its first item; one more stands at the end. */
  tops: Float64Array
  firsts: Uint32Array
  /** Of each row, pixels, not rounded; below zero for one that does not fill the width. */
  heights: Float32Array
  ratios: Float32Array
  width: number
  gap: number
  height: number
}

/** Rows that so many items cannot outnumber. */
const mostRows = (count: number): number => count + 1

export function layOutGrid(
  outline: Outline,
  months: readonly MonthGroup[] | undefined,
  options: GridOptions,
): GridLayout {
  const { count, ratios } = outline
  const tops = new Float64Array(mostRows(count))
  const firsts = new Uint32Array(mostRows(count))
  const heights = new Float32Array(mostRows(count))
  const sections: GridSection[] = []
  let top = 0
  let rowCount = 0

  const stack = (first: number, end: number) => {
    breakRows(ratios, first, end, options, (start, _end, height, isFilled) => {
      tops[rowCount] = top
      firsts[rowCount] = start
      heights[rowCount] = isFilled ? height : -height
      rowCount += 1
      top += Math.max(1, Math.round(height)) + options.gap
    })
  }

  if (months === undefined && count > 0) {
    stack(0, count)
    sections.push({ key: 'all', month: undefined, days: [], first: 0, end: count, top: 0, height: top })
  }
  for (const month of months ?? []) {
    const sectionTop = top
    top += options.monthHeight
    const days: GridDay[] = []
    for (const [n, day] of month.days.entries()) {
      if (n > 0) top += options.sectionGap - options.gap
      days.push({ ...day, top })
      top += options.dayHeight
      stack(day.first, day.end)
    }
    top += options.sectionGap - options.gap
    const { key, first, end } = month
    sections.push({ key, month, days, first, end, top: sectionTop, height: top - sectionTop })
  }
  tops[rowCount] = top
  firsts[rowCount] = count
  const { width, gap } = options
  return { count, sections, rowCount, tops, firsts, heights, ratios, width, gap, height: top }
}

/** The tiles of a row. */
export function boxesOf(layout: GridLayout, row: number): Box[] {
  const { firsts, heights, ratios, width, gap } = layout
  const height = heights[row] ?? 1
  const fill = height > 0 ? width : undefined
  return placeBoxes(ratios, firsts[row] ?? 0, firsts[row + 1] ?? 0, Math.abs(height), fill, gap)
}

/** Pixels, whole. */
export const rowHeight = ({ heights }: GridLayout, row: number): number =>
  Math.max(1, Math.round(Math.abs(heights[row] ?? 1)))

/** The index of the row that holds item `index`; -1 when there is none. */
export const rowOfItem = ({ rowCount, firsts, count }: GridLayout, index: number): number =>
  index < 0 || index >= count ? -1 : lastAtMost(firsts, rowCount, index)

/** The row at `offset` pixels from the grid's top: the last one that begins at or above it, or -1. */
export const rowAtOffset = ({ rowCount, tops }: GridLayout, offset: number): number =>
  lastAtMost(tops, rowCount, offset)

/** The section at `offset`; the first for what is above all. */
export function sectionAt({ sections }: GridLayout, offset: number): number {
  let low = 0
  let high = sections.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sections[middle]?.top ?? Infinity) <= offset) low = middle + 1
    else high = middle
  }
  return Math.max(0, low - 1)
}

/** Binary search in a list that rises. */
function lastAtMost(list: ArrayLike<number>, count: number, value: number): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((list[middle] ?? Infinity) <= value) low = middle + 1
    else high = middle
  }
  return low - 1
}

export type Direction = 'left' | 'right' | 'up' | 'down'

/** The item an arrow key leads to from item `index`; up and down go to the tile nearest in the next row. */
export function neighbour(layout: GridLayout, index: number, direction: Direction): number {
  if (direction === 'left') return Math.max(0, index - 1)
  if (direction === 'right') return Math.min(layout.count - 1, index + 1)
  const row = rowOfItem(layout, index)
  const goal = row + (direction === 'down' ? 1 : -1)
  if (row < 0 || goal < 0 || goal >= layout.rowCount) return index
  const box = boxesOf(layout, row)[index - (layout.firsts[row] ?? 0)] ?? { left: 0, width: 0 }
  const centre = box.left + box.width / 2
  const distances = boxesOf(layout, goal).map(({ left, width }) => Math.abs(left + width / 2 - centre))
  return (layout.firsts[goal] ?? 0) + distances.indexOf(Math.min(...distances))
}
