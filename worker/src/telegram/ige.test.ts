import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decryptWhole, type Ige, ige, javaScriptIge, PIECE_BYTES } from './ige.ts'

const xor = (a: Buffer, b: Buffer) => Buffer.from(a.map((byte, i) => byte ^ (b[i] ?? 0)))

/** IGE by its definition, over OpenSSL's block cipher: p[i] = D(c[i] ^ p[i-1]) ^ c[i-1]. */
function decryptByDefinition(cipher: Buffer, key: Buffer, iv: Buffer): Buffer {
  const aes = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false)
  const out: Buffer[] = []
  let [lastCipher, lastPlain] = [iv.subarray(0, 16), iv.subarray(16)]
  for (let i = 0; i < cipher.length; i += 16) {
    const block = cipher.subarray(i, i + 16)
    lastPlain = xor(aes.update(xor(block, lastPlain)), lastCipher)
    lastCipher = block
    out.push(lastPlain)
  }
  return Buffer.concat(out)
}

function inPieces({ start }: Ige, cipher: Buffer, key: Buffer, iv: Buffer, blocks: number[]): Buffer {
  const decryption = start(key, iv)
  const out: Buffer[] = []
  let at = 0
  for (const size of [...blocks, Infinity]) {
    while (at < cipher.length) {
      const piece = cipher.subarray(at, at + Math.min(PIECE_BYTES, size * 16))
      const before = Buffer.from(piece)
      out.push(Buffer.from(decryption.next(piece)))
      expect(piece.equals(before), 'the cipher is left as it is').toBe(true)
      at += piece.length
      if (size !== Infinity) break
    }
  }
  return Buffer.concat(out)
}

const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((array) => Buffer.from(array))
const kinds: [string, Ige][] = [
  ['the fastest there is', ige],
  ['JavaScript', javaScriptIge],
]

describe.each(kinds)('IGE by %s', (_, which) => {
  it('is IGE by its definition, for any key, iv, length and pieces', () => {
    fc.assert(
      fc.property(
        bytes(32),
        bytes(32),
        fc.integer({ min: 1, max: 300 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 10 }),
        (key, iv, length, blocks) => {
          const cipher = randomBytes(length * 16)
          const expected = decryptByDefinition(cipher, key, iv)
          expect(inPieces(which, cipher, key, iv, blocks).equals(expected)).toBe(true)
        },
      ),
    )
  })

  it('takes whole pieces of 64 KiB, one after the other', () => {
    const [key, iv, cipher] = [randomBytes(32), randomBytes(32), randomBytes(3 * PIECE_BYTES + 16)]
    expect(inPieces(which, cipher, key, iv, []).equals(decryptByDefinition(cipher, key, iv))).toBe(true)
  })

  it('keeps two decryptions apart that take turns', () => {
    const messages = Array.from({ length: 2 }, () => ({
      key: randomBytes(32),
      iv: randomBytes(32),
      cipher: randomBytes(50 * 16),
    }))
    const running = messages.map(({ key, iv, cipher }) => ({
      cipher,
      decryption: which.start(key, iv),
      out: [] as Buffer[],
    }))
    for (let at = 0; at < 50 * 16; at += 160) {
      for (const { cipher, decryption, out } of running) {
        out.push(Buffer.from(decryption.next(cipher.subarray(at, at + 160))))
      }
    }
    for (const [i, { key, iv, cipher }] of messages.entries()) {
      const got = Buffer.concat(running[i]?.out ?? [])
      expect(got.equals(decryptByDefinition(cipher, key, iv))).toBe(true)
    }
  })

  it('changes neither key nor iv, and takes keys of 32 bytes only', () => {
    const [key, iv] = [randomBytes(32), randomBytes(32)]
    const before = Buffer.concat([key, iv])
    which.start(key, iv).next(randomBytes(64))
    expect(Buffer.concat([key, iv]).equals(before)).toBe(true)
    expect(() => which.start(randomBytes(16), iv)).toThrow('16 bytes')
  })
})

describe('IGE', () => {
  it('of a whole message of any length is what its definition says', () => {
    for (const blocks of [1, 4, PIECE_BYTES / 16 - 1, PIECE_BYTES / 16, PIECE_BYTES / 16 + 1]) {
      const [key, iv, cipher] = [randomBytes(32), randomBytes(32), randomBytes(blocks * 16)]
      expect(decryptWhole(cipher, key, iv).equals(decryptByDefinition(cipher, key, iv))).toBe(true)
    }
  })

  it('of one block with an iv of zeros is AES alone', () => {
    const [key, block] = [randomBytes(32), randomBytes(16)]
    const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(block)
    expect(decryptWhole(cipher, key, Buffer.alloc(32)).equals(block)).toBe(true)
  })
})
