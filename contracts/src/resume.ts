// Where a film is gone on with. Free of the schema library, so that a page may ask it as well.

/** Whoever saw no more than this has hardly begun. */
export const BEGUN_AFTER_SECONDS = 10
/** Whoever saw this much, or all but so many seconds, has seen it. */
const SEEN_SHARE = 0.95
const SEEN_BEFORE_END_SECONDS = 10

/**
 * Whether a film or sound that was left at `seconds` should be gone on with there: it was begun, and not seen to its end.
 * `duration` in seconds; null or undefined where nobody knows.
 */
export function isWorthResuming(seconds: number, duration: number | null | undefined): boolean {
  if (!(seconds >= BEGUN_AFTER_SECONDS)) return false
  if (duration === null || duration === undefined || !Number.isFinite(duration) || duration <= 0) return true
  return seconds < duration * SEEN_SHARE && duration - seconds >= SEEN_BEFORE_END_SECONDS
}
