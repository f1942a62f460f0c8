import { createHash } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { blocks, type Face, startFace } from './face-for-tests.ts'

let face: Face
beforeAll(async () => {
  face = await startFace()
})
afterAll(() => face.close())

type File = { file_id: string; file_unique_id: string; file_size: number; file_path: string }
const getFile = (fileId: string) => face.result<File>('getFile', { file_id: fileId })
const refusal = async (values: Record<string, unknown>) => (await face.call('getFile', values)).body
const address = (path: string, token = face.token) => `${face.url}/file/bot${token}/${path}`
const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const refused = (description: string) => ({ ok: false, error_code: 400, description })

const UNAVAILABLE = refused('Bad Request: wrong file_id or the file is temporarily unavailable')

describe('getFile', () => {
  test('serves 20 MiB and refuses one byte more', async () => {
    for (const size of [20_971_519, 20_971_520]) {
      const { fileId } = await face.post({ size })
      const file = await getFile(fileId)
      expect(file).toEqual({
        file_id: fileId,
        file_unique_id: expect.any(String),
        file_size: size,
        file_path: expect.stringMatching(/^videos\/file_\d+\.mp4$/),
      })
      const response = await fetch(address(file.file_path))
      expect(hash(await response.bytes())).toBe(hash(blocks(0, size)))
    }
    const { fileId } = await face.post({ size: 20_971_521 })
    expect(await refusal({ file_id: fileId })).toEqual(refused('Bad Request: file is too big'))
  })

  test('says what is wrong with an id', async () => {
    const { fileId } = await face.post()
    expect(await refusal({})).toEqual(refused('Bad Request: file_id not specified'))
    expect(await refusal({ file_id: 'rubbish' })).toEqual(refused('Bad Request: invalid file_id'))
    expect(await refusal({ file_id: fileId.slice(0, -6) })).toMatchObject({ error_code: 400 })
    const other = await startFace()
    const { fileId: foreign } = await other.post()
    await other.close()
    expect(await refusal({ file_id: foreign })).toEqual(UNAVAILABLE)
  })

  test('refuses media whose only message was deleted, and not while another one shows it', async () => {
    const { fileId, messageId } = await face.post()
    const place = { chat_id: face.chat, message_id: messageId }
    const copy = await face.result('copyMessage', { ...place, from_chat_id: face.chat })
    await face.result('deleteMessage', place)
    expect(await getFile(fileId)).toMatchObject({ file_id: fileId })
    await face.result('deleteMessage', { chat_id: face.chat, message_id: copy['message_id'] })
    expect(await refusal({ file_id: fileId })).toEqual(UNAVAILABLE)
  })

  test('gives a file whose reference expired, since the server asks for a new one itself', async () => {
    const { fileId } = await face.post()
    expect((await face.control('POST', '/expire', { fileId })).body).toEqual({ expired: true })
    expect(await getFile(fileId)).toMatchObject({ file_id: fileId })
  })

  test('gives the same path again, another one to each file, and none to other bots', async () => {
    const [one, two] = [await face.post({ name: 'a.pdf', mime: 'application/pdf' }), await face.post()]
    const path = (await getFile(one.fileId)).file_path
    expect(path).toMatch(/^documents\/file_\d+\.pdf$/)
    expect((await getFile(one.fileId)).file_path).toBe(path)
    expect((await getFile(two.fileId)).file_path).not.toBe(path)
    const other = face.world.addBot({ firstName: 'Other', username: 'other_bot' })
    expect((await fetch(address(path, other.token))).status).toBe(404)
    expect((await fetch(address(path))).status).toBe(200)
  })

  test('a path holds for an hour, and another hour when it is asked for again', async () => {
    const { fileId } = await face.post()
    const { file_path: path } = await getFile(fileId)
    const now = Date.now()
    const clock = vi.spyOn(Date, 'now')
    clock.mockReturnValue(now + 59 * 60_000)
    expect((await fetch(address(path))).status).toBe(200)
    clock.mockReturnValue(now + 61 * 60_000)
    expect((await fetch(address(path))).status).toBe(404)
    await getFile(fileId)
    expect((await fetch(address(path))).status).toBe(200)
    clock.mockRestore()
  })
})

