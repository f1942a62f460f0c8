import { deflateSync, gzipSync } from 'node:zlib'
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bytesOf, longOf } from '../../tl/fields.ts'
import { joined } from '../../tl/lazy-bytes.ts'
import { TlWriter } from '../../tl/writer.ts'
import type { Fault } from '../../faults.ts'
import { testCentre } from '../test-centre.ts'
import type { TestCentre } from '../test-centre.ts'
import type { TestClient } from '../test-client.ts'
import { container, newMessageId, tl } from '../test-client.ts'

let centre: TestCentre
beforeAll(async () => {
  centre = await testCentre()
})
afterAll(() => centre.close())

const NEAREST = tl({ _: 'help.getNearestDc' })
const MEGABYTE = tl({ _: 'upload.getFile', location: { _: 'inputDocumentFileLocation' }, limit: 1024 * 1024 })

/** The code of the bad_msg_notification that follows. */
async function complaint(client: TestClient, messageId: bigint): Promise<unknown> {
  const { value } = await client.next(
    (each) => each.value._.startsWith('bad_') && each.value['bad_msg_id'] === messageId,
  )
  return value['error_code']
}

/** The same key and session on a new connection. */
function again(client: TestClient, transport?: 'abridged'): TestClient {
  const next = centre.connect(transport)
  next.key = client.key
  next.sessionId = client.sessionId
  next.content = client.content
  return next
}

describe('messages of a client', () => {
  it('are refused when their id is no client id (18), too old (16) or of the future (17)', async () => {
    const client = await centre.client()
    for (const [messageId, code] of [
      [newMessageId() + 1n, 18],
      [newMessageId(-301), 16],
      [newMessageId(60), 17],
    ] as const) {
      expect(await complaint(client, client.send(NEAREST, { messageId }))).toBe(code)
    }
    const late = again(client)
    late.sessionId = 5n
    const messageId = newMessageId(-290)
    expect(await late.result('help.getNearestDc', late.send(NEAREST, { messageId }))).toBeDefined()
  })

  it('are refused with the right salt when theirs is wrong (48)', async () => {
    const client = await centre.client()
    const messageId = client.send(NEAREST, { salt: 1n })
    const { value } = await client.next((each) => each.value._ === 'bad_server_salt')
    expect(value).toMatchObject({ bad_msg_id: messageId, error_code: 48 })
    const salt = longOf(value, 'new_server_salt')
    expect(await client.result('help.getNearestDc', client.send(NEAREST, { salt }))).toBeDefined()
  })

  it('are refused when their number does not rise with their id (32, 33) or has the wrong parity (34, 35)', async () => {
    const client = await centre.client()
    const early = newMessageId()
    const late = newMessageId()
    client.send(NEAREST, { messageId: late, seqno: 11 })
    expect(await complaint(client, client.send(NEAREST, { seqno: 9 }))).toBe(32)
    expect(await complaint(client, client.send(NEAREST, { seqno: 11 }))).toBe(32)
    expect(await complaint(client, client.send(NEAREST, { messageId: early, seqno: 13 }))).toBe(33)
    expect(await complaint(client, client.send(NEAREST, { seqno: 14 }))).toBe(35)
    expect(await complaint(client, client.send(container([]), { seqno: 15 }))).toBe(34)
  })

  it('are refused when they come in a container that breaks a rule (64) or has come before (19)', async () => {
    const client = await centre.client()
    const inner = { messageId: newMessageId(), seqno: client.nextSeqno(true), body: NEAREST }
    const older = newMessageId()
    const younger = { ...inner, messageId: newMessageId() }
    const nested = { ...inner, body: container([]) }
    for (const body of [container([younger]), container([nested]), container([inner]).subarray(0, -4)]) {
      expect(await complaint(client, client.send(body, { messageId: older, wantsAck: false }))).toBe(64)
    }
    const messageId = client.send(container([inner]), { wantsAck: false })
    expect(await client.result('help.getNearestDc', inner.messageId)).toBeDefined()
    client.send(container([{ ...inner, messageId: inner.messageId + 4n }]), { messageId, wantsAck: false })
    expect(await complaint(client, messageId)).toBe(19)
  })

  it('may be old inside a container, unless nobody can tell whether they came before (20)', async () => {
    const client = await centre.client()
    const old = { messageId: newMessageId(-20_000), seqno: 1, body: NEAREST }
    client.send(container([old]), { wantsAck: false })
    expect(await complaint(client, old.messageId)).toBe(20)
  })

  it.each([
    ['gzip', gzipSync],
    ['zlib', deflateSync],
  ])("may come packed in %s's format, alone or together", async (_, compress) => {
    const client = await centre.client()
    const writer = new TlWriter()
    writer.int(0x3072cfa1)
    writer.byteString(compress(NEAREST))
    const messages = [NEAREST, joined(writer.parts())].map((body) => ({
      messageId: newMessageId(),
      seqno: client.nextSeqno(true),
      body,
    }))
    client.send(container(messages), { wantsAck: false })
    for (const { messageId } of messages) {
      expect(await client.result('help.getNearestDc', messageId)).toBeDefined()
    }
  })

  it('are answered with an error when they cannot be unpacked, or unfold beyond measure', async () => {
    const client = await centre.client()
    for (const packed of [Buffer.from('no gzip'), gzipSync(Buffer.alloc(20 * 1024 * 1024))]) {
      const writer = new TlWriter()
      writer.int(0x3072cfa1)
      writer.byteString(packed)
      const messageId = client.send(joined(writer.parts()))
      await expect(client.result('help.getNearestDc', messageId)).rejects.toThrow('400 INPUT_FETCH_ERROR')
    }
  })

  it('do no harm when they make no sense', async () => {
    const client = await centre.client()
    for (let i = 0; i < 50; i++) client.send(randomBytes(4 * (i % 10)), { wantsAck: i % 2 === 0 })
    for (let i = 0; i < 50; i++) client.sendPacket(randomBytes(4 + 4 * i))
    expect(await client.call({ _: 'help.getNearestDc' })).toMatchObject({ this_dc: 2 })
  })
})

