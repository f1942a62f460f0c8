import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { signInOwner, startBackend, type Client } from '../testing/start-backend.ts'
import { jpegLike, postFilm, postPhoto, settingsFor, startTelegram } from '../testing/start-telegram.ts'

const SOON = { timeout: 15_000, interval: 50 }

const setUp = async (overrides: Parameters<typeof startBackend>[0] = {}) => {
  const telegram = await startTelegram()
  const backend = await startBackend({ ...settingsFor(telegram), ...overrides })
  return { telegram, backend, client: await signInOwner(backend) }
}

const items = async (client: Client) => (await client.request('GET', '/api/files')).body.items

const untilItems = async (client: Client, count: number) => {
  await vi.waitFor(async () => expect(await items(client)).toHaveLength(count), SOON)
  return items(client)
}

/** The names of the events that arrive, from now on. */
const listen = async (url: string, client: Client): Promise<string[]> => {
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const response = await fetch(`${url}/api/events`, {
    headers: { cookie: client.cookie() ?? '' },
    signal: stop.signal,
  })
  const events: string[] = []
  const read = async () => {
    for await (const chunk of response.body ?? []) {
      for (const [, name] of Buffer.from(chunk)
        .toString()
        .matchAll(/^event: (.*)$/gm))
        events.push(name ?? '')
    }
  }
  read().catch(() => {})
  return events
}

test('a post is in the catalogue, and its event with every listener, within two seconds', async () => {
  const { telegram, backend, client } = await setUp()
  const events = await listen(backend.url, client)
  const began = Date.now()
  postFilm(telegram, { name: 'Фильм.mp4', size: 3_000_000_000, caption: 'Hello' })
  await vi.waitFor(() => expect(events).toContain('catalogue'), { timeout: 2_000, interval: 10 })
  const [item] = await items(client)
  expect(Date.now() - began).toBeLessThan(2_000)
  expect(item).toMatchObject({
    kind: 'video',
    name: 'Фильм.mp4',
    size: 3_000_000_000,
    caption: 'Hello',
    width: 1920,
    durationSeconds: 60,
    thumbnail: null,
  })
})

test('an edited caption changes the item', async () => {
  const { telegram, client } = await setUp()
  const message = postFilm(telegram, { caption: 'before' })
  await untilItems(client, 1)
  const change = { text: 'after', entities: [] }
  telegram.world.editMessage(message.chat, message.id, change)
  await vi.waitFor(async () => expect((await items(client))[0].caption).toBe('after'), SOON)
  expect(await items(client)).toHaveLength(1)
})

test('chats that were not named are left out, and the log says their ids once', async () => {
  const { telegram, backend, client } = await setUp()
  const { world } = telegram
  const other = world.addChannel({ title: 'Other' })
  world.setMember(other.id, world.defaultBot.id, 'administrator')
  postFilm(telegram, { chat: other.id })
  postFilm(telegram, { chat: other.id })
  postFilm(telegram, { name: 'wanted.mp4' })
  expect(await untilItems(client, 1)).toMatchObject([{ name: 'wanted.mp4' }])
  const hints = backend.logs.filter((line) => line.includes('TELEGRAM_CHATS'))
  expect(hints).toHaveLength(1)
  expect(hints[0]).toContain(String(other.id))
})

test('private messages to the bot are taken when their chat is named', async () => {
  const telegram = await startTelegram()
  const { world } = telegram
  const backend = await startBackend({ ...settingsFor(telegram), chats: [String(world.defaultUser.id)] })
  const client = await signInOwner(backend)
  const media = world.addDocument({
    shownAs: 'document',
    name: 'notes.pdf',
    mime: 'application/pdf',
    size: 10,
    thumbs: [],
    content: { from: 'blocks', size: 10 },
  })
  const { id: bot } = world.defaultBot
  const { id: person } = world.defaultUser
  world.addMessage({ chat: person, bot, from: person, media })
  expect(await untilItems(client, 1)).toMatchObject([{ kind: 'document', name: 'notes.pdf' }])
})

