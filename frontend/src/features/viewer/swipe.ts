// What a finger means. Pure: a movement in pixels, its time in milliseconds.

export type Swipe = 'previous' | 'next' | 'close' | 'information'

/** A movement this long counts, and a shorter one when it was quick. */
const LONG = 90
const SHORT = 24
const QUICK = 0.5

/** The meaning of a finished movement; undefined lets the picture spring back. */
export function swipeOf(dx: number, dy: number, milliseconds: number): Swipe | undefined {
  const isAcross = Math.abs(dx) > Math.abs(dy)
  const length = isAcross ? Math.abs(dx) : Math.abs(dy)
  const isQuick = length / Math.max(1, milliseconds) > QUICK
  if (length < (isQuick ? SHORT : LONG)) return undefined
  if (isAcross) return dx < 0 ? 'next' : 'previous'
  return dy > 0 ? 'close' : 'information'
}
