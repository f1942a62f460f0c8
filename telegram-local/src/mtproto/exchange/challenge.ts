// pq: the small proof of work asked of a client that wants a key. p and q are primes below 2^31, so that pq < 2^63.
import { randomInt } from 'node:crypto'

export type Challenge = { pq: Buffer; p: Buffer; q: Buffer }

/** Big-endian without leading zeros, as TL writes such numbers. */
export function newChallenge(): Challenge {
  const a = prime()
  let b = prime()
  while (b === a) b = prime()
  const [p, q] = a < b ? [a, b] : [b, a]
  return { pq: bytes(BigInt(p) * BigInt(q)), p: bytes(BigInt(p)), q: bytes(BigInt(q)) }
}

/** Around 2^30: enough to be of Telegram's size, quick to factorise for slow clients. */
function prime(): number {
  for (;;) {
    const candidate = randomInt(2 ** 30, 2 ** 31 - 1) | 1
    if (isPrime(candidate)) return candidate
  }
}

function isPrime(n: number): boolean {
  for (let d = 3; d * d <= n; d += 2) if (n % d === 0) return false
  return true
}

function bytes(value: bigint): Buffer {
  const hex = value.toString(16)
  return Buffer.from(hex.padStart(hex.length + (hex.length & 1), '0'), 'hex')
}
