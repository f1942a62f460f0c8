// Which RSA keys a Telegram server may prove itself with: GramJS knows the real ones, another Telegram's is added.
// https://core.telegram.org/mtproto/auth_key: the fingerprint is the low 64 bits of SHA-1 over the bare type rsa_public_key.
import { createHash, createPublicKey } from 'node:crypto'
import { _serverKeys as serverKeys } from 'telegram/crypto/RSA.js'
import { readBigIntFromBuffer } from 'telegram/Helpers.js'

/**
 * Trusts the server that holds the private half of this key, in this process.
 * @throws {Error} when the text is no RSA public key.
 */
export function trustServerKey(pem: string): void {
  const { kty, n, e } = createPublicKey(pem).export({ format: 'jwk' })
  if (kty !== 'RSA' || !n || !e) throw new Error('is no RSA public key')
  const modulus = Buffer.from(n, 'base64url')
  const exponent = Buffer.from(e, 'base64url')
  const hash = createHash('sha1')
    .update(Buffer.concat([tlBytes(modulus), tlBytes(exponent)]))
    .digest()
  serverKeys.set(hash.readBigInt64LE(12).toString(), {
    n: readBigIntFromBuffer(modulus, false),
    e: exponent.readUIntBE(0, exponent.length),
  })
}

/** TL's `bytes`: a length of one byte, or 254 and three, then padding to a multiple of four. */
function tlBytes(bytes: Buffer): Buffer {
  const head =
    bytes.length < 254
      ? Buffer.from([bytes.length])
      : Buffer.from([254, bytes.length & 255, (bytes.length >> 8) & 255, bytes.length >> 16])
  const unpadded = Buffer.concat([head, bytes])
  return Buffer.concat([unpadded, Buffer.alloc((4 - (unpadded.length % 4)) % 4)])
}
