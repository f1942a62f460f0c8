// AES-256 in IGE mode (https://core.telegram.org/mtproto/description#defining-aes-key-and-initialization-vector):
// c[i] = E(p[i] ^ c[i-1]) ^ p[i-1], where the iv is c[-1], then p[-1].
// Encryption is CBC in disguise: c[i] ^ p[i-1] is the CBC encryption of p[i] ^ p[i-2], so the platform's AES does it.
// Decryption has no such form, and walks block by block.
import { createCipheriv } from 'node:crypto'
import { decryptIgeInPlace } from './aes-ige-loop.ts'
import { decryptionKeys } from './aes-tables.ts'

/** Bytes worked on at a time, so that a slice stays in the processor's cache through all passes. */
const SLICE = 64 * 1024
const scratch = new Int32Array(SLICE / 4)

/**
 * Encrypts; the result comes in slices, new buffers whose joined bytes are the ciphertext.
 * The plaintext's length is a multiple of 16; `iv` has 32 bytes.
 */
export function igeEncrypt(plain: Buffer, key: Uint8Array, iv: Uint8Array): Buffer[] {
  if (plain.length % 16 !== 0) throw new RangeError('IGE works on whole blocks of 16 bytes')
  const p = words(plain)
  const v = words(Buffer.from(iv))
  const cipher = createCipheriv('aes-256-cbc', key, iv.subarray(0, 16)).setAutoPadding(false)
  const slices: Buffer[] = []
  for (let start = 0; start < p.length; start += SLICE / 4) {
    const count = Math.min(SLICE / 4, p.length - start)
    const x = scratch
    for (let i = start === 0 ? 8 : 0; i < count; i++) x[i] = (p[start + i] ?? 0) ^ (p[start + i - 8] ?? 0)
    if (start === 0) {
      for (let i = 0; i < 4; i++) x[i] = p[i] ?? 0
      for (let i = 4; i < 8; i++) x[i] = (p[i] ?? 0) ^ (v[i] ?? 0)
    }
    const out = words(cipher.update(new Uint8Array(x.buffer, 0, count * 4)))
    for (let i = start === 0 ? 4 : 0; i < count; i++) out[i] = (out[i] ?? 0) ^ (p[start + i - 4] ?? 0)
    if (start === 0) for (let i = 0; i < 4; i++) out[i] = (out[i] ?? 0) ^ (v[4 + i] ?? 0)
    slices.push(Buffer.from(out.buffer, out.byteOffset, out.byteLength))
  }
  return slices
}

/** Decrypts into a new buffer. The length is a multiple of 16; `iv` has 32 bytes. */
export function igeDecrypt(encrypted: Buffer, key: Uint8Array, iv: Uint8Array): Buffer {
  if (encrypted.length % 16 !== 0) throw new RangeError('IGE works on whole blocks of 16 bytes')
  const result = Buffer.allocUnsafeSlow(encrypted.length)
  encrypted.copy(result)
  decryptIgeInPlace(words(result), decryptionKeys(key), words(Buffer.from(iv)))
  return result
}

/** The bytes as 32-bit words of this machine; copies only when they are not aligned. */
function words(bytes: Buffer): Int32Array {
  if (bytes.byteOffset % 4 === 0) return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
  const aligned = Buffer.allocUnsafeSlow(bytes.length)
  bytes.copy(aligned)
  return new Int32Array(aligned.buffer, 0, aligned.length / 4)
}
