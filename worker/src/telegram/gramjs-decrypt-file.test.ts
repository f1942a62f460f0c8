// Files in messages that are sealed here from MTProto's description, against what puts them in place.
import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DamagedMessage, decryptFile, type FindLanding, keyIdOf } from './gramjs-decrypt.ts'

const authKey = randomBytes(256)
const sessionId = randomBytes(8)
const secrets = { authKey, sessionId, keyId: keyIdOf(authKey) }
const sha256 = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
const REQUEST = 77n
const MESSAGE = 5n

/** IGE by its definition: c[i] = E(p[i] ^ c[i-1]) ^ p[i-1]. */
function encryptIge(plain: Buffer, key: Buffer, iv: Buffer): Buffer {
  const aes = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false)
  const out = Buffer.alloc(plain.length)
  let [cipher, last] = [iv.subarray(0, 16), iv.subarray(16)]
  for (let at = 0; at < plain.length; at += 16) {
    const mixed = Buffer.alloc(16)
    for (let i = 0; i < 16; i++) mixed[i] = (plain[at + i] ?? 0) ^ (cipher[i] ?? 0)
    const block = aes.update(mixed)
    for (let i = 0; i < 16; i++) out[at + i] = (block[i] ?? 0) ^ (last[i] ?? 0)
    cipher = out.subarray(at, at + 16)
    last = plain.subarray(at, at + 16)
  }
  return out
}

type Changes = {
  session?: Buffer
  key?: Buffer
  saysBytes?: number
  saysLength?: number
  kind?: number
}

/** rpc_result with an upload.file of these bytes. */
function seal(file: Buffer, changes: Changes = {}): Buffer {
  const { session = sessionId, key = authKey, saysBytes = file.length } = changes
  const result = Buffer.alloc(28)
  result.writeUInt32LE(0xf35c6d01)
  result.writeBigUInt64LE(REQUEST, 4)
  result.writeUInt32LE(changes.kind ?? 0x096a18d5, 12)
  result.writeUInt32LE(0xaa963b05, 16)
  result[24] = 254
  result.writeUIntLE(saysBytes, 25, 3)
  const message = Buffer.concat([result, file, Buffer.alloc((4 - (file.length % 4)) % 4)])
  const head = Buffer.alloc(16)
  head.writeBigUInt64LE(MESSAGE)
  head.writeInt32LE(changes.saysLength ?? message.length, 12)
  const padding = randomBytes(12 + ((16 - ((32 + message.length + 12) % 16)) % 16))
  const plain = Buffer.concat([randomBytes(8), session, head, message, padding])
  const msgKey = sha256(key.subarray(96, 128), plain).subarray(8, 24)
  const a = sha256(msgKey, key.subarray(8, 44))
  const b = sha256(key.subarray(48, 84), msgKey)
  const aesKey = Buffer.concat([a.subarray(0, 8), b.subarray(8, 24), a.subarray(24, 32)])
  const iv = Buffer.concat([b.subarray(0, 8), a.subarray(8, 24), b.subarray(24, 32)])
  return Buffer.concat([keyIdOf(key), msgKey, encryptIge(plain, aesKey, iv)])
}

/** Buffers of these lengths, each with a border around it that must stay as it is. */
function landingOf(lengths: number[]) {
  const wholes = lengths.map((length) => Buffer.alloc(length + 32, 0xee))
  const into = wholes.map((whole, i) => whole.subarray(16, 16 + (lengths[i] ?? 0)))
  const areBordersWhole = () =>
    wholes.every((whole, i) => {
      const borders = Buffer.concat([whole.subarray(0, 16), whole.subarray(16 + (lengths[i] ?? 0))])
      return borders.every((byte) => byte === 0xee)
    })
  const find: FindLanding = (id) => (id === REQUEST ? into : undefined)
  return {
    into,
    find,
    areBordersWhole,
    isUntouched: () => into.every((each) => each.every((byte) => byte === 0xee)),
  }
}

