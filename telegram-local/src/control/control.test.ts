import { request } from 'node:http'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Face, startFace } from '../bot-api/face-for-tests.ts'
import { readFileId } from '../bot-api/file-ids.ts'
import { isRecord } from '../guards.ts'
import type { Caller } from '../mtproto/service.ts'

let face: Face
const callers: Caller[] = []

beforeAll(async () => {
  face = await startFace({ callers })
})
afterAll(() => face.close())

const post = (path: string, body: unknown) => face.control('POST', path, body)
const problem = async (path: string, body: unknown) => {
  const { status, body: answer } = await post(path, body)
  const { error } = answer
  return [status, isRecord(error) ? error['message'] : undefined]
}
const caller = (dcId: number, userId: number): Caller => ({
  dcId,
  authKeyId: 'ff',
  layer: 198,
  apiId: 1,
  userId,
})
const number = (stats: Record<string, unknown>, ...path: string[]) =>
  Number(path.reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), stats))
const lastPost = async () => {
  const updates = await face.result<{ channel_post?: object; message?: object }[]>('getUpdates', {
    offset: -1,
  })
  return updates[0]?.channel_post ?? updates[0]?.message
}

describe('POST /control/files', () => {
  test('posts a made-up film of any size to the default channel', async () => {
    const film = {
      name: 'film.mp4',
      size: 4_000_000_000,
      mime: 'video/mp4',
      pattern: 'blocks',
      caption: 'Big',
    }
    const { body } = await post('/files', { ...film, width: 1920, height: 1080, duration: 5400.5 })
    expect(body).toEqual({
      fileId: expect.stringMatching(/^BAAC/),
      messageId: expect.any(Number),
      chat: String(face.chat),
    })
    expect(await lastPost()).toMatchObject({
      message_id: body['messageId'],
      caption: 'Big',
      video: { file_id: body['fileId'], file_size: 4_000_000_000, width: 1920, height: 1080, duration: 5401 },
    })
  })

  test.each([
    ['audio/mpeg', 'audio'],
    ['image/gif', 'animation'],
    ['image/png', 'document'],
    ['application/zip', 'document'],
  ])('shows a made-up %s as %s, unless told otherwise', async (mime, kind) => {
    await post('/files', { name: 'x', size: 10, mime })
    expect(await lastPost()).toHaveProperty(kind)
    await post('/files', { name: 'x', size: 10, mime, as: 'document' })
    expect(await lastPost()).toHaveProperty('document')
  })

  test('puts a file into the DC asked for', async () => {
    const { fileId } = await face.post({ dc: 4 })
    expect(readFileId(fileId)?.dc).toBe(4)
    expect(await problem('/files', { size: 1, dc: 3 })).toEqual([400, 'dc 3 is none of ours: 2, 4'])
  })

  test('posts a picture of the disk as a photo, and other files as what they are', async () => {
    const path = join(face.dataDir, 'view.png')
    const image = sharp({ create: { width: 400, height: 300, channels: 3, background: '#123' } })
    await writeFile(path, await image.png().toBuffer())
    const { body } = await post('/files', { path })
    expect(body['fileId']).toMatch(/^AgAC/)
    expect(await lastPost()).toMatchObject({ photo: [{}, {}, { width: 400, height: 300 }] })

    const notes = join(face.dataDir, 'Notizen ä.txt')
    await writeFile(notes, 'hello')
    await post('/files', { path: notes })
    expect(await lastPost()).toMatchObject({
      document: { file_name: 'Notizen ä.txt', mime_type: 'text/plain', file_size: 5 },
    })
  })

  test('writes to a bot as the person whose id is the chat', async () => {
    const { chat } = await face.post({ chat: String(face.person) })
    expect(chat).toBe(String(face.person))
    expect(await lastPost()).toMatchObject({ from: { id: face.person }, video: {} })
  })

  test('takes JSON that calls itself a form, as curl does', async () => {
    const response = await fetch(`${face.url}/control/files`, {
      method: 'POST',
      body: '{"size":5,"name":"curl.bin"}',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect(response.status).toBe(200)
    expect(await lastPost()).toMatchObject({ document: { file_name: 'curl.bin', file_size: 5 } })
  })

  test('says what is wrong', async () => {
    expect(await problem('/files', {})).toEqual([400, 'say either size (and pattern "blocks") or path'])
    expect(await problem('/files', { size: 0 })).toEqual([400, 'body/size must be >= 1'])
    expect(await problem('/files', { size: '5' })).toEqual([400, 'body/size must be integer'])
    expect(await problem('/files', { size: 5, sise: 5 })).toEqual([400, 'body has no field "sise"'])
    expect(await problem('/files', { path: '/no/such/file' })).toEqual([
      400,
      'path: there is no file /no/such/file',
    ])
    expect(await problem('/files', { path: face.dataDir })).toMatchObject([
      400,
      expect.stringMatching(/there is no file/),
    ])
    expect(await problem('/files', { size: 1, chat: '-1001' })).toEqual([
      404,
      'there is no channel or person -1001',
    ])
    expect(await problem('/files', { size: 1, chat: 'abc' })).toMatchObject([
      400,
      expect.stringMatching(/body\/chat must match/),
    ])
    expect(await problem('/files', [])).toEqual([400, 'body must be object'])
    expect((await problem('/files', undefined))[0]).toBe(400)
    expect((await problem('/nothing', {}))[0]).toBe(404)
  })
})

describe('/control/faults', () => {
  test('adds, lists with counts and clears', async () => {
    const fault = { fault: 'flood-wait', method: 'getMe', times: 1, seconds: 3 }
    expect((await post('/faults', fault)).body).toEqual({ faults: [{ ...fault, met: 0 }] })
    expect((await face.call('getMe')).status).toBe(429)
    expect((await face.control('GET', '/faults')).body).toEqual({ faults: [{ ...fault, met: 1 }] })
    expect((await face.control('DELETE', '/faults')).body).toEqual({ faults: [] })
    expect((await face.control('GET', '/faults')).body).toEqual({ faults: [] })
  })

  test('takes the file_id of the one file whose calls are to meet a fault', async () => {
    const { fileId } = await face.post()
    const fault = { fault: 'wrong-chunk', method: 'upload.getFile', fileId }
    const mediaId = String(readFileId(fileId)?.id)
    expect((await post('/faults', fault)).body).toEqual({ faults: [{ ...fault, mediaId, met: 0 }] })
    await face.control('DELETE', '/faults')
    expect(await problem('/faults', { ...fault, fileId: 'x' })).toEqual([400, 'fileId is no file_id'])
  })

  test('says what is wrong', async () => {
    expect(await problem('/faults', { fault: 'earthquake' })).toMatchObject([
      400,
      expect.stringMatching(/flood-wait, .*slow/),
    ])
    expect(await problem('/faults', {})).toEqual([400, "body must have required property 'fault'"])
    expect(await problem('/faults', { fault: 'stall', times: 0 })).toEqual([400, 'body/times must be >= 1'])
    expect(await problem('/faults', { fault: 'file-migrate', dc: 9 })).toEqual([
      400,
      'file-migrate needs dc, one of 2, 4',
    ])
    expect(await problem('/faults', { fault: 'slow', bytesPerSecond: 0 })).toEqual([
      400,
      'body/bytesPerSecond must be > 0',
    ])
    expect((await face.control('GET', '/faults')).body).toEqual({ faults: [] })
  })
})

test('the watch for keys in two hands is off until switched on, and stats tell what it found', async () => {
  expect((await face.control('GET', '/stats')).body).toMatchObject({ duplicates: 0 })
  expect((await post('/duplicates', { detect: true })).body).toEqual({ detect: true, found: 0 })
  expect((await post('/duplicates', { detect: false })).body).toEqual({ detect: false, found: 0 })
  expect(await problem('/duplicates', { detect: 'yes' })).toEqual([400, 'body/detect must be boolean'])
})

test('stats count calls by method, connections and bytes', async () => {
  const before = (await face.control('GET', '/stats')).body
  await face.call('GETME')
  const { body } = await face.control('GET', '/stats')
  expect(number(body, 'calls', 'getMe')).toBe(number(before, 'calls', 'getMe') + 1)
  expect(number(body, 'bytes', 'out')).toBeGreaterThan(number(before, 'bytes', 'out'))
  expect(number(body, 'connections', 'total')).toBeGreaterThanOrEqual(1)
  expect(body).toMatchObject({ botApi: { calls: {} }, dcs: {} })
})

test('bots, people, channels and members are made, and a bot of ours answers to its token', async () => {
  const { body: bot } = await post('/bots', { firstName: 'Two', username: 'second_bot' })
  expect((await face.call('getMe', {}, { token: String(bot['token']) })).body).toMatchObject({
    result: { username: 'second_bot' },
  })
  const { body: channel } = await post('/channels', { title: 'Second' })
  const place = { chat: channel['chat'], user: bot['id'], status: 'administrator' }
  expect((await post('/members', place)).body).toEqual(place)
  await face.post({ chat: channel['chat'] })
  const updates = await face.call('getUpdates', {}, { token: String(bot['token']) })
  expect(updates.body).toMatchObject({
    result: [{ my_chat_member: {} }, { channel_post: { chat: { title: 'Second' } } }],
  })
  const { body: person } = await post('/users', { firstName: 'Bob', lastName: 'Ross' })
  expect(face.world.user(Number(person['id']))).toMatchObject({ lastName: 'Ross', isBot: false })

  expect(await problem('/bots', { firstName: 'X', username: 'x_bot', id: bot['id'] })).toEqual([
    400,
    `there is a person or bot ${String(bot['id'])} already`,
  ])
  expect(await problem('/members', { ...place, status: 'king' })).toMatchObject([
    400,
    expect.stringMatching(/allowed values/),
  ])
  expect(await problem('/members', { ...place, user: 5 })).toEqual([404, 'there is no person or bot 5'])
})

test('messages are edited and deleted as their author would', async () => {
  const { messageId } = await face.post()
  const path = `/messages/${face.chat}/${messageId}`
  expect((await face.control('PATCH', path, { caption: 'New' })).body).toMatchObject({ caption: 'New' })
  expect(await face.result('getUpdates', { offset: -1 })).toMatchObject([
    { edited_channel_post: { caption: 'New' } },
  ])
  expect((await face.control('DELETE', path)).body).toEqual({ deleted: true })
  expect((await face.control('DELETE', path)).status).toBe(404)
  expect((await face.control('DELETE', '/messages/x/y')).status).toBe(400)
})

test('signing out forgets who is behind an authorisation key', async () => {
  const { id } = face.world.defaultBot
  callers.push(caller(2, id), caller(4, id), caller(2, 5))
  expect((await post('/sign-out', { dc: 4 })).body).toEqual({ signedOut: 1 })
  expect((await post('/sign-out', {})).body).toEqual({ signedOut: 1 })
  expect(callers.map(({ userId }) => userId)).toEqual([undefined, undefined, 5])
})

test('web pages of other origins, and other names for this machine, are refused', async () => {
  const { port } = new URL(face.url)
  /** fetch would not let us lie about these headers. */
  const ask = (headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const options = { port, host: '127.0.0.1', path: '/control/stats', headers }
      request(options, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
        .on('error', reject)
        .end()
    })
  expect(await ask({})).toBe(200)
  expect(await ask({ host: `localhost:${port}` })).toBe(200)
  expect(await ask({ origin: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}` })).toBe(200)
  expect(await ask({ host: 'rebound.example.org' })).toBe(403)
  expect(await ask({ origin: 'http://127.0.0.1:3000' })).toBe(403)
  expect(await ask({ origin: 'null' })).toBe(403)
  expect(await ask({ 'sec-fetch-site': 'cross-site' })).toBe(403)
})

test('a person writes, and shows a bot a post of a channel by forwarding it', async () => {
  const bot = face.world.addBot({ firstName: 'Second', username: 'second_bot' })
  const post = await face.post({ caption: 'see this' })
  await face.control('POST', '/messages', { text: 'hello', chat: face.person, bot: bot.id })
  const forward = { chat: post.chat, messageId: post.messageId, bot: bot.id }
  expect((await face.control('POST', '/forward', forward)).body).toMatchObject({ chat: String(face.person) })
  const { body } = await face.call('getUpdates', {}, { token: bot.token })
  expect(body['result']).toMatchObject([
    { message: { text: 'hello', chat: { id: face.person, type: 'private' } } },
    {
      message: {
        caption: 'see this',
        forward_origin: { type: 'channel', chat: { id: face.chat }, message_id: post.messageId },
      },
    },
  ])
  expect((await face.control('POST', '/forward', { ...forward, messageId: 999 })).status).toBe(404)
})