test('a small file is direct and its bytes are Telegram’s; a large one is no_worker without a worker', async () => {
  const { telegram, client } = await setUp()
  postFilm(telegram, { name: 'small.mp4', size: 20_971_520 })
  postFilm(telegram, { name: 'large.mp4', size: 20_971_521 })
  const [large, small] = await untilItems(client, 2)
  const link = await client.request('GET', `/api/files/${small.id}/link`)
  expect(link.headers.get('cache-control')).toBe('no-store')
  expect(link.body).toMatchObject({ kind: 'direct', size: 20_971_520, name: 'small.mp4', mime: 'video/mp4' })
  expect(Date.parse(link.body.expiresAt)).toBeGreaterThan(Date.now() + 25 * 60 * 1000)
  const part = await fetch(link.body.url, { headers: { range: 'bytes=16-31' } })
  expect(part.status).toBe(206)
  expect(Buffer.from(await part.arrayBuffer())).toEqual(
    Buffer.from('00000000000000014752414d5245454c', 'hex'),
  )
  expect(await client.request('GET', `/api/files/${large.id}/link`)).toMatchObject({
    status: 409,
    body: { error: { code: 'no_worker' } },
  })
})

test('a small file that was deleted goes to the worker, who can say so', async () => {
  const { telegram, client } = await setUp({ worker: { id: 'worker-1', url: 'http://127.0.0.1:9' } })
  const message = postFilm(telegram, { size: 1000 })
  const [{ id }] = await untilItems(client, 1)
  telegram.world.deleteMessage(message.chat, message.id)
  const link = await client.request('GET', `/api/files/${id}/link`)
  expect(link.body).toMatchObject({
    kind: 'stream',
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:9\/stream\//),
  })
})

test('a burst of posts is few events', async () => {
  const { telegram, backend, client } = await setUp()
  const events = await listen(backend.url, client)
  for (let i = 0; i < 200; i++) postFilm(telegram)
  await vi.waitFor(async () => expect((await client.request('GET', '/api/files')).body.total).toBe(200), SOON)
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(events.length).toBeGreaterThan(0)
  expect(events.length).toBeLessThan(30)
})

test('a photo’s thumbnail is the size that a grid needs, kept for good, and never names the token', async () => {
  const { telegram, client, backend } = await setUp()
  await postPhoto(telegram)
  const [item] = await untilItems(client, 1)
  expect(item).toMatchObject({ kind: 'photo', width: 1280, height: 640, caption: 'A photo' })
  expect(item.name).toMatch(/^Photo \d{4}-\d\d-\d\d \d\d\.\d\d\.jpg$/)
  const get = (headers = {}) =>
    fetch(backend.url + item.thumbnail, { headers: { cookie: client.cookie() ?? '', ...headers } })
  const first = await get()
  expect(first.headers.get('content-type')).toBe('image/jpeg')
  expect(first.headers.get('cache-control')).toBe('private, max-age=31536000, immutable')
  expect(Buffer.from(await first.arrayBuffer()).equals(jpegLike(800))).toBe(true)
  const etag = first.headers.get('etag') ?? ''
  expect((await get({ 'if-none-match': etag })).status).toBe(304)
  await telegram.closeNow()
  expect((await get()).status).toBe(200)
})

test('a film without a picture has no thumbnail', async () => {
  const { telegram, client } = await setUp()
  postFilm(telegram)
  const [{ id }] = await untilItems(client, 1)
  expect(await client.request('GET', `/api/files/${id}/thumbnail`)).toMatchObject({
    status: 404,
    body: { error: { code: 'not_found' } },
  })
})

test('Telegram goes away and comes back: the state says so, nothing is lost, nothing is twice', async () => {
  const { telegram, backend, client } = await setUp()
  const events = await listen(backend.url, client)
  const state = async () => (await client.request('GET', '/api/status')).body.bot.state
  postFilm(telegram, { name: '1.mp4' })
  await untilItems(client, 1)
  expect(await state()).toBe('ok')
  await telegram.closeNow()
  await vi.waitFor(async () => expect(await state()).toBe('unreachable'), SOON)
  const botApiPort = Number(new URL(telegram.botApi).port)
  const again = await startTelegram({ dataDir: telegram.dataDir, botApiPort })
  postFilm(again, { name: '2.mp4' })
  const all = await untilItems(client, 2)
  expect(all.map((item: { name: string }) => item.name)).toEqual(['2.mp4', '1.mp4'])
  expect(await state()).toBe('ok')
  expect(events).toContain('status')
})

test('posts made while the backend is away are there when it is back', async () => {
  const telegram = await startTelegram()
  const first = await startBackend(settingsFor(telegram))
  postFilm(telegram)
  await untilItems(await signInOwner(first), 1)
  await first.close()
  for (let i = 0; i < 150; i++) postFilm(telegram)
  const second = await startBackend({ ...settingsFor(telegram), dataDir: first.config.dataDir })
  const client = await signInOwner(second)
  await vi.waitFor(async () => expect((await client.request('GET', '/api/files')).body.total).toBe(151), SOON)
})

