// Browsers cap the height of a box: 33,554,428 device pixels in Chromium, half of that in CSS pixels on a dense screen, less in
// others. A gallery that is higher stands in a box of a height that all of them take. Near both ends a pixel of the box is a
// pixel of the gallery; in between the box is a map on another scale, which counts only for jumps: steps of wheel, keys and
// fingers go by true pixels wherever they begin (use-grid-scroll.ts).

/** CSS pixels; true up to four device pixels each. */
export const TALLEST_BOX = 8_000_000

export type ScrollScale = {
  /** Of the box, pixels. */
  height: number
  isScaled: boolean
  /** From what is scrolled past of the box to what is scrolled past of the layout, and back. Both rise all the way. */
  toLayout: (offset: number) => number
  toBox: (offset: number) => number
}

const same = (offset: number): number => offset

/** `viewport`: the height of the window that moves over it. */
export function createScrollScale(height: number, viewport: number, tallest = TALLEST_BOX): ScrollScale {
  if (height <= tallest) {
    return { height, isScaled: false, toLayout: same, toBox: same }
  }
  const reach = Math.max(1, tallest - viewport)
  const layoutReach = height - viewport
  const edge = reach / 8
  const slope = (layoutReach - 2 * edge) / (reach - 2 * edge)
  return {
    height: tallest,
    isScaled: true,
    toLayout: (offset) => {
      if (offset <= edge) return offset
      if (offset >= reach - edge) return layoutReach - (reach - offset)
      return edge + (offset - edge) * slope
    },
    toBox: (offset) => {
      if (offset <= edge) return offset
      if (offset >= layoutReach - edge) return reach - (layoutReach - offset)
      return edge + (offset - edge) / slope
    },
  }
}
