// The RSA key with which a Telegram proves itself in the key exchange; one for all data centres of a data folder.
import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  privateDecrypt,
} from 'node:crypto'
import type { Facts } from './data-centre.ts'
import { joined } from '../tl/lazy-bytes.ts'
import { TlWriter } from '../tl/writer.ts'

export type ServerKey = {
  /** PKCS#1 PEM ("BEGIN RSA PUBLIC KEY"), the form in which Telegram publishes its keys. */
  readonly publicPem: string
  /** Lower 64 bits of SHA1 of the TL-encoded key: https://core.telegram.org/mtproto/auth_key#dh-exchange-initiation */
  readonly fingerprint: bigint
  /** Plain RSA, no padding taken off: 256 bytes to 256 bytes. Throws when the number is larger than the modulus. */
  decrypt(bytes: Buffer): Buffer
}

const FACT = 'mtproto/server-key'

/** The key kept in these facts; made (2048 bits, e = 65537) and kept when there is none. */
export function serverKey(facts: Facts): ServerKey {
  const kept = facts.fact(FACT)
  if (kept !== undefined) {
    const { pem }: { pem: string } = JSON.parse(kept)
    return fromPem(pem)
  }
  for (;;) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 65537 })
    const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
    const key = fromPem(pem)
    // mtcute (0.30) compares fingerprints as hexadecimal text and forgets leading zeros on one side.
    if (BigInt.asUintN(64, key.fingerprint) >> 60n === 0n) continue
    facts.setFact(FACT, JSON.stringify({ pem }))
    return key
  }
}

function fromPem(pem: string): ServerKey {
  const key = createPrivateKey(pem)
  const { n, e } = key.export({ format: 'jwk' })
  if (n === undefined || e === undefined) throw new Error('the kept server key is not an RSA key')
  const tl = new TlWriter()
  tl.byteString(Buffer.from(n, 'base64url'))
  tl.byteString(Buffer.from(e, 'base64url'))
  return {
    publicPem: createPublicKey(key).export({ type: 'pkcs1', format: 'pem' }).toString(),
    fingerprint: createHash('sha1').update(joined(tl.parts())).digest().readBigInt64LE(12),
    decrypt: (bytes) => privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, bytes),
  }
}
