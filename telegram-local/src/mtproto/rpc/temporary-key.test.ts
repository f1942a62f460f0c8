import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sha1 } from '../crypto/digest.ts'
import { messageKeysV1 } from '../crypto/message-keys.ts'
import { referenceIge } from '../crypto/reference-ige.ts'
import { testCentre } from '../test-centre.ts'
import type { TestCentre } from '../test-centre.ts'
import type { ClientKey, TestClient } from '../test-client.ts'
import { makeKey } from '../test-exchange.ts'
import { newMessageId, tl } from '../test-client.ts'

let centre: TestCentre
beforeAll(async () => {
  centre = await testCentre()
})
afterAll(() => centre.close())

const soon = () => Math.floor(Date.now() / 1000) + 3600
const signed = (id: bigint) => BigInt.asIntN(64, id)

async function withBothKeys(
  expires_in = 3600,
): Promise<{ client: TestClient; permanent: ClientKey; temporary: ClientKey }> {
  const client = centre.connect()
  const permanent = await makeKey(client, centre.key.publicPem, centre.key.fingerprint)
  const innerData = { _: 'p_q_inner_data_temp', expires_in }
  const temporary = await makeKey(client, centre.key.publicPem, centre.key.fingerprint, { innerData })
  return { client, permanent, temporary }
}

/** https://core.telegram.org/method/auth.bindTempAuthKey */
function bind(
  client: TestClient,
  permanent: ClientKey,
  temporary: ClientKey,
  sessionId = client.sessionId,
): Promise<unknown> {
  const messageId = newMessageId()
  const expires_at = soon()
  const inner = tl({
    _: 'bind_auth_key_inner',
    nonce: 77n,
    temp_auth_key_id: signed(temporary.id),
    perm_auth_key_id: signed(permanent.id),
    temp_session_id: sessionId,
    expires_at,
  })
  const head = Buffer.concat([randomBytes(16), Buffer.alloc(16)])
  head.writeBigInt64LE(messageId, 16)
  head.writeUInt32LE(inner.length, 28)
  const plain = Buffer.concat([head, inner])
  const messageKey = sha1(plain).subarray(4)
  const { key, iv } = messageKeysV1(permanent.bytes, messageKey)
  const idBytes = Buffer.alloc(8)
  idBytes.writeBigUInt64LE(permanent.id)
  const padded = Buffer.concat([plain, randomBytes(-plain.length & 15)])
  const encrypted_message = Buffer.concat([idBytes, messageKey, referenceIge('encrypt', padded, key, iv)])
  const request = {
    _: 'auth.bindTempAuthKey',
    perm_auth_key_id: signed(permanent.id),
    nonce: 77n,
    expires_at,
    encrypted_message,
  }
  return client.call(request, { messageId })
}

describe('a temporary key', () => {
  it('speaks for nobody until it is bound, then for the permanent key', async () => {
    const { client, permanent, temporary } = await withBothKeys()
    await expect(client.call({ _: 'help.getNearestDc' }, { layer: 198 })).rejects.toThrow(
      '401 AUTH_KEY_PERM_EMPTY',
    )
    expect(await bind(client, permanent, temporary)).toBe(true)
    await client.call({ _: 'auth.importBotAuthorization' }, { layer: 198 })
    const owner = centre.connect()
    owner.key = permanent
    expect(await owner.call({ _: 'updates.getState' })).toMatchObject({ pts: 42 })
  })

  it('is not bound by a message that is not of its permanent key and session', async () => {
    const { client, permanent, temporary } = await withBothKeys()
    await expect(bind(client, temporary, temporary)).rejects.toThrow('400 ENCRYPTED_MESSAGE_INVALID')
    await expect(bind(client, permanent, temporary, 5n)).rejects.toThrow('400 ENCRYPTED_MESSAGE_INVALID')
    const forged = { ...permanent, bytes: randomBytes(256) }
    await expect(bind(client, forged, temporary)).rejects.toThrow('400 ENCRYPTED_MESSAGE_INVALID')
  })

  it('is forgotten when its time is over', async () => {
    const { client } = await withBothKeys(0)
    client.send(tl({ _: 'help.getNearestDc' }))
    expect(await client.until(() => client.transportErrors[0])).toBe(-404)
  })
})
