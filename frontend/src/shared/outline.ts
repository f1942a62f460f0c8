// All of a list in a few numbers for each item: enough to lay it out before the items are here.
import type { FileItem, FileSort } from '@gramreel/contracts/catalogue'
import { levelOf, ratioOf, readLevel, shapeOf, SHAPES } from '@gramreel/contracts/shapes'
import type { Timeline } from '@gramreel/contracts/timeline'

export type Outline = {
  count: number
  /** Width divided by height, of each. */
  ratios: Float32Array
  /** When each was, in quarters of an hour since 1970; undefined where the order is not by time. */
  quarters: Int32Array | undefined
}

const RATIOS = Float32Array.from({ length: SHAPES }, (_, level) => ratioOf(level))
const QUARTER_MS = 15 * 60 * 1000

export function readOutline({ total, shapes, times }: Timeline): Outline {
  const ratios = new Float32Array(total)
  for (let n = 0; n < total; n += 1) ratios[n] = RATIOS[readLevel(shapes, n)] ?? 1
  if (times.length !== total || total === 0) return { count: total, ratios, quarters: undefined }
  const quarters = new Int32Array(total)
  let quarter = 0
  for (let n = 0; n < total; n += 1) {
    quarter += times[n] ?? 0
    quarters[n] = quarter
  }
  return { count: total, ratios, quarters }
}

const isSame = (a: ArrayLike<number> = [], b: ArrayLike<number> = []): boolean => {
  for (let n = 0; n < a.length; n += 1) if (a[n] !== b[n]) return false
  return a.length === b.length
}

/** Then nothing needs to be laid out anew. */
export const isSameOutline = (a: Outline, b: Outline): boolean =>
  isSame(a.ratios, b.ratios) && isSame(a.quarters, b.quarters)

const isByTime = (sort: FileSort): boolean => sort !== 'largest' && sort !== 'name'

/** When an item is taken to have been, in this order. */
const quarterOf = ({ postedAt, takenAt }: FileItem, sort: FileSort): number =>
  Math.floor(Date.parse(sort === 'taken' ? (takenAt ?? postedAt) : postedAt) / QUARTER_MS)

/** The same of items that are here, as a timeline would tell it. */
export function outlineItems(items: readonly FileItem[], sort: FileSort = 'posted'): Outline {
  return {
    count: items.length,
    ratios: Float32Array.from(items, (item) => ratioOf(levelOf(shapeOf(item)))),
    quarters: isByTime(sort) ? Int32Array.from(items, (item) => quarterOf(item, sort)) : undefined,
  }
}

export const timeOfQuarter = (quarter: number): Date => new Date(quarter * QUARTER_MS)
