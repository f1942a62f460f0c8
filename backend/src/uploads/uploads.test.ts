import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../storage/database.ts'
import { createPeople, databaseOf } from '../testing/people.ts'
import { signAsWorker } from '../testing/sign-as-worker.ts'
import { createClient, startBackend, type Client } from '../testing/start-backend.ts'
import { postFilm, settingsFor, startTelegram } from '../testing/start-telegram.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { createUploadLimits } from './upload-limits.ts'
import { createUploads } from './uploads.ts'

const WORKER = { id: 'worker-1', url: 'http://127.0.0.1:3001' }
const FILM = { name: 'film.mp4', mime: 'video/mp4', size: 5_000_000 }
const aFingerprint = () => randomBytes(32).toString('base64url')

const setUp = async () => {
  const telegram = await startTelegram()
  const backend = await startBackend({ ...settingsFor(telegram), worker: WORKER })
  const people = createPeople(backend, await databaseOf(backend))
  const browser = async (role: 'owner' | 'member' | 'viewer') =>
    people.browserOf(role === 'owner' ? await people.owner() : await people.add(role))
  const worker = createClient(backend.url)
  const say = (method: string, id: string, path = '', body?: unknown, signed = {}) => {
    const whole = `/api/workers/worker-1/uploads${id && `/${id}`}${path}`
    const authorization = signAsWorker({ token: telegram.botToken, ...signed }, method, whole, body)
    return worker.request(method, whole, body, { authorization })
  }
  return { telegram, backend, browser, say }
}

const begin = async (client: Client, fields: object = {}): Promise<string> => {
  const { status, body } = await client.request('POST', '/api/uploads', { ...FILM, ...fields })
  expect([status, body['kind']]).toEqual([200, 'upload'])
  return body['upload'].id
}
const claimsOf = (url: string) => JSON.parse(Buffer.from(url.split('.')[4] ?? '', 'base64url').toString())
const posted = (messageId: number, more = {}) => ({
  messageId,
  date: 1_790_000_000,
  file: { fileId: 'BAACAgIAAxkBAAIBexample', uniqueId: 'AgADexample' },
  size: FILM.size,
  ...more,
})
const refusalOf = async (client: Client, size = 1000) =>
  (await client.request('POST', '/api/uploads', { ...FILM, size })).body['error']?.code
const items = async (client: Client) => (await client.request('GET', '/api/files')).body['items']

test('an upload gets an address on a worker, with a token for it alone, for an hour', async () => {
  const { browser, telegram } = await setUp()
  const member = await browser('member')
  const { status, body } = await member.request('POST', '/api/uploads', FILM)
  expect([status, body['upload']]).toEqual([
    200,
    {
      id: expect.stringMatching(/^[\w-]{21}$/),
      name: 'film.mp4',
      size: 5_000_000,
      received: 0,
      stage: 'receiving',
    },
  ])
  const { id } = body['upload']
  expect(body['url']).toMatch(`http://127.0.0.1:3001/upload/${id}?token=`)
  expect(claimsOf(body['url'])).toMatchObject({
    sub: id,
    aud: 'worker-1',
    scope: 'upload',
    file: { chat: telegram.chat, msg: 1, size: 5_000_000, mime: 'video/mp4', name: 'film.mp4' },
  })
  const again = await member.request('POST', `/api/uploads/${id}/link`)
  expect([again.status, claimsOf(again.body['url']).sub]).toEqual([200, id])
  expect((await member.request('GET', '/api/uploads')).body['uploads']).toEqual([body['upload']])
  const viewer = await browser('viewer')
  expect((await viewer.request('POST', '/api/uploads', FILM)).status).toBe(403)
})

