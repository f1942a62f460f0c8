// AES-256 in IGE mode (https://core.telegram.org/mtproto/description#defining-aes-key-and-initialization-vector):
// c[i] = E(p[i] ^ c[i-1]) ^ p[i-1], where the iv is c[-1], then p[-1].
// Encryption is CBC in disguise: c[i] ^ p[i-1] is the CBC encryption of p[i] ^ p[i-2], so the platform's AES does it.
// Decryption has no such form, and walks block by block.
import { createCipheriv } from 'node:crypto'
import { decryptIgeInPlace } from './aes-ige-loop.ts'
import { decryptionKeys } from './aes-tables.ts'

/** Bytes worked on at a time, so that a slice stays in the processor's cache through all passes. */
const SLICE = 64 * 1024
/** 64-bit words of a block: half of it. V8 compiles XOR between BigUint64Arrays to plain 64-bit instructions. */
const BLOCK = 2
const scratch = new BigUint64Array(SLICE / 8)
const scratchBytes = new Uint8Array(scratch.buffer)

/**
 * Encrypts; the result comes in slices, new buffers whose joined bytes are the ciphertext.
 * The plaintext's length is a multiple of 16; `iv` has 32 bytes.
 */
export function igeEncrypt(plain: Buffer, key: Uint8Array, iv: Uint8Array): Buffer[] {
  if (plain.length % 16 !== 0) throw new RangeError('IGE works on whole blocks of 16 bytes')
  const p = longWords(plain)
  const x = scratch
  const cipher = createCipheriv('aes-256-cbc', key, iv.subarray(0, 16)).setAutoPadding(false)
  // Before the first block stand p[-1], the second half of the iv, and p[-2], which is nought.
  const before = new BigUint64Array(2 * BLOCK)
  before.set(longWords(Buffer.from(iv.subarray(16))), BLOCK)
  const slices: Buffer[] = []
  for (let start = 0; start < p.length; start += SLICE / 8) {
    const count = Math.min(SLICE / 8, p.length - start)
    const first = Math.min(2 * BLOCK, count)
    const back = start === 0 ? before : p.subarray(start - 2 * BLOCK, start)
    for (let i = 0; i < first; i++) x[i] = at(p, start + i) ^ at(back, i)
    for (let i = first, j = start + first; i < count; i++, j++) x[i] = (p[j] ?? 0n) ^ (p[j - 2 * BLOCK] ?? 0n)
    const slice = cipher.update(scratchBytes.subarray(0, count * 8))
    const out = longWords(slice)
    for (let i = 0; i < BLOCK; i++) out[i] = at(out, i) ^ at(back, BLOCK + i)
    for (let i = BLOCK, j = start; i < count; i++, j++) out[i] = (out[i] ?? 0n) ^ (p[j] ?? 0n)
    slices.push(Buffer.from(out.buffer, out.byteOffset, out.byteLength))
  }
  return slices
}

const at = (words: BigUint64Array, index: number) => words[index] ?? 0n

/** Decrypts into a new buffer. The length is a multiple of 16; `iv` has 32 bytes. */
export function igeDecrypt(encrypted: Buffer, key: Uint8Array, iv: Uint8Array): Buffer {
  if (encrypted.length % 16 !== 0) throw new RangeError('IGE works on whole blocks of 16 bytes')
  const result = Buffer.allocUnsafeSlow(encrypted.length)
  encrypted.copy(result)
  decryptIgeInPlace(words(result), decryptionKeys(key), words(Buffer.from(iv)))
  return result
}

/** The bytes as words of this machine; copied only when they are not aligned. */
function words(bytes: Buffer): Int32Array {
  const { buffer, byteOffset } = aligned(bytes, 4)
  return new Int32Array(buffer, byteOffset, bytes.length / 4)
}

function longWords(bytes: Buffer): BigUint64Array {
  const { buffer, byteOffset } = aligned(bytes, 8)
  return new BigUint64Array(buffer, byteOffset, bytes.length / 8)
}

function aligned(bytes: Buffer, to: number): Buffer {
  if (bytes.byteOffset % to === 0) return bytes
  const copy = Buffer.allocUnsafeSlow(bytes.length)
  bytes.copy(copy)
  return copy
}
