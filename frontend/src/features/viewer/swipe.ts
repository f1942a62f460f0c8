// What a finger means. Pure: a movement in pixels, its time in milliseconds.

export type Swipe = 'previous' | 'next' | 'close' | 'information'

/** A movement this long counts, and a shorter one when it was quick. */
const LONG = 90
const SHORT = 24
const QUICK = 0.5

export type Axis = 'across' | 'along'

/** A finger that has moved so far means it. */
const MEANT = 8

/** Which way a movement goes, once it is meant. */
export const axisOf = (dx: number, dy: number): Axis | undefined =>
  Math.hypot(dx, dy) < MEANT ? undefined : Math.abs(dx) > Math.abs(dy) ? 'across' : 'along'

/**
 * The meaning of a finished movement; undefined lets the picture spring back. `dx` grows towards what was before. An axis that
 * was taken is kept: who began to turn the page does not close it.
 */
export function swipeOf(
  dx: number,
  dy: number,
  milliseconds: number,
  axis: Axis = Math.abs(dx) > Math.abs(dy) ? 'across' : 'along',
): Swipe | undefined {
  const length = axis === 'across' ? Math.abs(dx) : Math.abs(dy)
  const isQuick = length / Math.max(1, milliseconds) > QUICK
  if (length < (isQuick ? SHORT : LONG)) return undefined
  if (axis === 'across') return dx < 0 ? 'next' : 'previous'
  return dy > 0 ? 'close' : 'information'
}
