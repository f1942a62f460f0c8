// How often one may guess (PROMISES S27), kept in the database: it holds over restarts, and for two backends together.
import { PublicError } from '@gramreel/contracts/errors'
import type { Database } from '../storage/database.ts'
import { hashToken, nowSeconds, randomId } from './one-time.ts'

/** Ten tries in a quarter of an hour, unless something else is said; nobody counts over more. */
const LIMIT = { maxTries: 10, windowSeconds: 15 * 60 }
const KEPT_SECONDS = LIMIT.windowSeconds

export type Try = {
  /** It was right, and does not count. */
  forgive: () => Promise<void>
}

export type Throttle = {
  /** Counts a try under each of the keys, or throws too_many_requests and counts it under none. */
  begin: (...keys: string[]) => Promise<Try>
}

/**
 * A try counts from the moment it is begun. Each writes itself down first and counts then, so that of many at once the last
 * to count sees all that were let in before it: on no database, and with however many backends, are there more than the limit.
 * What is kept of a key is its hash: people type passwords into the field for the e-mail address.
 */
export const createThrottle = (
  database: Database,
  now: () => number = nowSeconds,
  { maxTries, windowSeconds } = LIMIT,
): Throttle => ({
  begin: async (...keys) => {
    const hashes = keys.map(hashToken)
    const since = now() - windowSeconds
    const rows = hashes.map((key) => ({ id: randomId(), key, tried_at: now() }))
    const forgive = async () => {
      const ids = rows.map(({ id }) => id)
      await database.deleteFrom('tries').where('id', 'in', ids).execute()
    }
    await database
      .deleteFrom('tries')
      .where('tried_at', '<=', now() - KEPT_SECONDS)
      .execute()
    await database.insertInto('tries').values(rows).execute()
    const tries = await database
      .selectFrom('tries')
      .select('key')
      .where('key', 'in', hashes)
      .where('tried_at', '>', since)
      .execute()
    const full = keys.find((_key, i) => tries.filter(({ key }) => key === hashes[i]).length > maxTries)
    if (full === undefined) return { forgive }
    await forgive()
    throw new PublicError('too_many_requests', `too many tries by ${full.split(' ')[0]}`)
  },
})

/**
 * The part of an address that one person commands: the whole of IPv4, the first 64 bits of IPv6 (RFC 6177: a home
 * gets at least a /64, so its other bits are free to choose).
 */
export const addressKey = (ip: string): string => {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1]
  return v4 ?? ipv6Groups(ip).slice(0, 4).join(':')
}

/** The network, for people to recognise: a quarter of IPv4 and more than half of IPv6 left out. */
export const roundAddress = (ip: string): string => {
  const v4 = /^(?:::ffff:)?(\d+\.\d+\.\d+)\.\d+$/i.exec(ip)?.[1]
  return v4 === undefined ? `${ipv6Groups(ip).slice(0, 3).join(':')}:…` : `${v4}.…`
}

const ipv6Groups = (ip: string): string[] => {
  const [head = '', tail] = ip.split('::')
  const groups = head === '' ? [] : head.split(':')
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === '' ? 0 : tail.split(':').length)
  return [...groups, ...Array<string>(Math.max(0, missing)).fill('0'), ...(tail?.split(':') ?? [])]
}
