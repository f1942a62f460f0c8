import { createCipheriv, randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { decryptionSchedule, decryptIge } from './aes-ige.ts'

const xor = (a: Buffer, b: Buffer) => Buffer.from(a.map((byte, i) => byte ^ (b[i] ?? 0)))

/** IGE by its definition, over OpenSSL's block cipher: c[i] = E(p[i] ^ c[i-1]) ^ p[i-1]. */
function encrypt(plain: Buffer, key: Buffer, iv: Buffer): Buffer {
  const out: Buffer[] = []
  let [lastCipher, lastPlain] = [iv.subarray(0, 16), iv.subarray(16)]
  for (let i = 0; i < plain.length; i += 16) {
    const block = plain.subarray(i, i + 16)
    const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false)
    lastCipher = xor(cipher.update(xor(block, lastCipher)), lastPlain)
    lastPlain = block
    out.push(lastCipher)
  }
  return Buffer.concat(out)
}

const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((array) => Buffer.from(array))

it('decrypts what IGE by its definition encrypts, for any key, iv and length', () => {
  fc.assert(
    fc.property(bytes(32), bytes(32), fc.nat(20), (key, iv, blocks) => {
      const plain = randomBytes(blocks * 16)
      const swapped = Buffer.from(encrypt(plain, key, iv)).swap32()
      const words = new Int32Array(swapped.length / 4)
      Buffer.from(words.buffer).set(swapped)
      decryptIge(words, decryptionSchedule(key), iv)
      expect(Buffer.from(words.buffer).swap32().equals(plain)).toBe(true)
    }),
  )
})

it('takes keys of 32 bytes only', () => {
  expect(() => decryptionSchedule(randomBytes(16))).toThrow('16 bytes')
})
