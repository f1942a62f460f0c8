// Justified rows: pictures of any shape side by side, cut by less than a pixel, each full row exactly as wide as the page.
// Row breaks are chosen for the whole group at once (as TeX breaks a paragraph), so that no row is left much taller than its
// neighbours; a greedy packer pushes all the awkwardness into the last one. In plain arrays of numbers: 100,000 pictures are
// packed whenever the window changes its width.
import { clampRatio } from '@gramreel/contracts/shapes'

export type Box = { left: number; width: number }
/** Items `start` to `end` (excluded) side by side; pixels. */
export type Row = { start: number; end: number; height: number; boxes: Box[] }
/** Pixels. A last row that would have to be taller than `maxHeight` to fill the width keeps `targetHeight` instead. */
export type RowOptions = { width: number; gap: number; targetHeight: number; maxHeight: number }

/** An unfilled last row costs as much as a full row that is about a third too tall or too low. */
const UNFILLED_COST = 0.09

/** Called for each row from top to bottom: items `start` to `end` (excluded), `height` not rounded. */
export type TakeRow = (start: number, end: number, height: number, isFilled: boolean) => void

/** Reused from call to call: a gallery has thousands of days. */
let costs = new Float64Array(1024)
let ends = new Uint32Array(1024)
let heights = new Float64Array(1024)

/** Breaks items `first` to `last` (excluded), given as width divided by height, into rows. Every item once, in order. */
export function breakRows(
  ratios: ArrayLike<number>,
  first: number,
  last: number,
  options: RowOptions,
  take: TakeRow,
): void {
  const { width, gap, targetHeight, maxHeight } = options
  const count = last - first
  if (costs.length <= count) {
    costs = new Float64Array(2 * count)
    ends = new Uint32Array(2 * count)
    heights = new Float64Array(2 * count)
  }
  // costs[i]: of the cheapest way to pack the items from i on; its first row ends at ends[i]. No height: the row is not filled.
  costs[count] = 0
  for (let start = count - 1; start >= 0; start -= 1) {
    let sum = 0
    let least = Infinity
    let bestEnd = start + 1
    let bestHeight = targetHeight
    for (let end = start + 1; end <= count; end += 1) {
      sum += ratios[first + end - 1] ?? 1
      const height = (width - (end - start - 1) * gap) / sum
      if (height < targetHeight / 2 && end > start + 1) break
      const isShort = end === count && height > maxHeight
      const off = isShort ? 0 : Math.log(height / targetHeight)
      const cost = (isShort ? UNFILLED_COST : off * off) + (costs[end] ?? 0)
      if (cost < least) {
        least = cost
        bestEnd = end
        bestHeight = isShort ? 0 : height
      }
    }
    costs[start] = least
    ends[start] = bestEnd
    heights[start] = bestHeight
  }
  for (let start = 0; start < count;) {
    const end = ends[start] ?? count
    const height = heights[start] ?? 0
    take(first + start, first + end, height === 0 ? targetHeight : height, height !== 0)
    start = end
  }
}

/** The same as a list, for few. */
export function packRows(ratios: readonly number[], options: RowOptions): Row[] {
  const shapes = ratios.map(clampRatio)
  const rows: Row[] = []
  breakRows(shapes, 0, shapes.length, options, (start, end, height, isFilled) => {
    rows.push({
      start,
      end,
      height: Math.max(1, Math.round(height)),
      boxes: placeBoxes(shapes, start, end, height, isFilled ? options.width : undefined, options.gap),
    })
  })
  return rows
}

/** Whole pixels, so that gaps stay even and pictures sharp; rounding the edges, not the widths, loses none. */
export function placeBoxes(
  shapes: ArrayLike<number>,
  start: number,
  end: number,
  height: number,
  fill: number | undefined,
  gap: number,
): Box[] {
  const boxes: Box[] = []
  let edge = 0
  for (let n = start; n < end; n += 1) {
    const shape = shapes[n] ?? 1
    const left = Math.round(edge)
    const right = n === end - 1 && fill !== undefined ? fill : Math.round(edge + shape * height)
    boxes.push({ left, width: Math.max(1, right - left) })
    edge += shape * height + gap
  }
  return boxes
}
