import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DH_PRIME, sharedKey } from '../crypto/dh.ts'
import { testCentre } from '../test-centre.ts'
import type { TestCentre } from '../test-centre.ts'
import { tl } from '../test-client.ts'
import { makeKey, rsaPad } from '../test-exchange.ts'
import type { ExchangeTricks } from '../test-exchange.ts'
import { newChallenge } from './challenge.ts'
import { temporaryKeys } from './key-exchange.ts'

let centre: TestCentre
beforeAll(async () => {
  centre = await testCentre()
})
afterAll(() => centre.close())

const exchange = (tricks?: ExchangeTricks) =>
  makeKey(centre.connect(), centre.key.publicPem, centre.key.fingerprint, tricks)

describe('a key exchange', () => {
  it("computes the temporary AES keys of the example in Telegram's documents", () => {
    // https://core.telegram.org/mtproto/samples-auth_key
    const newNonce = Buffer.from('311C85DB234AA2640AFC4A76A735CF5B1F0FD68BD17FA181E1229AD867CC024D', 'hex')
    const serverNonce = Buffer.from('A5CF4D33F4A11EA877BA4AA573907330', 'hex')
    const { key, iv } = temporaryKeys(newNonce, serverNonce)
    expect(key.toString('hex')).toBe('f011280887c7bb01df0fc4e17830e0b91fbb8be4b2267cb985ae25f33b527253')
    expect(iv.toString('hex')).toBe('3212d579ee35452ed23e0d0c92841aa7d31b2e9bdef2151e80d15860311c85db')
  })

  it('asks for the factors of a number below 2^63', () => {
    for (let i = 0; i < 20; i++) {
      const { pq, p, q } = newChallenge()
      const [product, small, large] = [pq, p, q].map((bytes) => BigInt(`0x${bytes.toString('hex')}`))
      expect(product).toBe((small ?? 0n) * (large ?? 0n))
      expect(product).toBeLessThan(2n ** 63n)
      expect(small).toBeLessThan(large ?? 0n)
    }
  })

  it.each(['RSA_PAD', 'SHA1'] as const)('takes inner data in %s padding', async (padding) => {
    await expect(exchange({ padding })).resolves.toMatchObject({ bytes: expect.any(Buffer) })
  })

  it('takes the forms of inner data that name a data centre, here or for media or for tests', async () => {
    for (const dc of [2, -2, 10_002]) {
      await expect(exchange({ innerData: { _: 'p_q_inner_data_dc', dc } })).resolves.toBeDefined()
    }
    await expect(exchange({ innerData: { _: 'p_q_inner_data_dc', dc: 4 } })).rejects.toThrow(
      'transport error -444',
    )
  })

  it('keeps a key whose first bytes are zero whole', () => {
    const small = Buffer.concat([Buffer.alloc(3), randomBytes(253)])
    expect(sharedKey(Buffer.of(1), small)).toEqual(small)
  })

  it('begins again on the same connection, from any step', async () => {
    const client = centre.connect('abridged')
    await client.askPlain({ _: 'req_pq_multi', nonce: randomBytes(16) })
    await client.askPlain({ _: 'req_pq', nonce: randomBytes(16) })
    await makeKey(client, centre.key.publicPem, centre.key.fingerprint)
    await makeKey(client, centre.key.publicPem, centre.key.fingerprint)
    expect(await client.call({ _: 'help.getNearestDc' }, { layer: 198 })).toMatchObject({ this_dc: 2 })
  })

  it('says server_DH_params_fail to wrong factors', async () => {
    await expect(exchange({ innerData: { p: Buffer.of(3) } })).rejects.toThrow('server_DH_params_fail')
  })

  it('says dh_gen_fail to a g_b outside the safe range, and to a retry that is none', async () => {
    await expect(exchange({ gb: Buffer.of(1) })).rejects.toThrow('dh_gen_fail')
    const nearly = Buffer.from(DH_PRIME)
    nearly.writeUInt8(nearly.readUInt8(255) - 1, 255)
    await expect(exchange({ gb: nearly })).rejects.toThrow('dh_gen_fail')
    await expect(exchange({ retryId: 5n })).rejects.toThrow('dh_gen_fail')
  })

  it('answers -404 to steps out of order, foreign nonces, foreign keys and plain requests', async () => {
    const client = centre.connect()
    const nonce = randomBytes(16)
    const step = { nonce, server_nonce: randomBytes(16), encrypted_data: Buffer.alloc(256) }
    await expect(client.askPlain({ _: 'req_DH_params', ...step })).rejects.toThrow('-404')
    await expect(client.askPlain({ _: 'set_client_DH_params', ...step })).rejects.toThrow('-404')
    await client.askPlain({ _: 'req_pq_multi', nonce })
    await expect(client.askPlain({ _: 'req_DH_params', ...step })).rejects.toThrow('-404')
    await expect(client.askPlain({ _: 'help.getNearestDc' })).rejects.toThrow('-404')
    await expect(exchange({ innerData: { nonce: randomBytes(16) } })).rejects.toThrow('-404')
    await expect(makeKey(centre.connect(), centre.key.publicPem, 1n)).rejects.toThrow('-404')
  })

  it('refuses an envelope in which a byte was changed', async () => {
    const client = centre.connect()
    const nonce = randomBytes(16)
    const pq = await client.askPlain({ _: 'req_pq_multi', nonce })
    const encrypted = rsaPad(tl({ _: 'p_q_inner_data', nonce }), centre.key.publicPem)
    encrypted.writeUInt8(encrypted.readUInt8(100) ^ 1, 100)
    const request = {
      ...pq,
      _: 'req_DH_params',
      public_key_fingerprint: centre.key.fingerprint,
      encrypted_data: encrypted,
    }
    await expect(client.askPlain(request)).rejects.toThrow('-404')
  })
})
