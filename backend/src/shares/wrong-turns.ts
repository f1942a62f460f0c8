// Guessing the address of a share. With 128 random bits nobody ever hits one; this only keeps those who try from using us up.

/** Slugs that lead nowhere, from one address in a window; a person has one for each dead link he opens. */
export const MAX_MISSES = 100
export const WINDOW_MS = 15 * 60 * 1000
/** Beyond this many addresses the oldest is forgotten: a bound on memory. */
const MAX_ADDRESSES = 1_000

export type WrongTurns = {
  areTooMany: (ip: string) => boolean
  /** The same slug again is no other guess: a page whose share ended asks for many pictures. */
  note: (ip: string, slugHash: string) => void
}

/** `keyOf` gives the part of an address that one person commands. */
export const countWrongTurns = (
  keyOf: (ip: string) => string,
  nowMs: () => number = Date.now,
): WrongTurns => {
  const seen = new Map<string, { slugs: Set<string>; since: number }>()
  const recent = (key: string) => {
    const entry = seen.get(key)
    return entry && entry.since > nowMs() - WINDOW_MS ? entry : undefined
  }
  return {
    areTooMany: (ip) => (recent(keyOf(ip))?.slugs.size ?? 0) >= MAX_MISSES,
    note: (ip, slugHash) => {
      const key = keyOf(ip)
      const entry = recent(key) ?? { slugs: new Set(), since: nowMs() }
      entry.slugs.add(slugHash.slice(0, 8))
      seen.delete(key)
      seen.set(key, entry)
      const oldest = seen.keys().next().value
      if (seen.size > MAX_ADDRESSES && oldest !== undefined) seen.delete(oldest)
    },
  }
}
