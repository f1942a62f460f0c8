import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testCentre } from './test-centre.ts'
import type { TestCentre } from './test-centre.ts'
import { TestClient, initialised, tl } from './test-client.ts'
import { makeKey } from './test-exchange.ts'
import type { TransportName } from './test-client.ts'

let centre: TestCentre
beforeAll(async () => {
  centre = await testCentre()
})
afterAll(() => centre.close())

const WAYS: [TransportName, boolean][] = [
  ['full', false],
  ['abridged', false],
  ['intermediate', false],
  ['padded intermediate', false],
  ['abridged', true],
  ['intermediate', true],
  ['padded intermediate', true],
]

const flipABit = (packet: Buffer) => {
  packet.writeUInt8(packet.readUInt8(40) ^ 1, 40)
  return packet
}

describe('a data centre', () => {
  it.each(WAYS)(
    'makes a key and answers over the %s transport (obfuscated: %s)',
    async (transport, isObfuscated) => {
      const client = await centre.client(transport, isObfuscated)
      const file = await client.call({
        _: 'upload.getFile',
        location: { _: 'inputDocumentFileLocation' },
        limit: 100_000,
      })
      expect(file).toMatchObject({ _: 'upload.file', bytes: Buffer.alloc(100_000, 7) })
    },
  )

  it('answers each client in the layer that it named', async () => {
    for (const [layer, id] of [
      [158, '38116ee0'],
      [198, '96fdbbe9'],
    ] as const) {
      const client = await centre.client()
      const messageId = client.send(initialised(tl({ _: 'messages.getMessages' }, layer), layer))
      const { value } = await client.next(({ value: each }) => each['req_msg_id'] === messageId)
      expect(value['result']).toSatisfy((result: Buffer) =>
        result.includes(Buffer.from(Buffer.from(id, 'hex').toReversed())),
      )
    }
  })

  it('asks for initConnection once for each key, and remembers it over sessions, connections and restarts', async () => {
    const first = centre.connect()
    const key = await makeKey(first, centre.key.publicPem, centre.key.fingerprint)
    await expect(first.call({ _: 'help.getNearestDc' })).rejects.toThrow('400 CONNECTION_NOT_INITED')
    await first.call({ _: 'auth.importBotAuthorization' }, { layer: 198 })
    const second = centre.connect('abridged')
    second.key = key
    expect(await second.call({ _: 'updates.getState' })).toMatchObject({ pts: 42 })

    const restarted = await testCentre(new Map(centre.facts))
    const third = restarted.connect()
    third.key = key
    expect(await third.call({ _: 'updates.getState' })).toMatchObject({ pts: 42 })
    expect(restarted.dc.callers()).toMatchObject([{ layer: 198, apiId: 1, userId: 42 }])
    await restarted.close()
  })

  it('answers an unknown method, a constructor it cannot read, and too many bytes as Telegram does', async () => {
    const client = await centre.client()
    const ask = (body: Buffer) => client.result('help.getNearestDc', client.send(body))
    await expect(ask(Buffer.from('01020304', 'hex'))).rejects.toThrow('400 INPUT_METHOD_INVALID_67305985_0')
    await expect(client.call({ _: 'messages.getDialogs' })).rejects.toThrow(/400 INPUT_METHOD_INVALID_\d+_0/)
    const location = tl({ _: 'upload.getFile', location: { _: 'inputDocumentFileLocation' } })
    location.writeUInt32LE(5, 8)
    await expect(ask(location)).rejects.toThrow('400 INPUT_CONSTRUCTOR_INVALID_5_0')
    await expect(ask(location.subarray(0, 8))).rejects.toThrow('400 INPUT_FETCH_ERROR')
    const tooLong = Buffer.concat([tl({ _: 'help.getNearestDc' }), Buffer.alloc(4)])
    await expect(ask(tooLong)).rejects.toThrow('400 INPUT_REQUEST_TOO_LONG')
  })

  it('answers 500 when a service fails or gives what the layer has no words for, and goes on', async () => {
    const client = await centre.client()
    await expect(client.call({ _: 'channels.getChannels' })).rejects.toThrow('500 INTERNAL_SERVER_ERROR')
    await expect(client.call({ _: 'contacts.resolveUsername' })).rejects.toThrow('500 INTERNAL_SERVER_ERROR')
    expect(await client.call({ _: 'help.getNearestDc' })).toMatchObject({ _: 'nearestDc' })
  })

  it('lets quick calls overtake a slow one, unless they ask to come after it', async () => {
    const client = await centre.client()
    const order: string[] = []
    const slowId = client.send(tl({ _: 'messages.getMessages' }))
    const slow = client.result('messages.getMessages', slowId).then(() => order.push('slow'))
    const after = client
      .result(
        'help.getNearestDc',
        client.send(tl({ _: 'invokeAfterMsg', msg_id: slowId, query: tl({ _: 'help.getNearestDc' }) })),
      )
      .then(() => order.push('after'))
    const quick = client.call({ _: 'users.getUsers' }).then(() => order.push('quick'))
    await Promise.all([slow, after, quick])
    expect(order).toEqual(['quick', 'slow', 'after'])
    const never = tl({ _: 'invokeAfterMsg', msg_id: 4n, query: tl({ _: 'help.getNearestDc' }) })
    await expect(client.result('help.getNearestDc', client.send(never))).rejects.toThrow(
      '400 MSG_WAIT_FAILED',
    )
  })

  it('packs long answers, but never file bytes', async () => {
    const client = await centre.client()
    const packed = client.send(tl({ _: 'help.getConfig' }))
    const config = await client.next(({ value }) => value['req_msg_id'] === packed)
    expect(config.value['result']).toSatisfy((result: Buffer) => result.readUInt32LE(0) === 0x3072cfa1)
    const file = client.send(
      tl({ _: 'upload.getFile', location: { _: 'inputDocumentFileLocation' }, limit: 50_000 }),
    )
    const { value } = await client.next((each) => each.value['req_msg_id'] === file)
    expect(value['result']).toSatisfy((result: Buffer) => result.length > 50_000)
  })

  it('answers -404 to a key that it does not know, over any transport', async () => {
    for (const [transport, isObfuscated] of WAYS) {
      const client = centre.connect(transport, isObfuscated)
      client.key = { bytes: Buffer.alloc(256, 1), id: 5n, salt: 0n }
      client.send(tl({ _: 'help.getNearestDc' }))
      expect(await client.until(() => client.transportErrors[0])).toBe(-404)
    }
  })

  it('says nothing to a message whose key does not fit, and keeps the connection', async () => {
    const client = await centre.client()
    client.inbox.length = 0
    client.send(tl({ _: 'help.getNearestDc' }), { spoil: flipABit })
    expect(await client.call({ _: 'users.getUsers' })).toEqual([{ _: 'userEmpty', id: 7n }])
    expect(client.inbox.filter(({ value }) => value._ === 'rpc_result')).toEqual([])
  })

  it('cuts a connection that speaks no transport, or packets beyond all measure', async () => {
    const noise = new TestClient(centre.dc.port)
    noise.socket.write(Buffer.alloc(80, 'GET / HTTP/1.1'))
    await noise.until(() => noise.isClosed || undefined).catch(() => undefined)
    const huge = new TestClient(centre.dc.port)
    huge.socket.write(Buffer.from('eeeeeeee00ffff7f', 'hex'))
    await huge.until(() => huge.isClosed || undefined).catch(() => undefined)
    expect([noise.isClosed, huge.isClosed]).toEqual([true, true])
  })

  it('counts calls, connections and bytes', async () => {
    const fresh = await testCentre()
    const client = await fresh.client()
    await client.call({ _: 'upload.getFile', location: { _: 'inputDocumentFileLocation' }, limit: 1024 })
    await client.call({ _: 'messages.getDialogs' }).catch(() => undefined)
    const { calls, connections, bytes } = fresh.dc.stats()
    expect(calls).toEqual({ 'help.getNearestDc': 1, 'upload.getFile': 1, unknown: 1 })
    expect(connections).toEqual({ now: 1, total: 1 })
    expect(bytes.out).toBeGreaterThan(1024)
    client.close()
    await expect.poll(() => fresh.dc.stats().connections).toEqual({ now: 0, total: 1 })
    await fresh.close()
  })

  it('does not read on for a peer that does not read', async () => {
    const client = await centre.client('intermediate')
    client.socket.pause()
    const before = centre.dc.stats().bytes.out
    const sent = () => centre.dc.stats().bytes.out - before
    const request = tl({
      _: 'upload.getFile',
      location: { _: 'inputDocumentFileLocation' },
      limit: 1024 * 1024,
    })
    for (let i = 0; i < 100; i++) client.send(request)
    await expect.poll(sent, { timeout: 5000 }).toBeGreaterThan(2 ** 20)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(sent()).toBeLessThan(32 * 2 ** 20)
    client.socket.resume()
    await client.until(
      () => (client.inbox.filter(({ value }) => value._ === 'rpc_result').length === 100 ? true : undefined),
      20_000,
    )
  })
})
