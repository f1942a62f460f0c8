import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Fault } from '../../faults.ts'
import { testCentre } from '../test-centre.ts'
import type { TestCentre } from '../test-centre.ts'
import type { TestClient } from '../test-client.ts'
import { tl } from '../test-client.ts'

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