test('S44: sizes that no file has, other people’s chats and forms of other kinds are refused before the first byte', async () => {
  const { browser } = await setUp()
  const owner = await browser('owner')
  const codeOf = async (fields: object) => {
    const { status, body } = await owner.request('POST', '/api/uploads', { ...FILM, ...fields })
    return [status, body['error']?.code]
  }
  expect(await codeOf({ size: 0 })).toEqual([400, 'bad_request'])
  expect(await codeOf({ size: -1 })).toEqual([400, 'bad_request'])
  expect(await codeOf({ size: 4000 * 524_288 + 1 })).toEqual([413, 'upload_too_large'])
  expect(await codeOf({ size: 8000 * 524_288 + 1 })).toEqual([400, 'bad_request'])
  expect(await codeOf({ mime: 'image/jpeg', as: 'photo', size: 10 * 1024 * 1024 + 1 })).toEqual([
    413,
    'upload_too_large',
  ])
  expect(await codeOf({ chat: '-1009999999999' })).toEqual([403, 'forbidden'])
  expect(await codeOf({ mime: 'video/mp4\r\nx: y' })).toEqual([400, 'bad_request'])
  expect(await codeOf({ thumbnail: 'not a jpeg' })).toEqual([400, 'bad_request'])
  expect(await codeOf({ more: 1 })).toEqual([400, 'bad_request'])
})

test('4 GB may be sent where the worker says that its account may', async () => {
  const { browser, say } = await setUp()
  const offer = await say('POST', '', '', { maxBytes: 8000 * 524_288 })
  expect([offer.status, offer.body]).toEqual([200, { uploads: [] }])
  await begin(await browser('member'), { size: 4_000_000_000 })
})

test('S44: each person may send so many bytes and files a day and have so many under way, as the owner says', async () => {
  const { browser, say } = await setUp()
  const [owner, member] = [await browser('owner'), await browser('member')]
  const set = (limits: object) =>
    owner.request('PUT', '/api/upload-limits', {
      bytesPerDay: 1e12,
      filesPerDay: 100,
      filesUnderWay: 100,
      ...limits,
    })
  expect((await set({ filesUnderWay: 2 })).status).toBe(200)
  const [first, second] = [await begin(member), await begin(member)]
  expect(await refusalOf(member)).toBe('uploads_under_way')
  expect(await refusalOf(owner)).toBeUndefined()
  expect(await refusalOf(await browser('member'))).toBeUndefined()

  await say('PUT', second, '/progress', { received: 4_000_000, chain: aFingerprint() })
  for (const id of [first, second])
    expect((await member.request('DELETE', `/api/uploads/${id}`)).status).toBe(204)
  expect((await member.request('GET', `/api/uploads/${first}`)).body['error'].code).toBe('upload_not_found')
  await set({ bytesPerDay: 4_500_000 })
  expect(await refusalOf(member, 500_001), 'what was sent of a cancelled one counts').toBe('upload_limit')
  expect(await refusalOf(member, 500_000)).toBeUndefined()
  await set({ filesPerDay: 3 })
  expect(await refusalOf(member), 'and so does each of many tiny files').toBe('upload_limit')
})

test('what is not finished is found again by its fingerprint, and is nobody else’s', async () => {
  const { browser } = await setUp()
  const [member, another] = [await browser('member'), await browser('member')]
  const fingerprint = aFingerprint()
  const id = await begin(member, { fingerprint })
  expect(await begin(member, { fingerprint, name: 'renamed.mp4' })).toBe(id)
  expect(await begin(member, { fingerprint, size: 7 }), 'of another size it is another').not.toBe(id)
  expect(await begin(another, { fingerprint })).not.toBe(id)
  for (const [method, path] of [
    ['GET', ''],
    ['DELETE', ''],
    ['POST', '/link'],
  ] as const)
    expect((await another.request(method, `/api/uploads/${id}${path}`)).status).toBe(404)
})