test('a backend that starts while Telegram is away catches up later', async () => {
  const telegram = await startTelegram()
  await telegram.closeNow()
  const backend = await startBackend(settingsFor(telegram))
  const client = await signInOwner(backend)
  expect((await client.request('GET', '/api/status')).body.bot).toEqual({
    state: 'unreachable',
    username: null,
  })
  const again = await startTelegram({
    dataDir: telegram.dataDir,
    botApiPort: Number(new URL(telegram.botApi).port),
  })
  postFilm(again)
  await untilItems(client, 1)
  expect((await client.request('GET', '/api/status')).body.bot).toEqual({
    state: 'ok',
    username: telegram.world.defaultBot.username,
  })
})

test('flood control and errors of Telegram are waited out', async () => {
  const { telegram, client } = await setUp()
  telegram.faults.add({ fault: 'flood-wait', method: 'getUpdates', seconds: 1, times: 1 })
  telegram.faults.add({ fault: 'rpc-error', method: 'getUpdates', code: 500, message: 'Internal', times: 2 })
  for (let i = 0; i < 20; i++) postFilm(telegram)
  await untilItems(client, 20)
})

test('a token that Telegram does not know ends the start in one sentence', async () => {
  const telegram = await startTelegram()
  const start = startBackend({
    ...settingsFor(telegram),
    botToken: '1234567:AAE-canary_canary_canary_canary_00',
  })
  await expect(start).rejects.toThrow(/^Telegram refuses the bot token\./)
})

test('the bot is remembered without its setting, and its token rests encrypted', async () => {
  const telegram = await startTelegram()
  const first = await startBackend(settingsFor(telegram))
  await first.close()
  const second = await startBackend({
    ...settingsFor(telegram),
    botToken: undefined,
    dataDir: first.config.dataDir,
  })
  const client = await signInOwner(second)
  postFilm(telegram)
  await untilItems(client, 1)
  await second.close()
  const otherKey = { secretKey: 'another key of at least sixteen' }
  await expect(
    startBackend({
      ...settingsFor(telegram),
      ...otherKey,
      botToken: undefined,
      dataDir: first.config.dataDir,
    }),
  ).rejects.toThrow(/^The saved bot token cannot be decrypted/)
  const third = await startBackend({ ...settingsFor(telegram), ...otherKey, dataDir: first.config.dataDir })
  await signInOwner(third)
})

test('the bot token is in no log, no file and no answer but the direct address', async () => {
  const { telegram, backend, client } = await setUp()
  const events = await listen(backend.url, client)
  await postPhoto(telegram)
  const [item] = await untilItems(client, 1)
  const answers: string[] = []
  for (const path of ['', `/${item.id}`, `/${item.id}/thumbnail`]) {
    const answer = await client.request('GET', `/api/files${path}`)
    answers.push(JSON.stringify([...answer.headers]), JSON.stringify(answer.body))
  }
  answers.push(JSON.stringify((await client.request('GET', '/api/status')).body))
  const direct = await client.request('GET', `/api/files/${item.id}/link`)
  expect(direct.body.url).toContain(telegram.botToken)
  // Twelve ways to fail, each of which some library words with the URL in it.
  for (const message of ['Bad Gateway', 'Not Found']) {
    telegram.faults.add({ fault: 'rpc-error', code: message === 'Not Found' ? 404 : 502, message, times: 3 })
    postFilm(telegram, { name: message })
    answers.push(
      JSON.stringify(await client.request('GET', `/api/files/${item.id}/link`)).replace(direct.body.url, ''),
    )
  }
  telegram.faults.clear()
  telegram.faults.add({ fault: 'drop-connection', afterBytes: 10, times: 2 })
  postFilm(telegram)
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  await telegram.closeNow()
  await vi.waitFor(() => expect(backend.logs.join('')).toContain('unreachable'), SOON)
  await backend.close()

  const secret = telegram.botToken.split(':')[1] ?? ''
  expect(secret.length).toBeGreaterThan(10)
  expect(backend.logs.join('')).not.toContain(secret)
  expect(answers.join('')).not.toContain(secret)
  expect(events.join('')).not.toContain(secret)
  const { dataDir } = backend.config
  for (const entry of await readdir(dataDir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const bytes = await readFile(join(entry.parentPath, entry.name), 'latin1')
    expect(bytes.includes(secret), entry.name).toBe(false)
  }
})
