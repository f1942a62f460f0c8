// The RSA key with which a Telegram proves itself in the key exchange; one for all data centres of a data folder.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'

export type ServerKey = {
  /** PKCS#1 PEM ("BEGIN RSA PUBLIC KEY"), the form in which Telegram publishes its keys. */
  readonly publicPem: string
  /** Lower 64 bits of SHA1 of the TL-encoded key, https://core.telegram.org/mtproto/auth_key#dh-exchange-initiation */
  readonly fingerprint: bigint
  readonly modulus: bigint
  readonly privateExponent: bigint
  readonly p: bigint
  readonly q: bigint
}

type KeptFacts = { fact(name: string): string | undefined; setFact(name: string, value: string): void }

const FACT = 'mtproto/server-key'

/** The key kept in these facts; made (2048 bits, e = 65537) and kept when there is none. */
export function serverKey(facts: KeptFacts): ServerKey {
  const kept = facts.fact(FACT)
  if (kept !== undefined) return parse((JSON.parse(kept) as { pem: string }).pem)
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 65537 })
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
  facts.setFact(FACT, JSON.stringify({ pem }))
  return parse(pem)
}

function parse(pem: string): ServerKey {
  const key = createPrivateKey(pem)
  const jwk = key.export({ format: 'jwk' })
  const [n, e, d, p, q] = [jwk.n, jwk.e, jwk.d, jwk.p, jwk.q].map((part) =>
    Buffer.from(part ?? '', 'base64url'),
  )
  if (!n || !e || !d || !p || !q) throw new Error('the kept server key is not an RSA key')
  return {
    publicPem: createPublicKey(key).export({ type: 'pkcs1', format: 'pem' }).toString(),
    fingerprint: createHash('sha1')
      .update(Buffer.concat([tlBytes(n), tlBytes(e)]))
      .digest()
      .readBigUInt64LE(12),
    modulus: number(n),
    privateExponent: number(d),
    p: number(p),
    q: number(q),
  }
}

const number = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex')}`)

function tlBytes(bytes: Buffer): Buffer {
  const head = bytes.length < 254 ? [bytes.length] : [254, bytes.length & 255, bytes.length >> 8, 0]
  const pad = -(head.length + bytes.length) & 3
  return Buffer.concat([Buffer.from(head), bytes, Buffer.alloc(pad)])
}
