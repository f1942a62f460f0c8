// Guessing the address of a share. With 128 random bits nobody ever hits one; this only keeps those who try from using us up.

/** Misses that one address may have in a window; a person has one for each dead link he opens. */
export const MAX_MISSES = 100
export const WINDOW_MS = 15 * 60 * 1000
/** Beyond this many addresses the oldest is forgotten. */
const MAX_ADDRESSES = 10_000

export type WrongTurns = { areTooMany: (ip: string) => boolean; note: (ip: string) => void }

/** `keyOf` gives the part of an address that one person commands. */
export const countWrongTurns = (
  keyOf: (ip: string) => string,
  nowMs: () => number = Date.now,
): WrongTurns => {
  const seen = new Map<string, { misses: number; since: number }>()
  const recent = (key: string) => {
    const entry = seen.get(key)
    return entry && entry.since > nowMs() - WINDOW_MS ? entry : undefined
  }
  return {
    areTooMany: (ip) => (recent(keyOf(ip))?.misses ?? 0) >= MAX_MISSES,
    note: (ip) => {
      const key = keyOf(ip)
      const { misses, since } = recent(key) ?? { misses: 0, since: nowMs() }
      seen.delete(key)
      seen.set(key, { misses: misses + 1, since })
      const oldest = seen.keys().next().value
      if (seen.size > MAX_ADDRESSES && oldest !== undefined) seen.delete(oldest)
    },
  }
}
