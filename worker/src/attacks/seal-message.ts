// The server's side of MTProto 2.0 (https://core.telegram.org/mtproto/description): a message sealed as a client believes it. And a
// little of TL's bytes, so that what is inside may be wrong in any way.
import { createCipheriv, createHash, randomBytes } from 'node:crypto'

export const secrets = (() => {
  const authKey = randomBytes(256)
  const keyId = createHash('sha1').update(authKey).digest().subarray(-8)
  return { authKey, keyId, sessionId: randomBytes(8) }
})()

export type Envelope = { messageId?: bigint; length?: number; padding?: number; session?: Buffer }

/** The packet with these bytes as its message. `length`: what the message says of itself. */
export function seal(message: Buffer, envelope: Envelope = {}): Buffer {
  const { messageId = 5n, length = message.length, session = secrets.sessionId } = envelope
  const { authKey, keyId } = secrets
  const head = Buffer.alloc(32)
  session.copy(head, 8)
  head.writeBigInt64LE(messageId, 16)
  head.writeInt32LE(1, 24)
  head.writeInt32LE(length, 28)
  const padding = envelope.padding ?? 12 + ((16 - ((message.length + 12) % 16)) % 16)
  const plain = Buffer.concat([head, message, randomBytes(padding)])
  const msgKey = sha256(authKey.subarray(96, 128), plain).subarray(8, 24)
  const a = sha256(msgKey, authKey.subarray(8, 44))
  const b = sha256(authKey.subarray(48, 84), msgKey)
  const key = Buffer.concat([a.subarray(0, 8), b.subarray(8, 24), a.subarray(24, 32)])
  const iv = Buffer.concat([b.subarray(0, 8), a.subarray(8, 24), b.subarray(24, 32)])
  return Buffer.concat([keyId, msgKey, encryptIge(plain, key, iv)])
}

function sha256(...parts: Buffer[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest()
}

function encryptIge(plain: Buffer, key: Buffer, iv: Buffer): Buffer {
  const aes = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false)
  const out = Buffer.alloc(plain.length - (plain.length % 16))
  let cipher: Buffer = iv.subarray(0, 16)
  let last: Buffer = iv.subarray(16)
  const block = Buffer.alloc(16)
  for (let at = 0; at < out.length; at += 16) {
    for (let i = 0; i < 16; i++) block[i] = (plain[at + i] ?? 0) ^ (cipher[i] ?? 0)
    const mixed = aes.update(block)
    for (let i = 0; i < 16; i++) out[at + i] = (mixed[i] ?? 0) ^ (last[i] ?? 0)
    cipher = out.subarray(at, at + 16)
    last = plain.subarray(at, at + 16)
  }
  return out
}

export const int = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value | 0)
  return bytes
}
export const long = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64LE(BigInt.asIntN(64, value))
  return bytes
}

/** pong#347773c5 msg_id:long ping_id:long */
export const pong = Buffer.concat([int(0x347773c5), long(1n), long(2n)])

/** rpc_result#f35c6d01 req_msg_id:long result:Object */
export const rpcResult = (requestId: bigint, result: Buffer): Buffer =>
  Buffer.concat([int(0xf35c6d01), long(requestId), result])

/** upload.file#96a18d5 type:storage.fileUnknown mtime:int bytes:bytes, with a length of three bytes. */
export function uploadFile(bytes: Buffer, length: number = bytes.length): Buffer {
  const prefix = Buffer.alloc(4)
  prefix.writeUInt8(254)
  prefix.writeUIntLE(length, 1, 3)
  return Buffer.concat([int(0x096a18d5), int(0xaa963b05), int(0), prefix, bytes])
}

/** gzip_packed#3072cfa1 packed_data:bytes */
export function gzipPacked(packed: Buffer): Buffer {
  const padded = Buffer.concat([packed, Buffer.alloc((4 - (packed.length % 4)) % 4)])
  return Buffer.concat([int(0x3072cfa1), int((packed.length << 8) | 254), padded])
}

/** msg_container#73f1f8dc; `length` in place of each message's own. */
export function container(
  messages: Buffer[],
  { count = messages.length, length = undefined as number | undefined } = {},
): Buffer {
  const parts = messages.map((message, i) =>
    Buffer.concat([long(BigInt(i + 1)), int(1), int(length ?? message.length), message]),
  )
  return Buffer.concat([int(0x73f1f8dc), int(count), ...parts])
}