describe('a session', () => {
  it('is announced once, with the first message that counts', async () => {
    const client = await centre.client()
    const { value } = await client.next((each) => each.value._ === 'new_session_created')
    expect(longOf(value, 'first_msg_id')).toBeGreaterThan(newMessageId(-60))
    expect(longOf(value, 'first_msg_id')).toBeLessThan(newMessageId())
    await client.call({ _: 'help.getNearestDc' })
    expect(client.inbox.filter((each) => each.value._ === 'new_session_created')).toEqual([])
    const other = again(client)
    other.sessionId = 99n
    other.send(NEAREST)
    expect(await other.nextNamed('new_session_created')).toBeDefined()
  })

  it('answers pings bare, and closes the connection when the promised next ping does not come', async () => {
    const client = await centre.client()
    const messageId = client.send(tl({ _: 'ping', ping_id: 5n }))
    expect(await client.nextNamed('pong')).toEqual({ _: 'pong', msg_id: messageId, ping_id: 5n })
    client.send(tl({ _: 'ping_delay_disconnect', ping_id: 6n, disconnect_delay: 1 }))
    await sleep(600)
    client.send(tl({ _: 'ping_delay_disconnect', ping_id: 7n, disconnect_delay: 1 }))
    await sleep(700)
    expect(client.isClosed).toBe(false)
    await expect.poll(() => client.isClosed, { timeout: 2000 }).toBe(true)
  })

  it('acknowledges what it does not answer at once', async () => {
    const client = await centre.client()
    const messageId = client.send(tl({ _: 'messages.getMessages' }))
    centre.faults.add({ fault: 'stall', method: 'users.getUsers', times: 1 })
    const stalled = client.send(tl({ _: 'users.getUsers', id: [] }))
    const { value } = await client.next((each) => each.value._ === 'msgs_ack')
    expect(value['msg_ids']).toContain(stalled)
    expect(await client.result('messages.getMessages', messageId)).toBeDefined()
  })

  it('gives salts for the time to come, which are all different and good one after the other', async () => {
    const client = await centre.client()
    const messageId = client.send(tl({ _: 'get_future_salts', num: 3 }))
    const salts = await client.nextNamed('future_salts')
    expect(salts['req_msg_id']).toBe(messageId)
    const [first, second, third] = Array.isArray(salts['salts']) ? salts['salts'] : []
    expect(new Set([first.salt, second.salt, third.salt]).size).toBe(3)
    expect(second.valid_since).toBe(first.valid_since + 1800)
    expect(await client.result('help.getNearestDc', client.send(NEAREST, { salt: first.salt }))).toBeDefined()
  })

  it('confirms at once, in four bytes, when asked for a quick acknowledgement', async () => {
    for (const transport of ['abridged', 'intermediate', 'padded intermediate'] as const) {
      const client = await centre.client(transport)
      const messageId = client.send(NEAREST, { wantsQuickAck: true })
      const token = await client.until(() => client.quickAcks[0])
      expect(token).toBeGreaterThanOrEqual(0x80000000)
      expect(await client.result('help.getNearestDc', messageId)).toBeDefined()
    }
  })

  it('tells the state of messages', async () => {
    const client = await centre.client()
    const known = client.send(NEAREST)
    await client.result('help.getNearestDc', known)
    const [old, never, future] = [newMessageId(-20_000), known - 1_000_000n, newMessageId(10)]
    client.send(tl({ _: 'msgs_state_req', msg_ids: [old, never, future, known] }))
    const info = bytesOf(await client.nextNamed('msgs_state_info'), 'info')
    expect([...info.subarray(0, 2)]).toEqual([1, 2])
    expect(info[2]).toBe(3)
    expect((info[3] ?? 0) & (4 | 64)).toBe(4 | 64)
  })

  it('answers a repeated request again: a short answer itself, a long one by its notice, then when asked for', async () => {
    const client = await centre.client()
    const short = client.send(NEAREST, { seqno: 101 })
    await client.result('help.getNearestDc', short)
    client.send(NEAREST, { messageId: short, seqno: 101 })
    expect(await client.result('help.getNearestDc', short)).toBeDefined()
    const long = client.send(MEGABYTE, { seqno: 103 })
    await client.result('upload.getFile', long)
    client.send(MEGABYTE, { messageId: long, seqno: 103 })
    const notice = await client.nextNamed('msg_detailed_info')
    expect(notice['msg_id']).toBe(long)
    client.send(tl({ _: 'msg_resend_req', msg_ids: [longOf(notice, 'answer_msg_id')] }), { seqno: 105 })
    const { messageId } = await client.next((each) => each.value['req_msg_id'] === long)
    expect(messageId).toBe(notice['answer_msg_id'])
    expect(centre.dc.stats().calls['upload.getFile']).toBe(1)
  })

  it('forgets what was acknowledged, and repeats the rest to the next connection', async () => {
    const client = await centre.client()
    const [heard, lost] = [client.send(NEAREST), client.send(NEAREST)]
    const first = await client.next((each) => each.value['req_msg_id'] === heard)
    await client.result('help.getNearestDc', lost)
    const acks = client.inbox.map((each) => each.messageId)
    client.send(tl({ _: 'msgs_ack', msg_ids: [first.messageId, ...acks] }), { wantsAck: false })
    const unheard = client.send(MEGABYTE)
    await client.result('upload.getFile', unheard)
    client.close()
    const next = again(client, 'abridged')
    next.send(tl({ _: 'ping', ping_id: 1n }), { wantsAck: false })
    expect(await next.result('help.getNearestDc', lost)).toBeDefined()
    expect(await next.nextNamed('msg_detailed_info')).toMatchObject({ msg_id: unheard })
    expect(next.inbox.filter((each) => each.value['req_msg_id'] === heard)).toEqual([])
  })

  it('sends an answer over the next connection when the first one is gone', async () => {
    const client = await centre.client()
    const messageId = client.send(tl({ _: 'messages.getMessages' }))
    await sleep(50)
    client.close()
    const next = again(client)
    next.send(tl({ _: 'ping', ping_id: 1n }), { wantsAck: false })
    expect(await next.result('messages.getMessages', messageId)).toBeDefined()
  })

  it('drops answers that nobody wants any more', async () => {
    const client = await centre.client()
    const running = client.send(tl({ _: 'messages.getMessages' }))
    const drop = async (req_msg_id: bigint) =>
      client.result('rpc_drop_answer', client.send(tl({ _: 'rpc_drop_answer', req_msg_id })))
    expect(await drop(running)).toEqual({ _: 'rpc_answer_dropped_running' })
    expect(await client.result('rpc_drop_answer', running)).toEqual({ _: 'rpc_answer_dropped_running' })
    const done = client.send(NEAREST)
    await client.result('help.getNearestDc', done)
    expect(await drop(done)).toEqual({ _: 'rpc_answer_unknown' })
    expect(await drop(newMessageId(-5))).toEqual({ _: 'rpc_answer_unknown' })
    await sleep(400)
    expect(client.inbox.filter((each) => each.value['req_msg_id'] === running)).toEqual([])
    const next = again(client)
    next.send(tl({ _: 'ping', ping_id: 1n }), { wantsAck: false })
    await next.nextNamed('pong')
    expect(next.inbox.filter((each) => each.value['req_msg_id'] === done)).toEqual([])
  })

  it.each<Fault>([
    { fault: 'slow', method: 'upload.getFile', latencyMs: 800 },
    { fault: 'slow', method: 'upload.getFile', bytesPerSecond: 1_000_000 },
  ])('drops an answer that waits to leave, its bytes too: %j', async (slow) => {
    const client = await centre.client('abridged')
    centre.faults.add(slow)
    const asked = [client.send(MEGABYTE), client.send(MEGABYTE)]
    await sleep(100)
    const before = client.socket.bytesRead
    const dropId = client.send(tl({ _: 'rpc_drop_answer', req_msg_id: asked[1] ?? 0n }))
    const dropped = await client.result('rpc_drop_answer', dropId)
    expect(dropped).toMatchObject({ _: 'rpc_answer_dropped', bytes: 1024 * 1024 + 12 + 16 })
    await client.result('upload.getFile', asked[0] ?? 0n)
    await sleep(400)
    centre.faults.clear()
    expect(client.socket.bytesRead - before).toBeLessThan(1.1 * 1024 * 1024)
    expect(client.inbox.filter((each) => each.value['req_msg_id'] === asked[1])).toEqual([])
  })

  it('can be destroyed by another one, not by itself; a key by its owner', async () => {
    const client = await centre.client()
    const other = again(client)
    other.sessionId = 1234n
    await other.call({ _: 'help.getNearestDc' })
    client.send(tl({ _: 'destroy_session', session_id: client.sessionId }))
    expect((await client.nextNamed('destroy_session_none'))['session_id']).toBe(client.sessionId)
    client.send(tl({ _: 'destroy_session', session_id: 1234n }))
    expect((await client.nextNamed('destroy_session_ok'))['session_id']).toBe(1234n)
    client.send(tl({ _: 'destroy_auth_key' }))
    await client.nextNamed('destroy_auth_key_ok')
    client.send(NEAREST)
    expect(await client.until(() => client.transportErrors[0])).toBe(-404)
  })

  it('numbers its messages as clients must: twice the content before, plus one for content', async () => {
    const client = await centre.client()
    client.send(tl({ _: 'ping', ping_id: 1n }), { wantsAck: false })
    await client.nextNamed('new_session_created')
    const { seqno, messageId } = await client.next((each) => each.value._ === 'pong')
    const answer = client.send(NEAREST)
    const next = await client.next((each) => each.value['req_msg_id'] === answer)
    expect([seqno % 2, next.seqno]).toEqual([0, seqno + 1])
    expect([messageId & 3n, next.messageId & 3n]).toEqual([1n, 1n])
  })
})
