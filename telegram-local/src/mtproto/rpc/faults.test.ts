import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Fault } from '../../faults.ts'
import { testCentre } from '../test-centre.ts'
import type { TestCentre } from '../test-centre.ts'
import type { TestClient } from '../test-client.ts'
import { bytesOf } from '../../tl/fields.ts'
import { fileOf, tl } from '../test-client.ts'

let centre: TestCentre
let client: TestClient
beforeAll(async () => {
  centre = await testCentre()
  client = await centre.client('intermediate')
})
afterEach(() => centre.faults.clear())
afterAll(() => centre.close())

const getFile = (limit: number) => ({
  _: 'upload.getFile',
  location: { _: 'inputDocumentFileLocation' },
  limit,
})
/** How the test client tells of a message that it cannot use. */
const SEEN: Partial<Record<Fault['fault'], string>> = { 'truncated-message': 'truncated', garbage: 'garbage' }
const someBytes = async () => bytesOf(fileOf(await client.call(getFile(4096))), 'bytes')
const getFileOf = (id: bigint) => ({
  ...getFile(4096),
  location: { _: 'inputDocumentFileLocation', id },
})
const stand = (fault: Fault) => centre.faults.add({ times: 1, method: 'upload.getFile', ...fault })

describe('a scripted fault', () => {
  it.each<[Fault, string]>([
    [{ fault: 'flood-wait', seconds: 7 }, '420 FLOOD_WAIT_7'],
    [{ fault: 'rpc-error', code: -503, message: 'Timeout' }, '-503 Timeout'],
    [{ fault: 'file-migrate', dc: 4 }, '303 FILE_MIGRATE_4'],
    [{ fault: 'file-reference-expired' }, '400 FILE_REFERENCE_EXPIRED'],
  ])('answers %j as %s, once', async (fault, error) => {
    stand(fault)
    await expect(client.call(getFile(4096))).rejects.toThrow(error)
    expect(await client.call(getFile(4096))).toMatchObject({ _: 'upload.file' })
  })

  it('signs the key out for good: auth-key-unregistered', async () => {
    await client.call({ _: 'auth.importBotAuthorization' })
    stand({ fault: 'auth-key-unregistered' })
    await expect(client.call(getFile(4096))).rejects.toThrow('401 AUTH_KEY_UNREGISTERED')
    await expect(client.call({ _: 'updates.getState' })).rejects.toThrow('401 AUTH_KEY_UNREGISTERED')
  })

  it('shortens the bytes of a file: short-chunk', async () => {
    stand({ fault: 'short-chunk' })
    expect(await client.call(getFile(4096))).toMatchObject({ bytes: Buffer.alloc(2048, 7) })
  })

  it.each<[Fault['fault'], (bytes: Buffer) => unknown, unknown]>([
    ['long-chunk', (bytes) => bytes.length, 4096 + 1024],
    ['empty-chunk', (bytes) => bytes.length, 0],
    ['wrong-chunk', (bytes) => bytes.filter((byte) => byte !== 7).length + bytes.length, 4096 + 1],
  ])('lies about the bytes of a file, once: %s', async (fault, look, seen) => {
    stand({ fault })
    expect(look(await someBytes())).toBe(seen)
    expect(await someBytes()).toEqual(Buffer.alloc(4096, 7))
  })

  it('meets only calls for its file, if it names one', async () => {
    stand({ fault: 'empty-chunk', mediaId: '7' })
    stand({ fault: 'flood-wait', mediaId: '7', seconds: 3 })
    expect(await client.call(getFileOf(8n))).toMatchObject({ bytes: Buffer.alloc(4096, 7) })
    await expect(client.call(getFileOf(7n))).rejects.toThrow('420 FLOOD_WAIT_3')
    expect(await client.call(getFileOf(7n))).toMatchObject({ bytes: Buffer.alloc(0) })
    expect(await client.call(getFileOf(7n))).toMatchObject({ bytes: Buffer.alloc(4096, 7) })
  })

  it('sends clients to a CDN: cdn-redirect', async () => {
    stand({ fault: 'cdn-redirect' })
    const redirect = await client.call(getFile(4096))
    expect(redirect).toMatchObject({ _: 'upload.fileCdnRedirect', dc_id: 203, file_hashes: [] })
  })

  it.each<Fault['fault']>(['truncated-message', 'garbage', 'replayed-message'])(
    'leaves the packets whole, so that other answers are heard: %s',
    async (fault) => {
      for (const transport of ['full', 'abridged'] as const) {
        for (const isObfuscated of transport === 'full' ? [false] : [true, false]) {
          const other = await centre.client(transport, isObfuscated)
          stand({ fault })
          const requestId = other.send(tl(getFile(300_000)))
          const came = SEEN[fault] ?? 'rpc_result'
          const first = await other.next(({ value }) => value._ === came)
          if (came === 'rpc_result') {
            const second = await other.next(({ value }) => value._ === came)
            expect(second).toEqual(first)
            expect(first.value['req_msg_id']).toBe(requestId)
          }
          expect(await other.call(getFile(8))).toMatchObject({ bytes: Buffer.alloc(8, 7) })
        }
      }
    },
  )

  it('refuses a call with four bytes and ends the connection; the next one gets its answer: transport-error', async () => {
    for (const [code, seen] of [
      [429, -429],
      [-444, -444],
    ] as const) {
      const other = await centre.client('abridged')
      stand({ fault: 'transport-error', code })
      const messageId = other.send(tl(getFile(16)), { seqno: 99 })
      expect(await other.until(() => other.transportErrors[0])).toBe(seen)
      await expect.poll(() => other.isClosed).toBe(true)
      const next = centre.connect('abridged')
      next.key = other.key
      next.sessionId = other.sessionId
      next.send(tl(getFile(16)), { messageId, seqno: 99 })
      expect(await next.result('upload.getFile', messageId)).toMatchObject({ bytes: Buffer.alloc(16, 7) })
    }
  })

  it('refuses the first packet of a new connection, whatever it is, and no call: transport-error at connect', async () => {
    centre.faults.add({ fault: 'transport-error', method: 'connect', times: 2, code: 429 })
    await client.call(getFile(16))
    for (const [transport, isObfuscated] of [
      ['full', false],
      ['padded intermediate', true],
    ] as const) {
      const other = centre.connect(transport, isObfuscated)
      await expect(other.askPlain({ _: 'req_pq_multi', nonce: Buffer.alloc(16) })).rejects.toThrow('-429')
      await expect.poll(() => other.isClosed).toBe(true)
    }
    await centre.client()
  })

  it('hears nothing on a new connection for a while, or ever: stall at connect', async () => {
    centre.faults.add({ fault: 'stall', method: 'connect', seconds: 0.5, times: 1 })
    centre.faults.add({ fault: 'stall', method: 'connect', times: 1 })
    const start = performance.now()
    const late = centre.client('abridged').then(() => performance.now() - start)
    await expect.poll(() => centre.faults.list()[0]?.met).toBe(1)
    const never = centre.connect()
    const silence = expect(never.askPlain({ _: 'req_pq_multi', nonce: Buffer.alloc(16) })).rejects
    await client.call(getFile(16))
    expect(await late).toBeGreaterThanOrEqual(490)
    await silence.toThrow('nothing came in time')
    expect(never.isClosed).toBe(false)
  })

  it('closes new connections at once, after as many as it is told to let pass: refuse-connection', async () => {
    centre.faults.add({ fault: 'refuse-connection', times: 1, after: 1 })
    const before = centre.dc.stats().connections
    const first = await centre.client()
    const second = centre.connect()
    await expect.poll(() => second.isClosed).toBe(true)
    await centre.client()
    expect(first.isClosed).toBe(false)
    expect(centre.dc.stats().connections.total).toBe(before.total + 3)
  })

  it('damages the message so that its key does not fit: corrupt-message', async () => {
    stand({ fault: 'corrupt-message' })
    client.send(tl(getFile(4096)))
    expect(await client.nextNamed('damaged')).toBeDefined()
  })

  it('keeps an answer back, for a while or for ever, and nobody else waits: stall', async () => {
    stand({ fault: 'stall', seconds: 0.4 })
    const start = performance.now()
    const stalled = client.call(getFile(4096)).then(() => performance.now() - start)
    await client.call(getFile(4096))
    expect(performance.now() - start).toBeLessThan(300)
    expect(await stalled).toBeGreaterThanOrEqual(390)
    stand({ fault: 'stall' })
    const never = client.send(tl(getFile(4096)))
    await client.call({ _: 'help.getNearestDc' })
    expect(client.inbox.filter(({ value }) => value['req_msg_id'] === never)).toEqual([])
  })

  it('lets so many bytes of the answer leave, then cuts: drop-connection', async () => {
    const other = await centre.client('intermediate')
    const before = other.socket.bytesRead
    stand({ fault: 'drop-connection', afterBytes: 1000 })
    other.send(tl(getFile(500_000)))
    await expect.poll(() => other.isClosed).toBe(true)
    expect(other.socket.bytesRead - before).toBe(1000)
  })

  it('delays every message but lets them overlap: slow by latencyMs', async () => {
    centre.faults.add({ fault: 'slow', latencyMs: 200 })
    const start = performance.now()
    await Promise.all(Array.from({ length: 20 }, () => client.call(getFile(100_000))))
    const took = performance.now() - start
    expect(took).toBeGreaterThanOrEqual(195)
    expect(took).toBeLessThan(1000)
  })

  it('keeps the order of messages, however their delays differ: slow by jitterMs', async () => {
    centre.faults.add({ fault: 'slow', latencyMs: 1, jitterMs: 60 })
    const order: number[] = []
    const start = performance.now()
    const sizes = Array.from({ length: 30 }, (_, index) => 4 * (index + 1))
    await Promise.all(
      sizes.map(async (size) => {
        await client.call(getFile(size))
        order.push(size)
      }),
    )
    expect(order).toEqual(sizes)
    expect(performance.now() - start).toBeGreaterThan(15)
  })

  it('holds a connection to a pace: slow by bytesPerSecond', async () => {
    centre.faults.add({ fault: 'slow', method: 'upload.getFile', bytesPerSecond: 500_000 })
    const start = performance.now()
    await Promise.all([client.call(getFile(100_000)), client.call(getFile(100_000))])
    const took = performance.now() - start
    expect(took).toBeGreaterThan(300)
    expect(took).toBeLessThan(1500)
  })

  it('goes on when more is asked for than may wait in memory, at any pace', async () => {
    centre.faults.add({ fault: 'slow', bytesPerSecond: 150_000_000 })
    const asked = Array.from({ length: 60 }, () => client.send(tl(getFile(1024 * 1024))))
    const results = () => client.inbox.filter(({ value }) => value._ === 'rpc_result').length
    const start = results()
    await client.until(() => (results() - start === asked.length ? true : undefined), 20_000)
    client.inbox.length = 0
  })
})
