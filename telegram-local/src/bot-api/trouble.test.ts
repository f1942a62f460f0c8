import { connect } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { blocks, type Face, startFace } from './face-for-tests.ts'

let face: Face
beforeEach(async () => {
  face = await startFace()
})
afterEach(() => face.close())

const timed = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
  const start = performance.now()
  return [await work(), performance.now() - start]
}

/** All bytes that come for a request before the connection ends. */
function raw(path: string): Promise<Buffer> {
  const { hostname, port } = new URL(face.url)
  return new Promise((resolve) => {
    const parts: Buffer[] = []
    const socket = connect(Number(port), hostname, () =>
      socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`),
    )
    socket.on('data', (bytes) => parts.push(bytes))
    socket.on('error', () => {})
    socket.on('close', () => resolve(Buffer.concat(parts)))
  })
}

async function downloadPath(size: number): Promise<string> {
  const { fileId } = await face.post({ size })
  const file = await face.result('getFile', { file_id: fileId })
  return `/file/bot${face.token}/${String(file['file_path'])}`
}

test('flood-wait is a 429 that says how long, for as many calls as it has times', async () => {
  face.faults.add({ fault: 'flood-wait', method: 'getMe', after: 1, times: 2, seconds: 7 })
  const statuses = []
  for (let call = 0; call < 4; call++) statuses.push((await face.call('getMe')).status)
  expect(statuses).toEqual([200, 429, 429, 200])
  face.faults.add({ fault: 'flood-wait', seconds: 7, times: 1 })
  const { body, headers } = await face.call('getChat', { chat_id: face.chat })
  expect(body).toEqual({
    ok: false,
    error_code: 429,
    description: 'Too Many Requests: retry after 7',
    parameters: { retry_after: 7 },
  })
  expect(headers.get('retry-after')).toBe('7')
})

test('rpc-error has the code and words it was given', async () => {
  face.faults.add({ fault: 'rpc-error', code: 502, message: 'Bad Gateway', times: 1 })
  expect(await face.call('getMe')).toMatchObject({
    status: 502,
    body: { ok: false, error_code: 502, description: 'Bad Gateway' },
  })
})

test('stall holds the answer, slow delays each one', async () => {
  face.faults.add({ fault: 'stall', seconds: 0.3, times: 1 })
  const [, stalled] = await timed(() => face.call('getMe'))
  expect(stalled).toBeGreaterThan(290)
  face.faults.add({ fault: 'slow', latencyMs: 100 })
  const [, slow] = await timed(async () => [await face.call('getMe'), await face.call('getMe')])
  expect(slow).toBeGreaterThan(195)
})

test('drop-connection cuts the answer after so many bytes, though the call was carried out', async () => {
  face.faults.add({ fault: 'drop-connection', times: 1 })
  expect((await raw(`/bot${face.token}/getMe`)).length).toBe(0)
  face.faults.add({ fault: 'drop-connection', afterBytes: 5, times: 1 })
  const path = `/bot${face.token}/sendMessage?chat_id=${face.chat}&text=sent`
  expect((await raw(path)).toString()).toMatch(/\r\n\r\n\{"ok"$/)
  expect(face.world.message(face.chat, 1)?.text).toBe('sent')
})

test('a download is cut, held or slowed in mid-body by the method name "file"', async () => {
  const path = await downloadPath(400_000)
  face.faults.add({ fault: 'drop-connection', method: 'file', afterBytes: 300_000, times: 1 })
  const cut = await raw(path)
  const body = cut.subarray(cut.indexOf('\r\n\r\n') + 4)
  expect(body.equals(blocks(0, 300_000))).toBe(true)

  face.faults.add({ fault: 'stall', method: 'file', afterBytes: 1000, seconds: 0.3, times: 1 })
  const [whole, held] = await timed(async () => Buffer.from(await (await fetch(face.url + path)).bytes()))
  expect(whole.equals(blocks(0, 400_000))).toBe(true)
  expect(held).toBeGreaterThan(290)

  face.faults.add({ fault: 'slow', method: 'file', bytesPerSecond: 800_000 })
  const [, slow] = await timed(async () => (await fetch(face.url + path)).bytes())
  expect(slow).toBeGreaterThan(450)
  expect(slow).toBeLessThan(5000)
})

test('downloads meet 429 and errors before their first byte', async () => {
  const path = await downloadPath(1000)
  face.faults.add({ fault: 'flood-wait', method: 'file', seconds: 2, times: 1 })
  face.faults.add({
    fault: 'rpc-error',
    method: 'file',
    code: 500,
    message: 'Internal Server Error',
    times: 1,
  })
  expect((await fetch(face.url + path)).status).toBe(429)
  expect((await fetch(face.url + path)).status).toBe(500)
  expect((await fetch(face.url + path)).status).toBe(200)
})

test('file-reference-expired makes getFile fail as a lost file does', async () => {
  const { fileId } = await face.post()
  face.faults.add({ fault: 'file-reference-expired', method: 'getFile', times: 1 })
  expect((await face.call('getFile', { file_id: fileId })).body['description']).toBe(
    'Bad Request: wrong file_id or the file is temporarily unavailable',
  )
  expect((await face.call('getFile', { file_id: fileId })).status).toBe(200)
})

test('a stall that never ends does not keep the face from closing', async () => {
  face.faults.add({ fault: 'stall' })
  const held = face.call('getMe').catch(() => 'cut')
  await new Promise((resolve) => setTimeout(resolve, 50))
  const [, took] = await timed(() => face.close())
  expect(took).toBeLessThan(1500)
  expect(await held).toBe('cut')
  face = await startFace()
})
