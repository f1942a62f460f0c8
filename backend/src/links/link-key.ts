// The key that signs links. Its private half never leaves this machine; workers get the public one, as PEM or JWKS.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto'
import { join } from 'node:path'
import { LINK_ALGORITHM } from '@gramreel/contracts/links'
import { StartError } from '../start-error.ts'
import { readOrCreatePrivateFile, writePrivateFile } from '../storage/data-dir.ts'

type EcPublicJwk = { kty: string; crv: string; x: string; y: string }

export type LinkKey = {
  privateKey: KeyObject
  /** RFC 7638 thumbprint. */
  kid: string
  /** RFC 7517 key set with the public half. */
  jwks: { keys: (EcPublicJwk & { kid: string; use: 'sig'; alg: typeof LINK_ALGORITHM })[] }
}

/** RFC 7638, section 3.2: the required members only, in alphabetical order, without spaces. */
const thumbprint = ({ crv, kty, x, y }: EcPublicJwk): string =>
  createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')

const newPrivatePem = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()

const parsePrivateKey = (pem: string, path: string): KeyObject => {
  try {
    const key = createPrivateKey(pem)
    if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new Error('not a P-256 key')
    return key
  } catch (cause) {
    throw new StartError(`${path} is not a P-256 private key. Remove it, and a new one will be made.`, {
      cause,
    })
  }
}

/** DATA_DIR/link-key.pem, made at the first start, and link-key.public.pem beside it for workers. */
export const openLinkKey = async (dataDir: string): Promise<LinkKey> => {
  const path = join(dataDir, 'link-key.pem')
  const privateKey = parsePrivateKey(await readOrCreatePrivateFile(path, newPrivatePem), path)
  const publicKey = createPublicKey(privateKey)
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const publicPath = join(dataDir, 'link-key.public.pem')
  const written = await readOrCreatePrivateFile(publicPath, () => publicPem)
  if (written !== publicPem) await writePrivateFile(publicPath, publicPem)
  const { kty = '', crv = '', x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const jwk = { kty, crv, x, y }
  const kid = thumbprint(jwk)
  return { privateKey, kid, jwks: { keys: [{ ...jwk, kid, use: 'sig', alg: LINK_ALGORITHM }] } }
}
