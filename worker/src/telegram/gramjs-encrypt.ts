// What MTProto 2.0 asks a client to do to every message it sends. GramJS encrypts in JavaScript, and first tries to make each
// message smaller: for parts of uploads that cost 80 seconds of processor time a gigabyte.
// https://core.telegram.org/mtproto/description#encrypted-message
import { createCipheriv, createHash, randomBytes } from 'node:crypto'

const BLOCK = 16
const HEADER_BYTES = 24
const MIN_PADDING = 12
/** Bytes that are encrypted at a time. */
const PIECE_BYTES = 64 * 1024

/** Used again and again: nothing here waits, and a part of an upload would else leave a megabyte of garbage. */
let plainScratch = Buffer.allocUnsafeSlow(PIECE_BYTES)
let mixedScratch = new Int32Array(PIECE_BYTES / 4)

export type Sealing = { authKey: Buffer; keyId: Buffer; sessionId: Buffer; salt: Buffer }

/** The packet for a message (its id, number, length and body). */
export function sealMessage(message: Buffer, { authKey, keyId, sessionId, salt }: Sealing): Buffer {
  const length = 16 + message.length
  const padding = MIN_PADDING + ((BLOCK - ((length + MIN_PADDING) % BLOCK)) % BLOCK)
  if (plainScratch.length < length + padding) plainScratch = Buffer.allocUnsafeSlow(length + padding)
  const plain = plainScratch.subarray(0, length + padding)
  salt.copy(plain, 0)
  sessionId.copy(plain, 8)
  message.copy(plain, 16)
  randomBytes(padding).copy(plain, length)
  const msgKey = sha256(authKey.subarray(88, 120), plain).subarray(8, 24)
  const a = sha256(msgKey, authKey.subarray(0, 36))
  const b = sha256(authKey.subarray(40, 76), msgKey)
  const key = Buffer.concat([a.subarray(0, 8), b.subarray(8, 24), a.subarray(24, 32)])
  const iv = Buffer.concat([b.subarray(0, 8), a.subarray(8, 24), b.subarray(24, 32)])
  const packet = Buffer.allocUnsafeSlow(HEADER_BYTES + plain.length)
  keyId.copy(packet, 0)
  msgKey.copy(packet, 8)
  encryptIge(plain, key, iv, packet.subarray(HEADER_BYTES))
  return packet
}

/**
 * AES-256-IGE by OpenSSL's CBC: c[i] = E(p[i] ^ c[i-1]) ^ p[i-1], so with d[i] = c[i] ^ p[i-1] it is d[i] = E(p[i] ^ p[i-2] ^ d[i-1]),
 * which is CBC over p[i] ^ p[i-2]. Both buffers must begin at a multiple of four bytes of their memory.
 */
export function encryptIge(plain: Buffer, key: Buffer, iv: Buffer, into: Buffer): void {
  const p = wordsOf(plain)
  const before = wordsOf(Uint8Array.from(iv.subarray(BLOCK)))
  if (mixedScratch.length < p.length) mixedScratch = new Int32Array(p.length)
  const mixed = mixedScratch
  for (let i = 0; i < 4; i++) mixed[i] = at(p, i)
  for (let i = 4; i < 8 && i < p.length; i++) mixed[i] = at(p, i) ^ at(before, i - 4)
  for (let i = 8; i < p.length; i++) mixed[i] = at(p, i) ^ at(p, i - 8)
  const cipher = createCipheriv('aes-256-cbc', key, iv.subarray(0, BLOCK)).setAutoPadding(false)
  const bytes = new Uint8Array(mixed.buffer, 0, plain.length)
  for (let from = 0; from < bytes.length; from += PIECE_BYTES)
    cipher.update(bytes.subarray(from, from + PIECE_BYTES)).copy(into, from)
  const c = wordsOf(into)
  for (let i = 0; i < 4; i++) c[i] = at(c, i) ^ at(before, i)
  for (let i = 4; i < p.length; i++) c[i] = at(c, i) ^ at(p, i - 4)
}

function wordsOf({ buffer, byteOffset, length }: Uint8Array): Int32Array {
  return new Int32Array(buffer, byteOffset, length / 4)
}

function at(words: Int32Array, i: number): number {
  return words[i] ?? 0
}

function sha256(...parts: Buffer[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
