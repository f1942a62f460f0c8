// The server's side of MTProto 2.0, written here from its description, against the checks of the client.
import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { DamagedMessage, decryptMessage, keyIdOf } from './gramjs-decrypt.ts'

const authKey = randomBytes(256)
const sessionId = randomBytes(8)
const sha256 = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
const xor = (a: Buffer, b: Buffer) => Buffer.from(a.map((byte, i) => byte ^ (b[i] ?? 0)))

function encryptIge(plain: Buffer, key: Buffer, iv: Buffer): Buffer {
  const out: Buffer[] = []
  let [cipher, last] = [iv.subarray(0, 16), iv.subarray(16)]
  for (let i = 0; i < plain.length; i += 16) {
    const block = plain.subarray(i, i + 16)
    const aes = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false)
    cipher = xor(aes.update(xor(block, cipher)), last)
    last = block
    out.push(cipher)
  }
  return Buffer.concat(out)
}

type Changes = { key?: Buffer; session?: Buffer; length?: number; padding?: number }

/** pong#347773c5 msg_id:long ping_id:long */
function packet({ key = authKey, session = sessionId, length = 20, padding = 12 }: Changes = {}): Buffer {
  const pong = Buffer.concat([Buffer.from('c5737734', 'hex'), Buffer.alloc(8, 1), Buffer.alloc(8, 2)])
  const header = Buffer.alloc(16)
  header.writeBigInt64LE(5n)
  header.writeInt32LE(length, 12)
  const plain = Buffer.concat([randomBytes(8), session, header, pong, randomBytes(padding)])
  const msgKey = sha256(key.subarray(96, 128), plain).subarray(8, 24)
  const a = sha256(msgKey, key.subarray(8, 44))
  const b = sha256(key.subarray(48, 84), msgKey)
  const aesKey = Buffer.concat([a.subarray(0, 8), b.subarray(8, 24), a.subarray(24, 32)])
  const iv = Buffer.concat([b.subarray(0, 8), a.subarray(8, 24), b.subarray(24, 32)])
  const keyId = createHash('sha1').update(key).digest().subarray(-8)
  return Buffer.concat([keyId, msgKey, encryptIge(plain, aesKey, iv)])
}

const read = (bytes: Buffer) => decryptMessage(bytes, { authKey, keyId: keyIdOf(authKey), sessionId })

describe('a message from the server', () => {
  it('is read', () => {
    const { msgId, obj } = read(packet())
    expect([msgId.toString(), obj.className]).toEqual(['5', 'Pong'])
    expect(read(packet({ padding: 12 + 1008 })).obj.className).toBe('Pong')
  })

  it.each<[string, Changes]>([
    ['another key', { key: randomBytes(256) }],
    ['another session', { session: randomBytes(8) }],
    ['a length beyond the message', { length: 24 }],
    ['a length not divisible by four', { length: 18 }],
    ['a negative length', { length: -4 }],
    ['too much padding', { padding: 12 + 1024 }],
  ])('with %s is damaged', (_, changes) => {
    expect(() => read(packet(changes))).toThrow(DamagedMessage)
  })

  it('with any bit changed is damaged', () => {
    for (let i = 0; i < 200; i++) {
      const bytes = packet()
      const at = i % bytes.length
      bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << (i % 8)), at)
      expect(() => read(bytes)).toThrow(DamagedMessage)
    }
  })
})
