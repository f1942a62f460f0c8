/** Counts tries per key in a sliding window; a try counts from the moment it is begun, so that many at once gain nothing. */
export type Throttle = {
  /** True and counted, or false: too many already. */
  begin: (key: string) => boolean
  /** The last try of this key was right and does not count. */
  forgive: (key: string) => void
}

/** Beyond this many keys the oldest are forgotten: a bound on memory, reached only by an attack from many addresses. */
const MAX_KEYS = 10_000

export const createThrottle = (
  { maxTries, windowMs }: { maxTries: number; windowMs: number },
  now: () => number = Date.now,
): Throttle => {
  const tries = new Map<string, number[]>()
  const recent = (key: string) => (tries.get(key) ?? []).filter((time) => time > now() - windowMs)
  return {
    begin: (key) => {
      const times = recent(key)
      if (times.length >= maxTries) return false
      tries.delete(key)
      tries.set(key, [...times, now()])
      const oldest = tries.keys().next().value
      if (tries.size > MAX_KEYS && oldest !== undefined) tries.delete(oldest)
      return true
    },
    forgive: (key) => {
      const times = recent(key).slice(0, -1)
      if (times.length > 0) tries.set(key, times)
      else tries.delete(key)
    },
  }
}

/**
 * The part of an address that one person commands: the whole of IPv4, the first 64 bits of IPv6 (RFC 6177: a home
 * gets at least a /64, so its other bits are free to choose).
 */
export const addressKey = (ip: string): string => {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1]
  if (v4 !== undefined) return v4
  const [head = '', tail] = ip.split('::')
  const groups = head === '' ? [] : head.split(':')
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length)
  return [...groups, ...Array<string>(Math.max(0, missing)).fill('0'), ...(tail?.split(':') ?? [])]
    .slice(0, 4)
    .join(':')
}
