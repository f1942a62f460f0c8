// Encrypted messages: https://core.telegram.org/mtproto/description#encrypted-message-encrypted-data
import { randomInt, randomFillSync } from 'node:crypto'
import { lengthOf, writeParts } from '../tl/lazy-bytes.ts'
import type { Part } from '../tl/lazy-bytes.ts'
import { igeDecrypt, igeEncrypt } from './crypto/ige.ts'
import { direction, largeMessageKey, messageKeys } from './crypto/message-keys.ts'

/** What one encrypted packet says, its padding taken off. */
export type Envelope = { salt: bigint; sessionId: bigint; messageId: bigint; seqno: number; body: Buffer }

export type Opened = Envelope & { quickAckToken: number }

const OUTER = 24
const INNER = 32

/** Opens what a client sent; undefined when any check fails: such a packet is to be ignored. */
export function openEnvelope(packet: Buffer, authKey: Buffer): Opened | undefined {
  // Padded transports leave up to 15 bytes behind the last block.
  const length = (packet.length - OUTER) & ~15
  if (length < INNER + 16) return undefined
  const messageKey = packet.subarray(8, OUTER)
  const { key, iv } = messageKeys(authKey, messageKey, direction.toServer)
  const plain = igeDecrypt(packet.subarray(OUTER, OUTER + length), key, iv)
  const large = largeMessageKey(authKey, plain, direction.toServer)
  if (!large.subarray(8, 24).equals(messageKey)) return undefined
  const bodyLength = plain.readUInt32LE(28)
  const padding = length - INNER - bodyLength
  if (bodyLength % 4 !== 0 || padding < 12 || padding > 1024) return undefined
  return {
    salt: plain.readBigInt64LE(0),
    sessionId: plain.readBigInt64LE(8),
    messageId: plain.readBigInt64LE(16),
    seqno: plain.readInt32LE(24),
    body: plain.subarray(INNER, INNER + bodyLength),
    quickAckToken: (large.readUInt32LE(0) | 0x80000000) >>> 0,
  }
}

/** Where plaintexts are put together; each is encrypted before the next one comes. Overlong ones get a buffer of their own. */
const room = Buffer.allocUnsafeSlow(1024 * 1024 + 64 * 1024)
const roomFor = (length: number) =>
  length <= room.length ? room.subarray(0, length) : Buffer.allocUnsafeSlow(length)

/**
 * Seals a body given in parts: one copy into a buffer with room for everything, then hash and encryption.
 * `claimed`: bytes by which the message is to call itself longer than it is (fault truncated-message).
 */
export function sealEnvelope(
  envelope: Omit<Envelope, 'body'> & { body: Part[]; claimed?: number },
  authKeyId: bigint,
  authKey: Buffer,
): Buffer[] {
  const bodyLength = lengthOf(envelope.body)
  const least = INNER + bodyLength + 12
  const length = least + (-least & 15) + 16 * randomInt(4)
  const plain = roomFor(length)
  plain.writeBigInt64LE(envelope.salt, 0)
  plain.writeBigInt64LE(envelope.sessionId, 8)
  plain.writeBigInt64LE(envelope.messageId, 16)
  plain.writeInt32LE(envelope.seqno, 24)
  plain.writeUInt32LE(bodyLength + (envelope.claimed ?? 0), 28)
  randomFillSync(plain, writeParts(envelope.body, plain, INNER))
  const messageKey = largeMessageKey(authKey, plain, direction.toClient).subarray(8, 24)
  const { key, iv } = messageKeys(authKey, messageKey, direction.toClient)
  const head = Buffer.allocUnsafe(OUTER)
  head.writeBigUInt64LE(authKeyId, 0)
  head.set(messageKey, 8)
  return [head, ...igeEncrypt(plain, key, iv)]
}
