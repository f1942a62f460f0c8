// What MTProto 2.0 asks a client to check of every message, before anything in it is believed: the key, msg_key, the session,
// the length and its padding (GramJS leaves the last three out). A chunk of a file is decrypted piece by piece, each piece
// hashed and put in its place while it is in the processor's cache.
// https://core.telegram.org/mtproto/description#encrypted-message, https://core.telegram.org/mtproto/security_guidelines
import { createHash, type Hash, timingSafeEqual } from 'node:crypto'
import { TypeNotFoundError } from 'telegram/errors/Common.js'
import { TLMessage } from 'telegram/tl/core/TLMessage.js'
import { decryptWhole, ige, PIECE_BYTES } from './ige.ts'
import { isSound, MessageReader } from './sound-message.ts'

/** The message cannot be from our server in our session: the connection is of no use any more. */
export class DamagedMessage extends Error {}

/** auth_key_id, msg_key, then at least salt, session, message id, seqno, length, 12 bytes of padding. */
const LEAST_BYTES = 24 + 32 + 16
const MIN_PADDING = 12
const MAX_PADDING = 1024

/** Of 256 bytes; `sessionId` and the key's id as the 8 bytes on the wire. */
export type Secrets = { authKey: Buffer; keyId: Buffer; sessionId: Buffer }

/** The low 64 bits of the key's SHA-1. */
export function keyIdOf(authKey: Buffer): Buffer {
  return createHash('sha1').update(authKey).digest().subarray(-8)
}

/** True for the 4 bytes of a transport error, which GramJS reads itself. */
export function isTooShort(packet: Buffer): boolean {
  return packet.length < LEAST_BYTES
}

/**
 * Decrypts the packet and reads the message in it.
 * @throws {DamagedMessage}
 */
export function decryptMessage(packet: Buffer, secrets: Secrets): TLMessage {
  const { key, iv, body, hash, msgKey } = open(packet, secrets)
  const plain = decryptWhole(body, key, iv)
  hash.update(plain)
  const length = check(plain.subarray(0, 32), plain.length, hash, msgKey, secrets)
  if (!isSound(plain.subarray(32, 32 + length))) throw new DamagedMessage('a container that is none')
  const reader = new MessageReader(plain.subarray(0, 32 + length))
  reader.read(16)
  const messageId = reader.readLong()
  const seqno = reader.readInt()
  reader.readInt()
  try {
    return new TLMessage(messageId, seqno, reader.tgReadObject())
  } catch (error) {
    // A constructor that this layer does not have is no damage: GramJS leaves that message out.
    if (error instanceof TypeNotFoundError) throw error
    throw new DamagedMessage('unreadable', { cause: error })
  }
}

/** Bytes of a file in answer to a request: where they belong, or undefined when nobody waits for them. */
export type FindLanding = (requestId: bigint) => readonly Buffer[] | undefined

/** A file's bytes that have landed. When `length` is not the landing's, nothing was put there. */
export type Landed = { messageId: bigint; requestId: bigint; length: number }

// rpc_result#f35c6d01 req_msg_id:long result:Object; upload.file#96a18d5 type:storage.FileType mtime:int bytes:bytes
const RPC_RESULT = 0xf35c6d01
const UPLOAD_FILE = 0x096a18d5
/** TL's `bytes` of 254 bytes and more: this byte, then the length in three. */
const LONG_BYTES = 254
/** Where these stand in the plaintext, after salt, session, message id, seqno, length. */
const AT = { messageId: 16, result: 32, requestId: 36, file: 44, prefix: 56, data: 60 }
const PEEK_BYTES = 64

/**
 * Decrypts a packet whose message is the bytes of a file, and puts them where they belong.
 * Undefined, having done nothing, when it is any other message: then decryptMessage reads it.
 * What has landed may be believed only once this returned.
 * @throws {DamagedMessage}
 */
export function decryptFile(packet: Buffer, secrets: Secrets, find: FindLanding): Landed | undefined {
  if (packet.length < LEAST_BYTES + PEEK_BYTES) return undefined
  const { key, iv, body, hash, msgKey } = open(packet, secrets)
  const decryption = ige.start(key, iv)
  const head = Buffer.from(decryption.next(body.subarray(0, PEEK_BYTES)))
  if (
    head.readUInt32LE(AT.result) !== RPC_RESULT ||
    head.readUInt32LE(AT.file) !== UPLOAD_FILE ||
    head[AT.prefix] !== LONG_BYTES
  ) {
    return undefined
  }
  const requestId = head.readBigUInt64LE(AT.requestId)
  const landing = find(requestId)
  if (!landing) return undefined
  const length = head.readUIntLE(AT.prefix + 1, 3)
  const cursor = new Cursor(
    landing.reduce((sum, { length: bytes }) => sum + bytes, 0) === length ? landing : [],
  )
  hash.update(head)
  cursor.put(head.subarray(AT.data))
  for (let at = PEEK_BYTES; at < body.length; at += PIECE_BYTES) {
    const plain = decryption.next(body.subarray(at, at + PIECE_BYTES))
    hash.update(plain)
    cursor.put(plain)
  }
  const messageLength = check(head, body.length, hash, msgKey, secrets)
  if (AT.data - AT.result + length > messageLength) throw new DamagedMessage('bytes beyond the message')
  return { messageId: head.readBigUInt64LE(AT.messageId), requestId, length }
}

/** Fills some buffers one after the other; what comes after the last is dropped. */
class Cursor {
  readonly #into: readonly Buffer[]
  #index = 0
  #filled = 0

  constructor(into: readonly Buffer[]) {
    this.#into = into
  }

  put(bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) {
      const into = this.#into[this.#index]
      if (!into) return
      const copied = bytes.copy(into, this.#filled, at)
      at += copied
      this.#filled += copied
      if (this.#filled === into.length) {
        this.#index++
        this.#filled = 0
      }
    }
  }
}

type Opened = { key: Buffer; iv: Buffer; body: Buffer; hash: Hash; msgKey: Buffer }

/** Before decryption: our key, whole blocks. */
function open(packet: Buffer, { authKey, keyId }: Secrets): Opened {
  if (!packet.subarray(0, 8).equals(keyId)) throw new DamagedMessage('encrypted with another key')
  const msgKey = packet.subarray(8, 24)
  const body = packet.subarray(24)
  if (body.length % 16 !== 0) throw new DamagedMessage('not whole blocks')
  const hash = createHash('sha256').update(authKey.subarray(96, 128))
  return { ...deriveKey(authKey, msgKey), body, hash, msgKey }
}

/** After decryption: msg_key, session, length. Answers the message's length in bytes. */
function check(
  head: Buffer,
  plainLength: number,
  hash: Hash,
  msgKey: Buffer,
  { sessionId }: Secrets,
): number {
  if (!timingSafeEqual(hash.digest().subarray(8, 24), msgKey))
    throw new DamagedMessage('msg_key does not match')
  if (!head.subarray(8, 16).equals(sessionId)) throw new DamagedMessage('for another session')
  const length = head.readInt32LE(28)
  const padding = plainLength - 32 - length
  if (length < 0 || length % 4 !== 0 || padding < MIN_PADDING || padding > MAX_PADDING) {
    throw new DamagedMessage('wrong length')
  }
  return length
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
