import { randomBytes } from 'node:crypto'
import { IGE } from 'telegram/crypto/IGE.js'
import { expect, it } from 'vitest'
import { encryptIge, sealMessage } from './gramjs-encrypt.ts'
import { decryptWhole } from './ige.ts'

it.each([16, 32, 48, 4096, 524_320])('encrypts %i bytes as GramJS does', (length) => {
  const [key, iv] = [randomBytes(32), randomBytes(32)]
  const plain = Buffer.allocUnsafeSlow(length)
  randomBytes(length).copy(plain)
  const into = Buffer.allocUnsafeSlow(length)
  encryptIge(plain, key, iv, into)
  expect(into.equals(new IGE(key, iv).encryptIge(plain))).toBe(true)
  expect(decryptWhole(into, key, iv).equals(plain)).toBe(true)
})

it('pads by 12 to 27 bytes to whole blocks, and never the same way twice', () => {
  const secrets = {
    authKey: randomBytes(256),
    keyId: randomBytes(8),
    sessionId: randomBytes(8),
    salt: randomBytes(8),
  }
  for (let length = 16; length < 48; length += 4) {
    const [one, other] = [
      sealMessage(Buffer.alloc(length), secrets),
      sealMessage(Buffer.alloc(length), secrets),
    ]
    const padding = one.length - 24 - 16 - length
    expect((one.length - 24) % 16).toBe(0)
    expect(padding).toBeGreaterThanOrEqual(12)
    expect(padding).toBeLessThan(28)
    expect(one.equals(other)).toBe(false)
  }
})
