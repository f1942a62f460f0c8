// The backend’s side of an import, against a worker that does what the test wants. The two real ones meet in e2e/.
import { createPublicKey, verify } from 'node:crypto'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ToldMessage } from '@gramreel/contracts/messages'
import { expect, onTestFinished, test } from 'vitest'
import { createClient, signInOwner, startBackend, type Client } from '../testing/start-backend.ts'
import { postFilm, settingsFor, startTelegram } from '../testing/start-telegram.ts'

type Order = { chat: string; first: number; count: number }
type Reply = { status: number; body: unknown }

const document = (number: number): ToldMessage => ({
  message_id: number,
  date: 1_700_000_000 + number,
  caption: `Number ${number}`,
  document: {
    file_id: `BQACAgIAAxkBAAI${String(number).padStart(6, '0')}`,
    file_unique_id: `AgAD${number}`,
    file_size: 1000 + number,
    file_name: `photo-${number}.jpg`,
    mime_type: 'image/jpeg',
  },
})

/** A channel with so many posts, every third with a file, and numbers that are gaps. */
const channelOf = (posts: number) => {
  const isThere = (number: number) => number <= posts && number % 50 !== 0
  return ({ first, count }: Order): Reply => {
    const numbers = Array.from({ length: count }, (_, i) => first + i).filter(isThere)
    const messages = numbers.filter((number) => number % 3 === 0).map(document)
    return { status: 200, body: { messages, last: numbers.at(-1) ?? 0 } }
  }
}

const startWorker = async (answer: (order: Order) => Reply | Promise<Reply>) => {
  const asked: (Order & { signedBy: string })[] = []
  const server = createServer((request, response) => {
    const [, token = ''] = (request.headers.authorization ?? '').split(' ')
    const [head = '', body = '', signature = ''] = token.split('.')
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString() || '{}')
    asked.push({ ...claims, signedBy: `${head}.${body} ${signature}` })
    void Promise.resolve(answer(claims)).then(({ status, body: reply }) =>
      response.writeHead(status).end(typeof reply === 'string' ? reply : JSON.stringify(reply)),
    )
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, asked: () => asked.filter(({ chat }) => chat !== undefined) }
}

const setUp = async (answer: (order: Order) => Reply | Promise<Reply>, more = {}) => {
  const telegram = await startTelegram()
  const worker = await startWorker(answer)
  const settings = {
    ...settingsFor(telegram),
    worker: { id: 'worker-1', url: worker.url },
    importPauseMs: 1,
    ...more,
  }
  const backend = await startBackend(settings)
  const owner = await signInOwner(backend)
  const path = `/api/bots/${telegram.botToken.split(':')[0]}/channels/${telegram.chat}/import`
  return {
    telegram,
    worker,
    backend,
    owner,
    path,
    settings: { ...settings, dataDir: backend.config.dataDir },
  }
}

const importOf = async (client: Client) => (await client.request('GET', '/api/imports')).body['imports'][0]
const filesOf = async (client: Client) => (await client.request('GET', '/api/files?limit=500')).body

test('old posts come into the catalogue, newest first, with progress', async () => {
  const { owner, path, worker, backend } = await setUp(channelOf(250))
  expect(await owner.request('POST', path)).toMatchObject({
    status: 202,
    body: { state: 'running', done: 0 },
  })
  await expect
    .poll(() => importOf(owner))
    .toMatchObject({
      state: 'done',
      total: 249,
      done: 249,
      found: 82,
      problem: null,
      perSecond: null,
    })
  const { items, total } = await filesOf(owner)
  expect(total).toBe(82)
  expect(items[0]).toMatchObject({
    name: 'photo-249.jpg',
    caption: 'Number 249',
    kind: 'photo',
    size: 1249,
    postedAt: new Date(1_700_000_249_000).toISOString(),
  })
  const steps = worker.asked().slice(-3)
  expect(steps.map(({ first, count }) => [first, count])).toEqual([
    [150, 100],
    [50, 100],
    [1, 49],
  ])
  const jwks = (await createClient(backend.url).request('GET', '/.well-known/jwks.json')).body
  const key = createPublicKey({ format: 'jwk', key: jwks['keys'][0] })
  const [text = '', signature = ''] = steps[0]?.signedBy.split(' ') ?? []
  const signed = { key, dsaEncoding: 'ieee-p1363' as const }
  expect(verify('sha256', Buffer.from(text), signed, Buffer.from(signature, 'base64url'))).toBe(true)
  expect(backend.logs.join('')).not.toContain(signature)
})

