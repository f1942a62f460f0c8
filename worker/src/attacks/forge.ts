// Makes tokens that nobody should make: any header, any claims, any key, any bytes.
import { createHmac, generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto'
import { keyId } from '../links/link-keys.ts'
import type { goodClaims } from '../testing/start-pair.ts'

export const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url')

export type Forge = {
  /** The key that workers know. */
  publicPem: string
  publicKey: KeyObject
  kid: string
  header: { alg: string; typ: string; kid: string }
  /** Signs with the good key, or another; `header` may be anything. */
  token(claims: unknown, header?: unknown, key?: KeyObject): string
  /** An HMAC with the text as secret. */
  hmac(claims: unknown, header: { alg: 'HS256' | 'HS512' }, secret: string): string
}

export function createForge(typ = 'link+jwt'): Forge {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const kid = keyId(publicKey)
  const header = { alg: 'ES256', typ, kid }
  return {
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    publicKey,
    kid,
    header,
    token: (claims, head = header, key = privateKey) => signed(`${encode(head)}.${encode(claims)}`, key),
    hmac(claims, head, secret) {
      const text = `${encode({ ...header, ...head })}.${encode(claims)}`
      const digest = head.alg === 'HS256' ? 'sha256' : 'sha512'
      return `${text}.${createHmac(digest, secret).update(text).digest('base64url')}`
    },
  }
}

/** The text with its signature: ES256, or what the key is for (RSA: RS256). */
export function signed(text: string, key: KeyObject, digest = 'sha256'): string {
  const how = key.asymmetricKeyType === 'ec' ? { key, dsaEncoding: 'ieee-p1363' as const } : key
  return `${text}.${sign(digest, Buffer.from(text), how).toString('base64url')}`
}

export type Claims = ReturnType<typeof goodClaims>

/** Claims of a task that every rule is kept by, issued now. */
export function goodTask(order: object, now: number = Math.floor(Date.now() / 1000)) {
  const common = { iss: 'gramreel', aud: 'worker-1', jti: randomUUID(), iat: now, exp: now + 60 }
  return { ...common, scope: 'import', ...order }
}

export function without(object: object, field: string): object {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== field))
}