test('R18: what a worker posted is in the catalogue once, however often it says so and whatever the bot is told', async () => {
  const { browser, say, telegram } = await setUp()
  const member = await browser('member')
  const chain = aFingerprint()
  const id = await begin(member, {
    fingerprint: chain,
    caption: 'At the sea',
    width: 640,
    height: 480,
    durationSeconds: 12.5,
  })
  const job = await say('GET', id)
  expect(job.body).toMatchObject({
    id,
    chat: telegram.chat,
    received: 0,
    chain: null,
    stage: 'receiving',
    media: null,
  })
  expect((await say('POST', id, '/turn')).body).toEqual({ turn: 'over' })
  await say('PUT', id, '/progress', { received: 5_000_000, chain })
  expect((await say('POST', '', '', { maxBytes: 1 })).body).toEqual({ uploads: [id] })
  expect((await say('POST', id, '/turn')).body).toEqual({ turn: 'post' })
  const media = { kind: 'document', id: '77', accessHash: '-5', reference: 'AA==' }
  const other = { ...media, id: '78' }
  expect((await say('PUT', id, '/media', { media, replaces: null })).body).toEqual({ media })
  expect((await say('PUT', id, '/media', { media: other, replaces: null })).body).toEqual({ media })
  expect((await say('PUT', id, '/media', { media: other, replaces: '77' })).body).toEqual({ media: other })
  expect((await member.request('DELETE', `/api/uploads/${id}`)).body['error'].code).toBe('upload_posting')

  const film = postFilm(telegram, { caption: 'as the bot is told' })
  for (let i = 0; i < 50 && (await items(member)).length === 0; i++) await sleep(50)
  expect((await say('POST', id, '/posted', posted(film.id))).status).toBe(204)
  expect((await say('POST', id, '/posted', posted(film.id))).status).toBe(204)
  expect(await items(member)).toHaveLength(1)
  const { body } = await member.request('GET', `/api/uploads/${id}`)
  expect(body).toMatchObject({ stage: 'done', fileId: (await items(member))[0].id })
  expect((await member.request('GET', '/api/uploads')).body['uploads']).toEqual([])
})

test('an item of a worker’s telling has our own name, kind and place, and what was measured in the browser', async () => {
  const { browser, say } = await setUp()
  const member = await browser('member')
  const id = await begin(member, {
    name: 'a\u202eb.mp4',
    caption: 'At the sea',
    width: 640,
    height: 480,
    durationSeconds: 12.5,
  })
  await say('PUT', id, '/progress', { received: 5_000_000, chain: aFingerprint() })
  await say(
    'POST',
    id,
    '/posted',
    posted(41, { thumbnail: { fileId: 'AAMCAgADexample', uniqueId: 'AQADexample' } }),
  )
  expect(await items(member)).toEqual([
    expect.objectContaining({
      kind: 'video',
      name: 'ab.mp4',
      caption: 'At the sea',
      size: 5_000_000,
      width: 640,
      height: 480,
      durationSeconds: 12.5,
      thumbnail: expect.stringContaining('AQADexample'),
    }),
  ])
})

test('the same file is not sent twice: not later, and not by two people at once', async () => {
  const { browser, say } = await setUp()
  const [member, another] = [await browser('member'), await browser('member')]
  const chain = aFingerprint()
  const [one, two] = [
    await begin(member, { fingerprint: chain }),
    await begin(another, { fingerprint: chain }),
  ]
  for (const id of [one, two]) await say('PUT', id, '/progress', { received: 5_000_000, chain })
  expect((await say('POST', one, '/turn')).body).toEqual({ turn: 'post' })
  expect((await say('POST', two, '/turn')).body).toEqual({ turn: 'wait' })
  await say('POST', one, '/posted', posted(9))
  expect((await say('POST', two, '/turn')).body).toEqual({ turn: 'over' })
  const [item] = await items(member)
  expect((await another.request('GET', `/api/uploads/${two}`)).body).toMatchObject({
    stage: 'done',
    fileId: item.id,
  })
  const again = await another.request('POST', '/api/uploads', { ...FILM, fingerprint: chain })
  expect(again.body).toEqual({ kind: 'exists', file: item })
})

