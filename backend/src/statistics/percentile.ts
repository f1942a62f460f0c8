/** The smallest value that `share` of all are not above (nearest rank): one that really occurred. Null of none. */
export const percentile = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null

export const inOrder = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b)

/** p50 and p95. */
export const percentiles = (values: readonly number[]): { p50: number | null; p95: number | null } => {
  const sorted = inOrder(values)
  return { p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95) }
}

/** Of a histogram: the upper end of the bucket that holds it; what is beyond the last end counts as there. */
export const bucketPercentile = (
  ends: readonly number[],
  counts: readonly number[],
  share: number,
): number | null => {
  const total = counts.reduce((sum, count) => sum + count, 0)
  const rank = Math.max(1, Math.ceil(share * total))
  let below = 0
  if (total === 0) return null
  for (const [i, count] of counts.entries()) {
    below += count
    if (below >= rank) return ends[Math.min(i, ends.length - 1)] ?? null
  }
  return null
}
