import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { igeDecrypt, igeEncrypt } from './ige.ts'
import { referenceIge } from './reference-ige.ts'

const hex = (text: string) => Buffer.from(text, 'hex')
const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((b) => Buffer.from(b))
const blocks = fc.integer({ min: 1, max: 80 }).chain((count) => bytes(count * 16))

describe('AES-256-IGE', () => {
  it("encrypts and decrypts FIPS 197's example for 256 bits, which one block with a zero iv is", () => {
    const key = hex('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f')
    const plain = hex('00112233445566778899aabbccddeeff')
    const encrypted = hex('8ea2b7ca516745bfeafc49904b496089')
    expect(Buffer.concat(igeEncrypt(plain, key, Buffer.alloc(32)))).toEqual(encrypted)
    expect(igeDecrypt(encrypted, key, Buffer.alloc(32))).toEqual(plain)
  })

  it('agrees with the definition, block by block', () => {
    fc.assert(
      fc.property(blocks, bytes(32), bytes(32), (data, key, iv) => {
        expect(Buffer.concat(igeEncrypt(data, key, iv))).toEqual(referenceIge('encrypt', data, key, iv))
        expect(igeDecrypt(data, key, iv)).toEqual(referenceIge('decrypt', data, key, iv))
      }),
      { numRuns: 60 },
    )
  })

  it('carries the chain over its slices of 64 KiB', () => {
    const [key, iv, plain] = [randomBytes(32), randomBytes(32), randomBytes(64 * 1024 * 2 + 48)]
    const encrypted = Buffer.concat(igeEncrypt(plain, key, iv))
    expect(encrypted.equals(referenceIge('encrypt', plain, key, iv))).toBe(true)
    expect(igeDecrypt(encrypted, key, iv).equals(plain)).toBe(true)
  })

  it('works on bytes that lie at an odd address', () => {
    const [key, iv, room] = [randomBytes(32), randomBytes(32), randomBytes(97)]
    const plain = room.subarray(1)
    expect(igeDecrypt(Buffer.concat(igeEncrypt(plain, key, iv)), key, iv)).toEqual(plain)
  })

  it('refuses what is not whole blocks', () => {
    expect(() => igeEncrypt(Buffer.alloc(15), Buffer.alloc(32), Buffer.alloc(32))).toThrow(RangeError)
    expect(() => igeDecrypt(Buffer.alloc(17), Buffer.alloc(32), Buffer.alloc(32))).toThrow(RangeError)
  })
})
