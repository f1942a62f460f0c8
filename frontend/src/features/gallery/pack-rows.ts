// Justified rows: pictures of any shape side by side, cut by less than a pixel, each full row exactly as wide as the page.
// Row breaks are chosen for the whole group at once (as TeX breaks a paragraph), so that no row is left much taller than its
// neighbours; a greedy packer pushes all the awkwardness into the last one.

export type Box = { left: number; width: number }
/** Items `start` to `end` (excluded) side by side; pixels. */
export type Row = { start: number; end: number; height: number; boxes: Box[] }
/** Pixels. A last row that would have to be taller than `maxHeight` to fill the width keeps `targetHeight` instead. */
export type RowOptions = { width: number; gap: number; targetHeight: number; maxHeight: number }

/** A picture is never drawn slimmer or broader than this: the tile then shows its middle. */
export const MIN_RATIO = 0.6
export const MAX_RATIO = 3

const clamped = (ratio: number): number =>
  Number.isFinite(ratio) ? Math.min(MAX_RATIO, Math.max(MIN_RATIO, ratio)) : 1

/** An unfilled last row costs as much as a full row that is about a third too tall or too low. */
const UNFILLED_COST = 0.09

/** Packs pictures, given as width divided by height, into rows from top to bottom. Every item once, in order. */
export function packRows(ratios: readonly number[], options: RowOptions): Row[] {
  const { width, gap, targetHeight, maxHeight } = options
  const shapes = ratios.map(clamped)
  const count = shapes.length
  // best[i]: the cheapest way to pack the items from i on, and where its first row ends.
  const best: { cost: number; end: number; height: number; filled: boolean }[] = []
  best[count] = { cost: 0, end: count, height: 0, filled: true }

  for (let start = count - 1; start >= 0; start -= 1) {
    let sum = 0
    let found = { cost: Infinity, end: start + 1, height: targetHeight, filled: true }
    for (let end = start + 1; end <= count; end += 1) {
      sum += shapes[end - 1] ?? 1
      const height = (width - (end - start - 1) * gap) / sum
      if (height < targetHeight / 2 && end > start + 1) break
      const short = end === count && height > maxHeight
      const off = Math.log(height / targetHeight)
      const cost = (short ? UNFILLED_COST : off * off) + (best[end]?.cost ?? 0)
      if (cost < found.cost) found = { cost, end, height: short ? targetHeight : height, filled: !short }
    }
    best[start] = found
  }

  const rows: Row[] = []
  for (let start = 0; start < count;) {
    const { end, height, filled } = best[start] ?? { end: count, height: targetHeight, filled: true }
    rows.push({
      start,
      end,
      height: Math.max(1, Math.round(height)),
      boxes: placeBoxes(shapes.slice(start, end), height, filled ? width : undefined, gap),
    })
    start = end
  }
  return rows
}

/** Whole pixels, so that gaps stay even and pictures sharp; rounding the edges, not the widths, loses none. */
function placeBoxes(shapes: readonly number[], height: number, fill: number | undefined, gap: number): Box[] {
  const boxes: Box[] = []
  let edge = 0
  for (const [n, shape] of shapes.entries()) {
    const left = Math.round(edge)
    const right = n === shapes.length - 1 && fill !== undefined ? fill : Math.round(edge + shape * height)
    boxes.push({ left, width: Math.max(1, right - left) })
    edge += shape * height + gap
  }
  return boxes
}
