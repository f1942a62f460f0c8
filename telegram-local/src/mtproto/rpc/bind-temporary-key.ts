// auth.bindTempAuthKey: a temporary key (perfect forward secrecy) begins to speak for a permanent one.
// https://core.telegram.org/method/auth.bindTempAuthKey
import { TlReader } from '../../tl/decode.ts'
import { bytesOf, longOf } from '../../tl/fields.ts'
import { sha1 } from '../crypto/digest.ts'
import { igeDecrypt } from '../crypto/ige.ts'
import { messageKeysV1 } from '../crypto/message-keys.ts'
import { RpcError } from '../service.ts'
import type { TlObject } from '../service.ts'
import type { Talk } from '../session/talk.ts'

/** Random, msg_id, seqno and length stand before the inner object, which has 40 bytes. */
const HEAD = 32
const INNER = 40

export function bindTemporaryKey(talk: Talk, request: TlObject, messageId: bigint): boolean {
  const { keys, schema } = talk.line.centre
  const { key, session } = talk
  const permanentId = BigInt.asUintN(64, longOf(request, 'perm_auth_key_id'))
  const permanent = keys.get(permanentId)
  if (key.expiresAt === undefined || !permanent || permanent.expiresAt !== undefined) throw invalid()
  if (key.boundTo !== undefined && key.boundTo !== permanent.hexId) {
    throw new RpcError(400, 'TEMP_AUTH_KEY_ALREADY_BOUND')
  }
  const sealed = bytesOf(request, 'encrypted_message')
  const plain = open(sealed, permanent.bytes)
  if (sealed.readBigUInt64LE(0) !== permanentId || plain.readBigInt64LE(16) !== messageId) throw invalid()
  const inner = new TlReader(plain.subarray(HEAD, HEAD + INNER), schema).object()
  const isRight =
    inner._ === 'bind_auth_key_inner' &&
    inner['nonce'] === request['nonce'] &&
    inner['temp_auth_key_id'] === BigInt.asIntN(64, key.id) &&
    inner['perm_auth_key_id'] === request['perm_auth_key_id'] &&
    inner['temp_session_id'] === session.id &&
    inner['expires_at'] === request['expires_at']
  if (!isRight) throw invalid()
  key.boundTo = permanent.hexId
  return true
}

function open(sealed: Buffer, permanentKey: Buffer): Buffer {
  const length = sealed.length - 24
  if (length < HEAD + INNER || length % 16 !== 0) throw invalid()
  const messageKey = sealed.subarray(8, 24)
  const { key, iv } = messageKeysV1(permanentKey, messageKey)
  const plain = igeDecrypt(sealed.subarray(24), key, iv)
  if (plain.readUInt32LE(28) !== INNER) throw invalid()
  if (
    !sha1(plain.subarray(0, HEAD + INNER))
      .subarray(4)
      .equals(messageKey)
  )
    throw invalid()
  return plain
}

const invalid = () => new RpcError(400, 'ENCRYPTED_MESSAGE_INVALID')
