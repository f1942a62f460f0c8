// What MTProto 2.0 asks a client to check of every message, before anything in it is believed: the key, msg_key, the session,
// the length and its padding. GramJS leaves the last three out, and copies each chunk once more to hash it.
// https://core.telegram.org/mtproto/description#encrypted-message, https://core.telegram.org/mtproto/security_guidelines
import { createHash, timingSafeEqual } from 'node:crypto'
import { BinaryReader } from 'telegram/extensions/BinaryReader.js'
import { TLMessage } from 'telegram/tl/core/TLMessage.js'
import { decryptionSchedule, decryptIge } from './aes-ige.ts'

/** The message cannot be from our server in our session: the connection is of no use any more. */
export class DamagedMessage extends Error {}

/** auth_key_id, msg_key, then at least salt, session, message id, seqno, length, 12 bytes of padding. */
const LEAST_BYTES = 24 + 32 + 16
const MIN_PADDING = 12
const MAX_PADDING = 1024

/** Of 256 bytes; `sessionId` and the key's id as the 8 bytes on the wire. */
export type Secrets = { authKey: Buffer; sessionId: Buffer }

/** True for the 4 bytes of a transport error, which GramJS reads itself. */
export function isTooShort(packet: Buffer): boolean {
  return packet.length < LEAST_BYTES
}

/**
 * Decrypts the packet in place and reads the message in it.
 * @throws {DamagedMessage}
 */
export function decryptMessage(packet: Buffer, { authKey, sessionId }: Secrets): TLMessage {
  const keyId = createHash('sha1').update(authKey).digest().subarray(-8)
  if (!packet.subarray(0, 8).equals(keyId)) throw new DamagedMessage('encrypted with another key')
  const msgKey = packet.subarray(8, 24)
  const body = packet.subarray(24)
  if (body.length % 16 !== 0) throw new DamagedMessage('not whole blocks')
  const { key, iv } = deriveKey(authKey, msgKey)
  const plain = aligned(body).swap32()
  decryptIge(new Int32Array(plain.buffer, plain.byteOffset, plain.length >> 2), decryptionSchedule(key), iv)
  plain.swap32()

  const hash = createHash('sha256').update(authKey.subarray(96, 128)).update(plain).digest()
  if (!timingSafeEqual(hash.subarray(8, 24), msgKey)) throw new DamagedMessage('msg_key does not match')
  if (!plain.subarray(8, 16).equals(sessionId)) throw new DamagedMessage('for another session')
  const length = plain.readInt32LE(28)
  const padding = plain.length - 32 - length
  if (length < 0 || length % 4 !== 0 || padding < MIN_PADDING || padding > MAX_PADDING) {
    throw new DamagedMessage('wrong length')
  }
  const reader = new BinaryReader(plain.subarray(0, 32 + length))
  reader.read(16)
  const messageId = reader.readLong()
  const seqno = reader.readInt()
  reader.readInt()
  return new TLMessage(messageId, seqno, reader.tgReadObject())
}

const sha = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest()

/** The AES key and iv of a message from the server (x = 8). */
function deriveKey(authKey: Buffer, msgKey: Buffer): { key: Buffer; iv: Buffer } {
  const a = sha(msgKey, authKey.subarray(8, 44))
  const b = sha(authKey.subarray(48, 84), msgKey)
  return {
    key: Buffer.concat([a.subarray(0, 8), b.subarray(8, 24), a.subarray(24, 32)]),
    iv: Buffer.concat([b.subarray(0, 8), a.subarray(8, 24), b.subarray(24, 32)]),
  }
}

/** Words need an offset divisible by four; a packet of our socket has one, and is nobody else's. */
function aligned(bytes: Buffer): Buffer {
  return bytes.byteOffset % 4 === 0 ? bytes : Buffer.from(new Uint8Array(bytes).buffer)
}
