// What a client puts under our RSA key: a temporary AES key and the inner data (RSA_PAD), or, by older clients, the data
// behind its SHA1. https://core.telegram.org/mtproto/auth_key#presenting-proof-of-work-server-authentication
import { sha1, sha256 } from '../crypto/digest.ts'
import { igeDecrypt } from '../crypto/ige.ts'
import type { ServerKey } from '../server-key.ts'
import type { TlObject } from '../service.ts'
import { TlReader } from '../../tl/decode.ts'
import type { Schema } from '../../tl/schema.ts'

/** The object inside, or undefined when no padding that we know fits. */
export function openRsaEnvelope(encrypted: Buffer, key: ServerKey, schema: Schema): TlObject | undefined {
  if (encrypted.length !== 256) return undefined
  let plain: Buffer
  try {
    plain = key.decrypt(encrypted)
  } catch {
    return undefined // The number is larger than our modulus: made for another key.
  }
  return openRsaPad(plain, schema) ?? openSha1Padding(plain, schema)
}

function openRsaPad(plain: Buffer, schema: Schema): TlObject | undefined {
  const sealed = plain.subarray(32)
  const mask = sha256(sealed)
  const temporaryKey = Buffer.from(plain.subarray(0, 32).map((byte, i) => byte ^ (mask[i] ?? 0)))
  const opened = igeDecrypt(sealed, temporaryKey, Buffer.alloc(32))
  const padded = Buffer.from(opened.subarray(0, 192).toReversed())
  if (!sha256(temporaryKey, padded).equals(opened.subarray(192))) return undefined
  return read(new TlReader(padded, schema))
}

function openSha1Padding(plain: Buffer, schema: Schema): TlObject | undefined {
  if (plain[0] !== 0) return undefined
  const data = plain.subarray(21)
  const reader = new TlReader(data, schema)
  const value = read(reader)
  const hash = sha1(data.subarray(0, reader.offset))
  return value && hash.equals(plain.subarray(1, 21)) ? value : undefined
}

function read(reader: TlReader): TlObject | undefined {
  try {
    return reader.object()
  } catch {
    return undefined
  }
}