describe('/file', () => {
  const size = 100_003
  let path: string
  beforeAll(async () => {
    path = (await getFile((await face.post({ size })).fileId)).file_path
  })
  const get = async (headers: Record<string, string>, method = 'GET') => {
    const response = await fetch(address(path), { headers, method })
    return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.bytes()) }
  }

  test('serves whole files untyped, with a length, a validator and a date', async () => {
    const { status, headers, bytes } = await get({})
    expect(status).toBe(200)
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': String(size),
      'accept-ranges': 'bytes',
      etag: expect.stringMatching(/^"[^"]+"$/),
      'last-modified': expect.stringMatching(/GMT$/),
    })
    expect(bytes.equals(blocks(0, size))).toBe(true)
    const head = await get({}, 'HEAD')
    expect([head.status, head.headers.get('content-length'), head.bytes.length]).toEqual([200, `${size}`, 0])
  })

  test.each([
    ['bytes=0-0', 0, 1],
    ['bytes=1-17', 1, 18],
    ['bytes=0-', 0, size],
    ['bytes=99999-', 99_999, size],
    ['bytes=-5', size - 5, size],
    ['bytes=-999999', 0, size],
    ['bytes=100000-999999', 100_000, size],
  ])('serves the range %s', async (range, start, end) => {
    const { status, headers, bytes } = await get({ range })
    expect(status).toBe(206)
    expect(headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/${size}`)
    expect(headers.get('content-length')).toBe(String(end - start))
    expect(bytes.equals(blocks(start, end - start))).toBe(true)
  })

  test('refuses ranges beyond the end, and ignores malformed ones', async () => {
    for (const range of [`bytes=${size}-`, 'bytes=-0']) {
      const { status, headers } = await get({ range })
      expect([status, headers.get('content-range')]).toEqual([416, `bytes */${size}`])
    }
    for (const range of ['bytes=5-2', 'bytes=', 'bytes=a-b', 'lines=1-2', 'bytes=0-1,5-6']) {
      expect((await get({ range })).status, range).toBe(200)
    }
  })

  test('answers conditions', async () => {
    const { headers } = await get({})
    const etag = headers.get('etag') ?? ''
    const modified = headers.get('last-modified') ?? ''
    expect((await get({ 'if-none-match': etag })).status).toBe(304)
    expect((await get({ 'if-modified-since': modified })).status).toBe(304)
    expect((await get({ 'if-none-match': '"other"' })).status).toBe(200)
    expect((await get({ range: 'bytes=0-1', 'if-range': etag })).status).toBe(206)
    expect((await get({ range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200)
  })

  test('knows no paths but those given out, and no bots but its own', async () => {
    for (const bad of ['videos/file_999.mp4', '', '../../../etc/passwd', '%2e%2e/x', `${path}x`]) {
      expect((await fetch(address(bad))).status, bad).toBe(404)
    }
    expect((await fetch(address(path, '1:x'))).status).toBe(401)
    expect((await fetch(address(path), { method: 'POST' })).status).toBe(404)
  })

  test('a file that has gone from the disk is 404', async () => {
    const file = join(face.dataDir, 'gone.bin')
    await writeFile(file, 'soon gone')
    const { body } = await face.control('POST', '/files', { path: file })
    const { file_path } = await getFile(String(body['fileId']))
    await rm(file)
    expect((await fetch(address(file_path))).status).toBe(404)
  })

  test('a reader who leaves stops the reading, and a slow one holds no memory', async () => {
    const big = await getFile((await face.post({ size: 20 << 20 })).fileId)
    const gone = new AbortController()
    const response = await fetch(address(big.file_path), { signal: gone.signal })
    const reader = response.body?.getReader()
    await reader?.read()
    gone.abort()
    await expect(reader?.read()).rejects.toThrow()
    expect((await face.call('getMe')).status).toBe(200)
  })
})
