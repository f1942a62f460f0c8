// How many reports are taken from one person in a while (S40-S43): beyond that they cost nothing. In memory, for what it
// keeps out harms nobody when it is forgotten.

export type ReportLimit = {
  /** Counts one under each key; false once one of them is full. */
  admits: (...keys: readonly string[]) => boolean
}

type Options = { max: number; windowMs: number; maxKeys: number; nowMs?: () => number }

export const createReportLimit = ({ max, windowMs, maxKeys, nowMs = Date.now }: Options): ReportLimit => {
  const seen = new Map<string, { count: number; since: number }>()
  const countOf = (key: string): number => {
    const known = seen.get(key)
    const entry = known && nowMs() - known.since < windowMs ? known : { count: 0, since: nowMs() }
    entry.count += 1
    if (entry !== known) seen.delete(key)
    seen.set(key, entry)
    const oldest = seen.keys().next().value
    if (seen.size > maxKeys && oldest !== undefined) seen.delete(oldest)
    return entry.count
  }
  return { admits: (...keys) => keys.map(countOf).every((count) => count <= max) }
}
