// AES-256 in IGE mode (https://core.telegram.org/mtproto/description#defining-aes-key-and-initialization-vector):
// c[i] = E(p[i] ^ c[i-1]) ^ p[i-1], where the iv is c[-1], then p[-1].
// Encryption is CBC in disguise: c[i] ^ p[i-1] is the CBC encryption of p[i] ^ p[i-2], so the platform's AES does it.
// Decryption has no such form, and walks block by block.
import { createCipheriv } from 'node:crypto'
import { TABLES, decryptionKeys } from './aes-tables.ts'

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
    for (let i = start === 0 ? 8 : 0; i < count; i++)
      x[i] = (p[start + i] as number) ^ (p[start + i - 8] as number)
    if (start === 0) {
      for (let i = 0; i < 4; i++) x[i] = p[i] as number
      for (let i = 4; i < 8; i++) x[i] = (p[i] as number) ^ (v[i] as number)
    }
    const out = words(cipher.update(new Uint8Array(x.buffer, 0, count * 4)))
    for (let i = start === 0 ? 4 : 0; i < count; i++)
      out[i] = (out[i] as number) ^ (p[start + i - 4] as number)
    if (start === 0) for (let i = 0; i < 4; i++) out[i] = (out[i] as number) ^ (v[4 + i] as number)
    slices.push(Buffer.from(out.buffer, out.byteOffset, out.byteLength))
  }
  return slices
}

/** Decrypts into a new buffer. The length is a multiple of 16; `iv` has 32 bytes. */
export function igeDecrypt(encrypted: Buffer, key: Uint8Array, iv: Uint8Array): Buffer {
  if (encrypted.length % 16 !== 0) throw new RangeError('IGE works on whole blocks of 16 bytes')
  const result = Buffer.allocUnsafeSlow(encrypted.length)
  encrypted.copy(result)
  decryptInPlace(words(result), decryptionKeys(key), words(Buffer.from(iv)))
  return result
}

/** The loop holds everything in locals: this is where uploads spend their time. */
function decryptInPlace(data: Int32Array, keys: Int32Array, v: Int32Array): void {
  const { t0, t1, t2, t3, inverse } = TABLES
  const at = (array: Int32Array, index: number) => array[index] as number
  const [k0, k1, k2, k3] = [at(keys, 0), at(keys, 1), at(keys, 2), at(keys, 3)]
  const [l0, l1, l2, l3] = [at(keys, 56), at(keys, 57), at(keys, 58), at(keys, 59)]
  // c: the ciphertext block before; p: the plaintext block before.
  let [c0, c1, c2, c3] = [at(v, 0), at(v, 1), at(v, 2), at(v, 3)]
  let [p0, p1, p2, p3] = [at(v, 4), at(v, 5), at(v, 6), at(v, 7)]
  for (let i = 0; i < data.length; i += 4) {
    const d0 = data[i] as number
    const d1 = data[i + 1] as number
    const d2 = data[i + 2] as number
    const d3 = data[i + 3] as number
    let a = d0 ^ p0 ^ k0
    let b = d1 ^ p1 ^ k1
    let c = d2 ^ p2 ^ k2
    let d = d3 ^ p3 ^ k3
    for (let r = 4; r < 56; r += 4) {
      const e =
        (t0[a & 255] as number) ^
        (t1[(d >>> 8) & 255] as number) ^
        (t2[(c >>> 16) & 255] as number) ^
        (t3[b >>> 24] as number) ^
        (keys[r] as number)
      const f =
        (t0[b & 255] as number) ^
        (t1[(a >>> 8) & 255] as number) ^
        (t2[(d >>> 16) & 255] as number) ^
        (t3[c >>> 24] as number) ^
        (keys[r + 1] as number)
      const g =
        (t0[c & 255] as number) ^
        (t1[(b >>> 8) & 255] as number) ^
        (t2[(a >>> 16) & 255] as number) ^
        (t3[d >>> 24] as number) ^
        (keys[r + 2] as number)
      const h =
        (t0[d & 255] as number) ^
        (t1[(c >>> 8) & 255] as number) ^
        (t2[(b >>> 16) & 255] as number) ^
        (t3[a >>> 24] as number) ^
        (keys[r + 3] as number)
      a = e
      b = f
      c = g
      d = h
    }
    const s = inverse
    p0 =
      ((s[a & 255] as number) |
        ((s[(d >>> 8) & 255] as number) << 8) |
        ((s[(c >>> 16) & 255] as number) << 16) |
        ((s[b >>> 24] as number) << 24)) ^
      l0 ^
      c0
    p1 =
      ((s[b & 255] as number) |
        ((s[(a >>> 8) & 255] as number) << 8) |
        ((s[(d >>> 16) & 255] as number) << 16) |
        ((s[c >>> 24] as number) << 24)) ^
      l1 ^
      c1
    p2 =
      ((s[c & 255] as number) |
        ((s[(b >>> 8) & 255] as number) << 8) |
        ((s[(a >>> 16) & 255] as number) << 16) |
        ((s[d >>> 24] as number) << 24)) ^
      l2 ^
      c2
    p3 =
      ((s[d & 255] as number) |
        ((s[(c >>> 8) & 255] as number) << 8) |
        ((s[(b >>> 16) & 255] as number) << 16) |
        ((s[a >>> 24] as number) << 24)) ^
      l3 ^
      c3
    data[i] = p0
    data[i + 1] = p1
    data[i + 2] = p2
    data[i + 3] = p3
    c0 = d0
    c1 = d1
    c2 = d2
    c3 = d3
  }
}

/** The bytes as 32-bit words of this machine; copies only when they are not aligned. */
function words(bytes: Buffer): Int32Array {
  if (bytes.byteOffset % 4 === 0) return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
  const aligned = Buffer.allocUnsafeSlow(bytes.length)
  bytes.copy(aligned)
  return new Int32Array(aligned.buffer, 0, aligned.length / 4)
}