test('what is in the trash is taken out of it by who sends it again, now or at the end, unless a copy of it is there', async () => {
  const { browser, say } = await setUp()
  const member = await browser('member')
  const [chain, other] = [aFingerprint(), aFingerprint()]
  const send = async (messageId: number) => {
    const id = await begin(member)
    await say('PUT', id, '/progress', { received: 5_000_000, chain })
    await say('POST', id, '/posted', posted(messageId))
    return (await member.request('GET', `/api/uploads/${id}`)).body['fileId']
  }
  const trash = (files: string[]) => member.request('POST', '/api/trash', { files })
  const sendAgain = async () =>
    (await member.request('POST', '/api/uploads', { ...FILM, fingerprint: chain })).body
  const first = await send(9)
  await trash([first])
  const late = await begin(member, { fingerprint: other })
  const again = await sendAgain()
  const [item] = await items(member)
  expect(again).toEqual({ kind: 'exists', file: item, isRestored: true })
  expect([item.id, item.trashedAt]).toEqual([first, undefined])
  expect(await sendAgain()).toEqual({ kind: 'exists', file: item })

  // Without a fingerprint it is recognised when all of it is there.
  await trash([first])
  await say('PUT', late, '/progress', { received: 5_000_000, chain })
  const holder = await begin(member)
  await say('PUT', holder, '/progress', { received: 5_000_000, chain })
  await say('POST', holder, '/turn')
  await say('POST', holder, '/posted', posted(10))
  const copy = (await member.request('GET', `/api/uploads/${holder}`)).body['fileId']
  await trash([copy])
  expect((await say('POST', late, '/turn')).body).toEqual({ turn: 'over' })
  expect((await member.request('GET', `/api/uploads/${late}`)).body).toMatchObject({ fileId: copy })
  expect((await items(member)).map(({ id }: { id: string }) => id)).toEqual([copy])
  expect((await sendAgain()).file.id, 'the copy is there').toBe(copy)
})

test('when nothing came of the first one, the second is posted', async () => {
  const { browser, say } = await setUp()
  const chain = aFingerprint()
  const one = await begin(await browser('member'), { fingerprint: chain })
  const two = await begin(await browser('member'), { fingerprint: chain })
  for (const id of [one, two]) await say('PUT', id, '/progress', { received: 5_000_000, chain })
  expect((await say('POST', one, '/turn')).body).toEqual({ turn: 'post' })
  await say('POST', one, '/failed', { failure: 'refused' })
  expect((await say('POST', two, '/turn')).body).toEqual({ turn: 'post' })
})

test('a worker sees and changes nothing of another one’s uploads', async () => {
  const { browser, say, telegram, backend } = await setUp()
  const id = await begin(await browser('member'))
  const path = `/api/workers/worker-2/uploads/${id}`
  const authorization = signAsWorker({ token: telegram.botToken, workerId: 'worker-2' }, 'GET', path)
  const { status, body } = await createClient(backend.url).request('GET', path, undefined, { authorization })
  expect([status, body['error'].code]).toEqual([404, 'upload_not_found'])
  expect((await say('GET', id)).status).toBe(200)
})

test('without a worker nothing is begun', async () => {
  const telegram = await startTelegram()
  const backend = await startBackend(settingsFor(telegram))
  const people = createPeople(backend, await databaseOf(backend))
  const owner = await people.browserOf(await people.owner())
  expect((await owner.request('POST', '/api/uploads', FILM)).body['error'].code).toBe('no_upload_worker')
})

test('S44: what nobody went on with for a day is forgotten', async () => {
  const database = await openDatabase(`${await temporaryFolder()}/test.db`)
  onTestFinished(() => database.destroy())
  const clock = { now: 1_790_000_000 }
  const now = () => clock.now
  const uploads = createUploads({
    database,
    limits: createUploadLimits(database, now),
    chooseWorker: async () => ({ ...WORKER, botId: 7 }),
    writeLink: () => ({ url: 'x', expiresAt: new Date(0) }),
    channels: async () => [{ chat: '-1001234567890', botId: 7, title: 'Holidays' }],
    findItem: async () => undefined,
    restore: async () => {},
    cleanName: String,
    cleanText: String,
    now,
  })
  const self = { account: 'a', grant: 'g', isOwner: false }
  await uploads.begin(self, FILM)
  clock.now += 24 * 3600
  await uploads.sweep()
  expect(await uploads.list(self)).toHaveLength(1)
  clock.now += 1
  await uploads.sweep()
  expect(await uploads.list(self)).toEqual([])
})