describe('the bytes of a file', () => {
  it('land where they belong, in any number of buffers, and nowhere else', () => {
    const anyLengths = fc.oneof(
      fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 8 }),
      fc.array(fc.constantFrom(65_536, 65_535, 1, 16, 40_000), { minLength: 1, maxLength: 5 }),
    )
    fc.assert(
      fc.property(anyLengths, (lengths) => {
        const length = lengths.reduce((a, b) => a + b, 0)
        fc.pre(length >= 254)
        const file = randomBytes(length)
        const { into, find, areBordersWhole } = landingOf(lengths)
        expect(decryptFile(seal(file), secrets, find)).toEqual({
          messageId: MESSAGE,
          requestId: REQUEST,
          length,
        })
        expect(Buffer.concat(into).equals(file)).toBe(true)
        expect(areBordersWhole()).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('of a whole chunk land in sixteen segments', () => {
    const file = randomBytes(1024 * 1024)
    const { into, find } = landingOf(Array.from({ length: 16 }, () => 65_536))
    decryptFile(seal(file), secrets, find)
    expect(Buffer.concat(into).equals(file)).toBe(true)
  })

  it.each([999, 1001, 2000])('that are not as many as the landing has (%i) do not land', (landing) => {
    const { find, isUntouched } = landingOf([landing])
    expect(decryptFile(seal(randomBytes(1000)), secrets, find)?.length).toBe(1000)
    expect(isUntouched()).toBe(true)
  })

  it('that nobody waits for, or of another kind, are left to who reads all messages', () => {
    const { find, isUntouched } = landingOf([1000])
    expect(decryptFile(seal(randomBytes(1000)), secrets, () => undefined)).toBeUndefined()
    expect(decryptFile(seal(randomBytes(1000), { kind: 0x2144ca19 }), secrets, find)).toBeUndefined()
    expect(decryptFile(Buffer.alloc(100), secrets, find)).toBeUndefined()
    expect(isUntouched()).toBe(true)
  })
})

describe('a file in a message', () => {
  it.each<[string, Changes]>([
    ['of another session', { session: randomBytes(8) }],
    ['sealed with another key', { key: randomBytes(256) }],
    ['that says it is longer than its packet', { saysLength: 2000 }],
    ['that says it is shorter than its file', { saysLength: 900 }],
    ['of a length that is no multiple of four', { saysLength: 1027 }],
    ['of a negative length', { saysLength: -4 }],
  ])('%s is damaged', (_, changes) => {
    expect(() => decryptFile(seal(randomBytes(1000), changes), secrets, landingOf([1000]).find)).toThrow(
      DamagedMessage,
    )
  })

  it('that says it has more bytes than the message is damaged', () => {
    const sealed = seal(randomBytes(1000), { saysBytes: 1008 })
    expect(() => decryptFile(sealed, secrets, landingOf([1008]).find)).toThrow(DamagedMessage)
  })

  it('with any bit changed is damaged, or is not taken for a file', () => {
    const file = randomBytes(4000)
    const sealed = seal(file)
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.nat(7), (at, bit) => {
        const bytes = Buffer.from(sealed)
        bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at)
        const { find, areBordersWhole } = landingOf([4000])
        const read = () => decryptFile(bytes, secrets, find)
        // A broken head looks like another message: whoever reads that checks it in turn.
        if (at >= 8 && at < 24 + 64 + 16) expect(tryTo(read)).toBeUndefined()
        else expect(read).toThrow(DamagedMessage)
        expect(areBordersWhole()).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('cut anywhere is damaged, or is not taken for a file', () => {
    const sealed = seal(randomBytes(4000))
    for (let length = 0; length < sealed.length; length += 7) {
      expect(
        tryTo(() => decryptFile(sealed.subarray(0, length), secrets, landingOf([4000]).find)),
      ).toBeUndefined()
    }
  })
})

/** What it answers; undefined when the message is damaged. */
function tryTo<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof DamagedMessage) return undefined
    throw error
  }
}
