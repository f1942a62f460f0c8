import type { GridOptions } from './lay-out-grid.ts'

/** So few pictures are shown larger, on a wide page: a young gallery should not huddle at its top. */
const FEW = 30

/** What fits a page of this width, in pixels, with so many items on it. */
export function gridOptions(width: number, count: number): GridOptions {
  const phone = width < 640
  const targetHeight = phone ? 128 : width < 1100 ? 190 : count <= FEW ? 276 : 224
  return {
    width,
    gap: phone ? 4 : 6,
    targetHeight,
    // On a phone one landscape picture may have a row to itself.
    maxHeight: targetHeight * (phone ? 1.8 : 1.45),
    monthHeight: 48,
    dayHeight: 36,
    sectionGap: phone ? 12 : 20,
  }
}

/** A share is one thing: no days. A few pictures that were sent are shown larger still, and one fills the page. */
export function plainOptions(width: number, count: number): GridOptions {
  const options = gridOptions(width, count)
  const height = count === 1 ? (width < 640 ? 480 : 560) : options.targetHeight
  return { ...options, targetHeight: height, maxHeight: Math.max(height, options.maxHeight) }
}
