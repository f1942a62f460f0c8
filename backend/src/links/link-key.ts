// A key that signs links. Its private half never leaves the backend; workers get the public one, as PEM or JWKS.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto'
import { LINK_ALGORITHM } from '@gramreel/contracts/links'

type EcPublicJwk = { kty: string; crv: string; x: string; y: string }

/** RFC 7517. `exp`, seconds since 1970, is ours: from then on the key is good for no new link. */
export type PublishedKey = EcPublicJwk & {
  kid: string
  use: 'sig'
  alg: typeof LINK_ALGORITHM
  exp?: number
}

export type LinkKey = {
  privateKey: KeyObject
  /** RFC 7638 thumbprint. */
  kid: string
  /** Key set with the public half. */
  jwks: { keys: PublishedKey[] }
}

/** RFC 7638, section 3.2: the required members only, in alphabetical order, without spaces. */
const thumbprint = ({ crv, kty, x, y }: EcPublicJwk): string =>
  createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')

/** A new private key, PKCS 8 in PEM. */
export const newPrivatePem = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()

/** Throws for what is no P-256 private key. */
export const parseLinkKey = (privatePem: string): LinkKey => {
  const privateKey = createPrivateKey(privatePem)
  if (privateKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Error('not a P-256 key')
  const { kty = '', crv = '', x = '', y = '' } = createPublicKey(privateKey).export({ format: 'jwk' })
  const jwk = { kty, crv, x, y }
  const kid = thumbprint(jwk)
  return { privateKey, kid, jwks: { keys: [{ ...jwk, kid, use: 'sig', alg: LINK_ALGORITHM }] } }
}

export const publicPemOf = ({ privateKey }: LinkKey): string =>
  createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()
