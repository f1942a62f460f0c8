// From an authorisation key and a message key to the AES key and iv of one message.
import { sha1, sha256 } from './digest.ts'

export type AesKeys = { key: Buffer; iv: Buffer }

/** Where in the authorisation key a direction begins to read: x of the protocol's formulas. */
const TO_SERVER = 0
const TO_CLIENT = 8
export type Direction = typeof TO_SERVER | typeof TO_CLIENT
export const direction = { toServer: TO_SERVER, toClient: TO_CLIENT } as const

/** SHA-256 over part of the key and the padded plaintext; its bytes 8 … 24 are msg_key. https://core.telegram.org/mtproto/description#message-key */
export function largeMessageKey(authKey: Buffer, plain: Buffer, x: Direction): Buffer {
  return sha256(authKey.subarray(88 + x, 120 + x), plain)
}

/** MTProto 2.0: https://core.telegram.org/mtproto/description#defining-aes-key-and-initialization-vector */
export function messageKeys(authKey: Buffer, messageKey: Buffer, x: Direction): AesKeys {
  const a = sha256(messageKey, authKey.subarray(x, x + 36))
  const b = sha256(authKey.subarray(40 + x, 76 + x), messageKey)
  return {
    key: Buffer.concat([a.subarray(0, 8), b.subarray(8, 24), a.subarray(24, 32)]),
    iv: Buffer.concat([b.subarray(0, 8), a.subarray(8, 24), b.subarray(24, 32)]),
  }
}

/** MTProto 1.0, alive only inside auth.bindTempAuthKey: https://core.telegram.org/mtproto/description_v1 */
export function messageKeysV1(authKey: Buffer, messageKey: Buffer): AesKeys {
  const a = sha1(messageKey, authKey.subarray(0, 32))
  const b = sha1(authKey.subarray(32, 48), messageKey, authKey.subarray(48, 64))
  const c = sha1(authKey.subarray(64, 96), messageKey)
  const d = sha1(messageKey, authKey.subarray(96, 128))
  return {
    key: Buffer.concat([a.subarray(0, 8), b.subarray(8, 20), c.subarray(4, 16)]),
    iv: Buffer.concat([a.subarray(8, 20), b.subarray(0, 8), c.subarray(16, 20), d.subarray(0, 8)]),
  }
}