test('an import done again, and posts that are there already, change nothing', async () => {
  const { owner, path, telegram } = await setUp(channelOf(30))
  for (let i = 0; i < 3; i++) postFilm(telegram)
  await expect.poll(async () => (await filesOf(owner)).total).toBe(3)
  for (let i = 0; i < 2; i++) {
    await owner.request('POST', path)
    await expect.poll(() => importOf(owner)).toMatchObject({ state: 'done', found: 10 })
  }
  const { items, total } = await filesOf(owner)
  expect(total).toBe(3 + 9)
  // Message 3 was told by Telegram first.
  expect(items.filter(({ name }: { name: string }) => name === 'film.mp4')).toHaveLength(3)
})

test('it pauses, goes on where it was over a restart of the backend, and ends when cancelled', async () => {
  const gate = { isOpen: false }
  const { owner, path, backend, settings } = await setUp(async (order) => {
    while (order.first === 800 && !gate.isOpen) await sleep(5)
    return channelOf(1000)(order)
  })
  await owner.request('POST', path)
  await expect.poll(() => importOf(owner)).toMatchObject({ total: 999, done: 100 })
  const paused = { state: 'paused', done: 100 }
  expect(await owner.request('PUT', path, { state: 'paused' })).toMatchObject({ body: paused })
  gate.isOpen = true
  await backend.close()
  const cookie = owner.cookie() ?? ''
  const again = await startBackend(settings)
  const client = createClient(again.url)
  const ask = (method: string, where: string, body?: unknown) =>
    client.request(method, where, body, { cookie })
  expect((await ask('GET', '/api/imports')).body['imports'][0]).toMatchObject({
    state: 'paused',
  })
  await ask('PUT', path, { state: 'running' })
  await expect
    .poll(async () => (await ask('GET', '/api/imports')).body['imports'][0])
    .toMatchObject({ state: 'done', found: 327 })
  expect((await ask('DELETE', path)).status).toBe(204)
  expect((await ask('GET', '/api/imports')).body['imports']).toEqual([])
  expect((await ask('GET', '/api/files')).body['total']).toBe(327)
})

test('whatever a worker does wrong is tried again, and said meanwhile', async () => {
  const wrong: Reply[] = [
    { status: 503, body: '<html>waking</html>' },
    { status: 200, body: { messages: [{ message_id: 1, date: 1, document: { file_id: '../x' } }], last: 1 } },
    { status: 200, body: { messages: 'all', last: 1 } },
    { status: 401, body: { error: { code: 'task_invalid' } } },
    { status: 503, body: { error: { code: 'telegram_wait' } } },
    { status: 500, body: { error: { code: '__proto__' } } },
    { status: 302, body: '' },
  ]
  const problems = new Set<string>()
  const { owner, path } = await setUp((order) => wrong.shift() ?? channelOf(40)(order))
  await owner.request('POST', path)
  await expect
    .poll(
      async () => {
        const { state, problem } = await importOf(owner)
        if (problem !== null) problems.add(problem)
        return state
      },
      { interval: 1, timeout: 10_000 },
    )
    .toBe('done')
  for (const problem of problems)
    expect(['telegram_failed', 'task_invalid', 'telegram_wait']).toContain(problem)
  expect((await filesOf(owner)).total).toBe(13)
})

test('a worker cannot tell of posts that it was not asked for', async () => {
  const { owner, path } = await setUp(({ first }) => ({
    status: 200,
    body: { messages: [document(first), document(1_000_000)], last: first === 1 ? 1 : 2_000_000 },
  }))
  await owner.request('POST', path)
  await expect.poll(() => importOf(owner)).toMatchObject({ state: 'done' })
  const { items } = await filesOf(owner)
  expect(items.map(({ name }: { name: string }) => name)).toEqual(['photo-1.jpg'])
})

test('a bot that is put out of the channel pauses it: then it is the owner’s turn', async () => {
  const { owner, path } = await setUp(() => ({ status: 502, body: { error: { code: 'no_access' } } }))
  await owner.request('POST', path)
  await expect.poll(() => importOf(owner)).toMatchObject({ state: 'paused', problem: 'no_access' })
})

test('only channels of bots that there are can be imported', async () => {
  const { owner, path, telegram } = await setUp(channelOf(1))
  const person = path.replace(telegram.chat, '12345')
  expect((await owner.request('POST', person)).status).toBe(400)
  expect((await owner.request('POST', path.replace(/bots\/\d+/, 'bots/1'))).status).toBe(404)
  expect((await owner.request('PUT', path, { state: 'paused' })).status).toBe(404)
  expect((await owner.request('PUT', path, { state: 'done' })).status).toBe(400)
})
