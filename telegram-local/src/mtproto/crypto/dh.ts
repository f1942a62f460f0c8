// The Diffie-Hellman group of the key exchange: the 2048-bit safe prime that Telegram itself uses and clients know, g = 3.
// https://core.telegram.org/mtproto/auth_key#dh-key-exchange-complete
import { createDiffieHellman, randomBytes } from 'node:crypto'
import type { DiffieHellman } from 'node:crypto'

export const DH_PRIME = Buffer.from(
  'c71caeb9c6b1c9048e6c522f70f13f73980d40238e3e21c14934d037563d930f48198a0aa7c14058229493d22530f4dbfa336f6e0ac925139543' +
    'aed44cce7c3720fd51f69458705ac68cd4fe6b6b13abdc9746512969328454f18faf8c595f642477fe96bb2a941d5bcd1d4ac8cc49880708fa9b' +
    '378e3c4f3a9060bee67cf9a4a4a695811051907e162753b56b0f6b410dba74d8a84b2a14b3144e0ef1284754fd17ed950d5965b4b9dd46582db1' +
    '178d169c6bc465b0d6ff9ca3928fef5b9ae4e418fc15e83ebea0f87fa9ff5eed70050ded2849f47bf959d956850ce929851f0d8115f635b105ee' +
    '2e4e15d04b2454bf6f4fadf034b10403119cd8e3b92fcc5b',
  'hex',
)
export const DH_G = 3

const PRIME = BigInt(`0x${DH_PRIME.toString('hex')}`)
const MARGIN = 1n << (2048n - 64n)

let group: DiffieHellman | undefined

/** OpenSSL proves the prime safe when the group is made, which takes a third of a second: once is enough. */
function withPrivate(a: Buffer): DiffieHellman {
  group ??= createDiffieHellman(DH_PRIME, DH_G)
  group.setPrivateKey(a)
  return group
}

/** A new secret a and g^a, 256 bytes each. */
export function newDhPair(): { a: Buffer; ga: Buffer } {
  const a = randomBytes(256)
  return { a, ga: padded(withPrivate(a).generateKeys()) }
}

/** Whether the other side's g^b lies where the protocol wants it: 2^1984 <= g^b <= p - 2^1984. */
export function isSafeGb(gb: Buffer): boolean {
  if (gb.length === 0 || gb.length > 256) return false
  const value = BigInt(`0x${gb.toString('hex')}`)
  return value >= MARGIN && value <= PRIME - MARGIN
}

/** (g^b)^a: the authorisation key, 256 bytes, leading zeros kept. */
export function sharedKey(a: Buffer, gb: Buffer): Buffer {
  return padded(withPrivate(a).computeSecret(gb))
}

const padded = (bytes: Buffer) => Buffer.concat([Buffer.alloc(256 - bytes.length), bytes])
