// The public keys that links may be signed with: kid -> key, the kid always computed by us (RFC 7638), never believed.
import { createHash, createPublicKey, type KeyObject } from 'node:crypto'

/** Looked up by `kid` alone: never a path, an address or a query. */
export type LinkKeys = ReadonlyMap<string, KeyObject>

const PEM_BLOCK = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g

/**
 * Reads one public key or several that follow one another (while rotating).
 * @throws {Error} with a sentence for the operator when a key is missing, broken, private, or not on P-256.
 */
export function parseLinkKeys(pem: string): LinkKeys {
  if (/PRIVATE KEY/.test(pem)) {
    throw new Error('holds a private key; a worker must only ever have the public one')
  }
  const blocks = pem.match(PEM_BLOCK) ?? []
  if (blocks.length === 0) throw new Error('holds no "-----BEGIN PUBLIC KEY-----" block')
  return toMap(blocks.map((block) => createPublicKey(block)))
}

/** A key of the backend's, and until when new links are signed with it or older ones start, seconds since 1970. */
export type PublishedKey = { key: KeyObject; expires: number }

/**
 * Reads a JWK Set (RFC 7517, section 5). Keys of other kinds are left out, as section 5 asks.
 * @throws {Error} when it is no key set.
 */
export function parseKeySet(set: unknown): ReadonlyMap<string, PublishedKey> {
  const keys = typeof set === 'object' && set !== null && 'keys' in set ? set.keys : undefined
  if (!Array.isArray(keys)) throw new Error('the answer is no JWK Set')
  return new Map(
    keys
      .filter((key): key is PublishedJwk => isP256(key))
      .slice(0, 16)
      .map(({ kty, crv, x, y, exp }) => {
        // Only the public coordinates are taken over, whatever else the set says.
        const key = createPublicKey({ format: 'jwk', key: { kty, crv, x, y } })
        return [keyId(key), { key, expires: typeof exp === 'number' ? exp : Infinity }]
      }),
  )
}

type PublishedJwk = { kty: 'EC'; crv: 'P-256'; x: string; y: string; exp?: unknown }

function isP256(key: unknown): boolean {
  if (typeof key !== 'object' || key === null) return false
  const [kty, crv, x, y] = ['kty', 'crv', 'x', 'y'].map((name): unknown => Reflect.get(key, name))
  return kty === 'EC' && crv === 'P-256' && typeof x === 'string' && typeof y === 'string'
}

function toMap(keys: KeyObject[]): LinkKeys {
  return new Map(keys.map((key) => [keyId(key), key]))
}

/** RFC 7638: SHA-256 over the required members, in alphabetical order, without spaces. */
export function keyId(key: KeyObject): string {
  const { kty, crv, x, y } = key.export({ format: 'jwk' })
  if (kty !== 'EC' || crv !== 'P-256')
    throw new Error('links are signed on P-256 (ES256), this key is another kind')
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')
}
