import type { FileItem } from '@gramreel/contracts/catalogue'
import type { DayGroup } from './group-by-day.ts'
import { packRows, type RowOptions } from './pack-rows.ts'

export type GridOptions = RowOptions & { headingHeight: number; sectionGap: number }

/** A row of tiles; `top` within the grid, pixels. `first` is the index of its first item in the whole catalogue. */
export type GridRow = {
  section: number
  top: number
  height: number
  /** What the row takes of the page, with its section's heading above and the gap beneath. */
  outerTop: number
  outerHeight: number
  first: number
  boxes: { left: number; width: number }[]
}
export type GridSection = { group: DayGroup; top: number; height: number; first: number }
export type GridLayout = { sections: GridSection[]; rows: GridRow[]; height: number }

/** Pictures by their own shape, sounds and files as squares. */
export function shapeOf({ kind, width, height, thumbnail }: FileItem): number {
  if (kind === 'audio' || kind === 'document') {
    return thumbnail !== null && width !== undefined && height !== undefined && height > 0
      ? width / height
      : 1
  }
  if (width === undefined || height === undefined || width <= 0 || height <= 0) {
    return kind === 'photo' ? 4 / 3 : 16 / 9
  }
  return width / height
}

/** Where everything stands, before anything is drawn: so nothing jumps, and the virtual list need not measure. */
export function layOutGrid(groups: readonly DayGroup[], options: GridOptions): GridLayout {
  const sections: GridSection[] = []
  const rows: GridRow[] = []
  let top = 0
  let first = 0
  for (const [section, group] of groups.entries()) {
    const sectionTop = top
    const packed = packRows(group.items.map(shapeOf), options)
    top += options.headingHeight
    for (const [n, row] of packed.entries()) {
      const outerTop = n === 0 ? sectionTop : top
      const below = n === packed.length - 1 ? options.sectionGap : options.gap
      const outerHeight = top + row.height + below - outerTop
      rows.push({
        section,
        top,
        height: row.height,
        outerTop,
        outerHeight,
        first: first + row.start,
        boxes: row.boxes,
      })
      top += row.height + below
    }
    sections.push({ group, top: sectionTop, height: top - sectionTop, first })
    first += group.items.length
  }
  return { sections, rows, height: top }
}

/** The index of the row that holds item `index`; -1 when there is none. */
export function rowOfItem(rows: readonly GridRow[], index: number): number {
  return lastWhere(rows, (row) => row.first <= index)
}

/** The index of the row at `offset` pixels from the grid's top: the one at or above it. */
export function rowAtOffset(rows: readonly GridRow[], offset: number): number {
  return lastWhere(rows, (row) => row.outerTop <= offset)
}

// Binary search: `holds` is true for a beginning of the list and false for the rest.
function lastWhere<T>(list: readonly T[], holds: (item: T) => boolean): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const item = list[middle]
    if (item !== undefined && holds(item)) low = middle + 1
    else high = middle
  }
  return low - 1
}

export type Direction = 'left' | 'right' | 'up' | 'down'

/** The item an arrow key leads to from item `index`; up and down go to the tile nearest in the next row. */
export function neighbour(
  rows: readonly GridRow[],
  index: number,
  direction: Direction,
  count: number,
): number {
  if (direction === 'left') return Math.max(0, index - 1)
  if (direction === 'right') return Math.min(count - 1, index + 1)
  const at = rowOfItem(rows, index)
  const row = rows[at]
  const goal = rows[at + (direction === 'down' ? 1 : -1)]
  const box = row?.boxes[index - row.first]
  if (goal === undefined || box === undefined) return index
  const centre = box.left + box.width / 2
  const distances = goal.boxes.map(({ left, width }) => Math.abs(left + width / 2 - centre))
  return goal.first + distances.indexOf(Math.min(...distances))
}
