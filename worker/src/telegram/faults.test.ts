// Every fault that telegram-local can play, at the first chunk, a middle one, the last one: the bytes are right, the answer is
// complete, and nobody waits longer than the promise says (PROMISES.md, R01 to R10).
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { blocks, codeOf, type Pair, type PostedFile, startPair } from '../testing/start-pair.ts'

type Fault = Parameters<Pair['telegram']['faults']['add']>[0]

const MIB = 1024 * 1024
const CHUNKS = 4
let pair: Pair

beforeAll(async () => {
  pair = await startPair({ cacheMemoryMb: 0 })
})
afterEach(() => pair.telegram.faults.clear())
afterAll(() => pair.close())

const post = (dc = 2) => pair.post({ size: (CHUNKS - 1) * MIB + 77_777, dc })
const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

async function expectWhole(file: PostedFile): Promise<void> {
  const answer = await fetch(pair.link(file))
  expect(answer.status).toBe(200)
  const bytes = Buffer.from(await answer.arrayBuffer())
  expect([bytes.length, hash(bytes)]).toEqual([file.size, hash(blocks(0, file.size))])
}

const met = () => pair.telegram.faults.list().map((fault) => fault.met)

describe.each([
  ['first', 0],
  ['a middle', 2],
  ['the last', CHUNKS - 1],
])('at %s chunk', (_, after) => {
  const faults: [string, Omit<Fault, 'method' | 'after'>][] = [
    ['a dropped connection', { fault: 'drop-connection', afterBytes: 0, times: 1 }],
    ['a connection cut in mid-chunk', { fault: 'drop-connection', afterBytes: 300_000, times: 1 }],
    ['a short FLOOD_WAIT', { fault: 'flood-wait', seconds: 1, times: 1 }],
    ['an expired file reference', { fault: 'file-reference-expired', times: 1 }],
    ['an error 500', { fault: 'rpc-error', code: 500, message: 'INTERDC_2_CALL_ERROR', times: 2 }],
    ['an error -503', { fault: 'rpc-error', code: -503, message: 'Timeout', times: 1 }],
    ['a damaged message', { fault: 'corrupt-message', times: 1 }],
    ['a short chunk', { fault: 'short-chunk', times: 1 }],
    ['a forgotten sign-in', { fault: 'auth-key-unregistered', times: 1 }],
  ]
  it.each(faults)('%s is not seen by the viewer', async (_name, fault) => {
    const file = await post()
    pair.telegram.faults.add({ method: 'upload.getFile', after, ...fault })
    await expectWhole(file)
    expect(met()).toEqual([fault.times])
  })
})

describe('faults', () => {
  it('of every kind in another data centre are not seen either', async () => {
    const names = [
      'drop-connection',
      'corrupt-message',
      'short-chunk',
      'auth-key-unregistered',
      'file-reference-expired',
    ] as const
    for (const fault of names) {
      const file = await post(4)
      pair.telegram.faults.add({ method: 'upload.getFile', after: 1, times: 1, fault })
      await expectWhole(file)
      expect([fault, met()]).toEqual([fault, [1]])
      pair.telegram.faults.clear()
    }
  })

  it('a silent Telegram is noticed within the deadline, and asked again', async () => {
    const file = await post()
    pair.telegram.faults.add({ fault: 'stall', method: 'upload.getFile', seconds: 60, after: 1, times: 1 })
    const begun = performance.now()
    await expectWhole(file)
    expect(performance.now() - begun).toBeLessThan(14_000)
  })

  it('a file that moved to another data centre is followed there, and remembered', async () => {
    const file = await post(2)
    pair.telegram.faults.add({ fault: 'file-migrate', dc: 4, method: 'upload.getFile', times: 1 })
    const answer = await fetch(pair.link(file), { headers: { range: 'bytes=0-99' } })
    // DC 4 of the same Telegram sends it back to DC 2, where it really is: two hops, and it is read.
    expect(Buffer.from(await answer.arrayBuffer()).equals(blocks(0, 100))).toBe(true)
  })

  it('many viewers meet one expired reference with one look-up', async () => {
    const file = await post()
    await fetch(pair.link(file), { method: 'HEAD' })
    const { world } = pair.telegram
    const media = world.message(Number(file.chat), file.msg)?.media
    if (!media) throw new Error('no media')
    world.expireFileReferences(media)
    const before = await pair.calls('channels.getMessages')
    await Promise.all(Array.from({ length: 8 }, () => expectWhole(file)))
    expect((await pair.calls('channels.getMessages')) - before).toBe(1)
  })

  it('nobody asks while Telegram wants us to wait', async () => {
    const files = [await post(), await post(), await post()]
    await Promise.all(files.map((file) => fetch(pair.link(file), { method: 'HEAD' })))
    pair.telegram.faults.add({ fault: 'flood-wait', seconds: 2, method: 'upload.getFile', times: 1 })
    const first = fetch(pair.link(await post()), { headers: { range: 'bytes=0-9' } })
    await expect.poll(met).toEqual([1])
    const before = await pair.calls('upload.getFile')
    const others = files.map(expectWhole)
    await new Promise((resolve) => setTimeout(resolve, 1200))
    expect((await pair.calls('upload.getFile')) - before).toBe(0)
    await Promise.all([first, ...others])
  })

  it('a long wait is told to newcomers at once, with when to come again', async () => {
    const own = await startPair()
    try {
      const file = await own.post({ size: 100 })
      own.telegram.faults.add({ fault: 'flood-wait', seconds: 40, method: 'upload.getFile', times: 1 })
      const controller = new AbortController()
      fetch(own.link(file), { signal: controller.signal }).catch(() => {})
      await expect.poll(() => own.telegram.faults.list()[0]?.met).toBe(1)
      await new Promise((resolve) => setTimeout(resolve, 100))
      const answer = await fetch(own.link(file))
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(30)
      expect(await codeOf(answer)).toEqual([503, 'telegram_wait'])
      controller.abort()
    } finally {
      await own.close()
    }
  })

  it('a film that is deleted before it plays is gone', async () => {
    const file = await post()
    pair.telegram.world.deleteMessage(Number(file.chat), file.msg)
    expect(await codeOf(await fetch(pair.link(file)))).toEqual([410, 'file_deleted'])
  })

  it('a film that is deleted while it plays ends with a cut, never with a clean end', async () => {
    const file = await pair.post({ size: 60 * MIB })
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request(pair.link(file), resolve).on('error', reject).end()
    })
    await once(answer, 'readable')
    pair.telegram.world.deleteMessage(Number(file.chat), file.msg)
    await new Promise((resolve) => answer.resume().on('error', resolve).on('end', resolve))
    expect(answer.complete).toBe(false)
    expect(await codeOf(await fetch(pair.link(file)))).toEqual([410, 'file_deleted'])
  })

  it('what never mends is told, after trying', async () => {
    const file = await post()
    pair.telegram.faults.add({
      fault: 'rpc-error',
      code: 400,
      message: 'SOMETHING_NEW',
      method: 'upload.getFile',
    })
    expect(await codeOf(await fetch(pair.link(file)))).toEqual([502, 'telegram_failed'])
    expect(met()[0]).toBeLessThan(20)
  })
})
