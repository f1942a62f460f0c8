// Who may sign links here: a key of the bench's own, in the place of the backend's.
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { LINK_ALGORITHM, LINK_ISSUER, LINK_TYPE, type LinkClaims } from '@gramreel/contracts/links'

export type Signer = { publicPem: string; token(file: LinkClaims['file'], sub: string): string }

export const WORKER_ID = 'bench'
const HOUR = 3600

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')

export function createSigner(): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { crv, kty, x, y } = publicKey.export({ format: 'jwk' })
  // RFC 7638: the thumbprint is over the required members in alphabetical order.
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')
  const head = encode({ alg: LINK_ALGORITHM, typ: LINK_TYPE, kid })
  return {
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    token(file, sub) {
      const iat = Math.floor(Date.now() / 1000)
      const claims: LinkClaims = {
        iss: LINK_ISSUER,
        aud: WORKER_ID,
        sub,
        jti: randomUUID(),
        iat,
        exp: iat + HOUR,
        scope: 'stream',
        file,
      }
      const text = `${head}.${encode(claims)}`
      const signature = sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' })
      return `${text}.${signature.toString('base64url')}`
    },
  }
}
