import { expect, test } from 'vitest'
import { signAsWorker } from '../testing/sign-as-worker.ts'
import { createClient, signInOwner, startBackend } from '../testing/start-backend.ts'
import { postFilm, settingsFor, startTelegram } from '../testing/start-telegram.ts'

const INSTANCE = 'instance-aaaaaaaaaa'
const TAKE = { instance: INSTANCE, pool: 'pool-of-one-bot-1', isSingle: true }
const SESSION = '/api/workers/worker-1/session'

const setUp = async () => {
  const telegram = await startTelegram()
  const backend = await startBackend(settingsFor(telegram))
  const client = createClient(backend.url)
  const ask = (method: string, path: string, body?: unknown, signed = {}) =>
    client.request(method, path, body, {
      authorization: signAsWorker({ token: telegram.botToken, ...signed }, method, path, body),
    })
  return { backend, client, ask, telegram }
}

test('a worker takes, saves, renews and gives back its session', async () => {
  const { ask } = await setUp()
  const { status, body } = await ask('POST', SESSION, TAKE)
  expect([status, body]).toEqual([200, { slot: expect.any(String), session: null }])
  const slot = `${SESSION}/${body['slot']}`
  const save = { session: 'canary of a key' }
  expect((await ask('PUT', `${slot}?instance=${INSTANCE}`, save)).status).toBe(204)
  expect((await ask('PUT', `${slot}/lease?instance=${INSTANCE}`)).status).toBe(204)

  const other = { ...TAKE, instance: 'instance-bbbbbbbbbb' }
  const refused = { status: 409, body: { error: { code: 'session_leased' } } }
  expect(await ask('POST', SESSION, other)).toMatchObject(refused)
  expect(await ask('PUT', `${slot}?instance=${other.instance}`, save)).toMatchObject(refused)
  expect(await ask('PUT', `${slot}/lease?instance=${other.instance}`)).toMatchObject(refused)

  expect((await ask('DELETE', `${slot}/lease?instance=${INSTANCE}`)).status).toBe(204)
  expect((await ask('POST', SESSION, other)).body['session']).toBe('canary of a key')
})

test('nobody but a worker that holds the bot token is let in, as itself, once', async () => {
  const { backend, client, ask, telegram } = await setUp()
  const owner = await signInOwner(backend)
  const paths: [string, string, unknown?][] = [
    ['POST', SESSION, TAKE],
    ['PUT', `${SESSION}/x?instance=${INSTANCE}`, { session: 'x' }],
    ['PUT', `${SESSION}/x/lease?instance=${INSTANCE}`],
    ['DELETE', `${SESSION}/x/lease?instance=${INSTANCE}`],
    ['GET', '/api/workers/worker-1/withdrawn'],
    ['POST', '/api/workers/worker-1/findings', { findings: [] }],
  ]
  const unknown = { status: 401, body: { error: { code: 'worker_unknown' } } }
  for (const [method, path, body] of paths) {
    expect(await client.request(method, path, body), path).toMatchObject(unknown)
    expect(await owner.request(method, path, body), path).toMatchObject(unknown)
    expect(await ask(method, path, body, { workerId: 'worker-2' }), path).toMatchObject(unknown)
    expect(await ask(method, path, body, { token: `${telegram.botToken}x` }), path).toMatchObject(unknown)
    const authorization = signAsWorker({ token: telegram.botToken }, method, path, body)
    expect((await client.request(method, path, body, { authorization })).status, path).not.toBe(401)
    expect(await client.request(method, path, body, { authorization }), path).toMatchObject(unknown)
  }
})

test('a body of another form is a bad request, and names with odd letters are names', async () => {
  const { ask } = await setUp()
  for (const body of [
    {},
    [],
    'x',
    { ...TAKE, instance: '../x' },
    { ...TAKE, more: 1 },
    { ...TAKE, pool: {} },
  ]) {
    expect(await ask('POST', SESSION, body)).toMatchObject({
      status: 400,
      body: { error: { code: 'bad_request' } },
    })
  }
  const workerId = '%/?#&='.repeat(21)
  expect(
    (await ask('POST', `/api/workers/${encodeURIComponent(workerId)}/session`, TAKE, { workerId })).status,
  ).toBe(200)
})

test('signing out withdraws the grant, and what was withdrawn is told once for each number', async () => {
  const { backend, ask } = await setUp()
  const withdrawn = async (since = 0) =>
    (await ask('GET', `/api/workers/worker-1/withdrawn?since=${since}`)).body
  expect(await withdrawn()).toEqual({ grants: [], next: 0 })
  const owner = await signInOwner(backend)
  expect((await owner.request('DELETE', '/api/session')).status).toBe(204)
  expect(await withdrawn()).toEqual({ grants: [expect.stringMatching(/^[\w-]{22}$/)], next: 1 })
  expect(await withdrawn(1)).toEqual({ grants: [], next: 1 })
  expect((await ask('GET', '/api/workers/worker-1/withdrawn?since=-1')).status).toBe(400)
})

test('R04, R12: a worker tells what it found, and the gallery hears of it', async () => {
  const { backend, ask, telegram } = await setUp()
  const owner = await signInOwner(backend)
  const { id: msg } = postFilm(telegram)
  const items = async () => (await owner.request('GET', '/api/files')).body['items']
  await expect.poll(items).toHaveLength(1)
  const [{ id: file }] = await items()
  const about = { file, chat: telegram.chat, msg }
  const tell = (...findings: object[]) => ask('POST', '/api/workers/worker-1/findings', { findings })
  expect((await tell({ ...about, found: 'different', size: 7 })).status).toBe(204)
  expect(await items()).toMatchObject([{ size: 7 }])
  expect((await tell({ ...about, found: 'deleted' })).status).toBe(204)
  expect(await items()).toEqual([])
  const link = await owner.request('GET', `/api/files/${file}/link`)
  expect([link.status, link.body['error'].code]).toEqual([410, 'file_deleted'])
  for (const odd of [{}, { ...about, found: 'lost' }, { ...about, found: 'deleted', more: 1 }])
    expect((await tell(odd)).status).toBe(400)
  expect((await ask('POST', '/api/workers/worker-1/findings', { findings: [] })).status).toBe(400)
})
