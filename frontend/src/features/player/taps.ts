// What pressing the picture of a film means. Pure.

export type Tap = { at: number; x: number; width: number }

/** Two taps within so many milliseconds are one double tap. */
const DOUBLE_MS = 300
const SKIP_SECONDS = 10

/** Seconds to skip when this tap follows that one; undefined when it is no double tap, or in the middle. */
export function skipOf(last: Tap | undefined, tap: Tap): number | undefined {
  if (last === undefined || tap.at - last.at > DOUBLE_MS) return undefined
  const place = tap.x / tap.width
  if (place < 1 / 3 && last.x / last.width < 1 / 2) return -SKIP_SECONDS
  return place > 2 / 3 && last.x / last.width > 1 / 2 ? SKIP_SECONDS : undefined
}
