import { createServer } from 'node:net'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { createClient, signInOwner, startBackend, type Client } from '../testing/start-backend.ts'
import { databaseOf } from '../testing/people.ts'
import { postFilm, settingsFor, startTelegram } from '../testing/start-telegram.ts'
import {
  enrolAs,
  enrolmentOf,
  identityOf,
  signedAs,
  startFace,
  type Identity,
} from '../testing/worker-face.ts'

const setUp = async (more = {}) => {
  const telegram = await startTelegram()
  const backend = await startBackend({ ...settingsFor(telegram), arePrivateWorkersAllowed: true, ...more })
  const owner = await signInOwner(backend)
  const { botToken } = telegram
  const invite = async (name = 'At home'): Promise<string> =>
    String((await owner.request('POST', '/api/workers', { name })).body['code'])
  const items = async () => (await owner.request('GET', '/api/workers')).body['workers']
  /** A worker with a code of its own that enrolled. */
  const join = async () => {
    const code = await invite()
    const identity = identityOf(botToken, code)
    const face = await startFace(() => identity)
    const answer = await enrolAs(createClient(backend.url), { botToken, code, url: face.url })
    expect(answer.status).toBe(200)
    return { code, identity, face }
  }
  return { telegram, backend, owner, botToken, invite, items, join, client: createClient(backend.url) }
}

const ask = (client: Client, identity: Identity, path = `/api/workers/${identity.workerId}/withdrawn`) =>
  client.request('GET', path, undefined, { authorization: signedAs(identity, 'GET', path) })

const refused = (status: number, code: string) => ({ status, body: { error: { code } } })

test('a worker comes by its code, and then links lead to it', async () => {
  const { telegram, owner, backend, items, join } = await setUp({ publicUrl: 'https://gallery.example' })
  expect(await items()).toEqual([])
  const { identity, face } = await join()
  expect(await items()).toMatchObject([
    { name: 'At home', workerId: identity.workerId, url: face.url, botUsername: expect.any(String) },
  ])
  postFilm(telegram, { size: 30_000_000 })
  await expect
    .poll(async () => (await owner.request('GET', '/api/files')).body['total'], { timeout: 10_000 })
    .toBe(1)
  const [file] = (await owner.request('GET', '/api/files')).body['items']
  const { body } = await owner.request('GET', `/api/files/${file.id}/link`)
  expect(body['url']).toContain(`${face.url}/stream/`)
  const claims = JSON.parse(Buffer.from(String(body['url']).split('.').at(-2) ?? '', 'base64url').toString())
  expect(claims).toMatchObject({ aud: identity.workerId, file: { fid: expect.any(String) } })
  const policy = (await fetch(backend.url)).headers.get('content-security-policy')
  expect(policy).toMatch(new RegExp(`media-src 'self' ${face.url}`))
})

test('it learns the gallery’s origins, and may ask from then on with its own key alone', async () => {
  const { invite, botToken, client } = await setUp({ publicUrl: 'https://gallery.example' })
  const code = await invite()
  const identity = identityOf(botToken, code)
  const face = await startFace(() => identity)
  expect(await ask(client, identity)).toMatchObject(refused(401, 'worker_unknown'))
  const { body } = await enrolAs(client, { botToken, code, url: face.url })
  expect(body).toEqual({ name: 'At home', allowedOrigins: ['https://gallery.example'] })
  expect((await ask(client, identity)).status).toBe(200)
})

test('the same code opens again for the same key, at any address it proves, and for no other', async () => {
  const { botToken, client, items, join, backend } = await setUp()
  const { code, identity } = await join()
  const moved = await startFace(() => identity)
  expect((await enrolAs(client, { botToken, code, url: moved.url })).status).toBe(200)
  const list = await items()
  expect(list).toMatchObject([{ url: moved.url }])
  expect(list).toHaveLength(1)
  // A day later too: the code was used in time.
  await (await databaseOf(backend)).updateTable('workers').set({ code_expires_at: 1 }).execute()
  expect((await enrolAs(client, { botToken, code, url: moved.url })).status).toBe(200)

  const thief = identityOf('123:another-token-of-another-bot', code)
  const face = await startFace(() => thief)
  expect(await enrolAs(client, { botToken, code, url: face.url, identity: thief })).toMatchObject(
    refused(409, 'code_taken'),
  )
  expect(face.asked).toBe(0)
})

test('a code that is none, too old, or comes with a bot that is none of ours, is refused in words', async () => {
  const { backend, botToken, client, invite, items } = await setUp()
  const nobody = await startFace(() => identityOf(botToken, 'x'))
  const { url } = nobody
  expect(await enrolAs(client, { botToken, code: 'x'.repeat(22), url })).toMatchObject(
    refused(401, 'code_refused'),
  )
  const code = await invite()
  const foreign = '999:a-token-of-another-bot-altogether'
  expect(await enrolAs(client, { botToken: foreign, code, url })).toMatchObject(refused(409, 'bot_unknown'))
  const [, secret] = botToken.split(':')
  const forged = `${botToken.split(':')[0]}:${'A'.repeat(secret?.length ?? 0)}`
  expect(await enrolAs(client, { botToken: forged, code, url })).toMatchObject(refused(409, 'bot_unknown'))
  expect(await items()).toMatchObject([{ state: 'expected', problem: 'bot_unknown' }])
  await (await databaseOf(backend)).updateTable('workers').set({ code_expires_at: 1 }).execute()
  expect(await enrolAs(client, { botToken, code, url })).toMatchObject(refused(401, 'code_refused'))
  expect(await items()).toMatchObject([{ state: 'late' }])
  expect(nobody.asked).toBe(0)
})

test('S24: nobody registers another’s worker, and no handshake is good twice', async () => {
  const { backend, botToken, client, invite, join, items } = await setUp()
  const { face, identity } = await join()
  const code = await invite('Mallory')
  // At an address that another has proven, and at one where another answers.
  expect(await enrolAs(client, { botToken, code, url: face.url })).toMatchObject(refused(409, 'worker_taken'))
  expect(await enrolAs(client, { botToken, code, url: `${face.url}/./` })).toMatchObject(
    refused(409, 'worker_taken'),
  )
  const other = await startFace(() => identity)
  expect(await enrolAs(client, { botToken, code, url: other.url })).toMatchObject(
    refused(502, 'worker_not_reached'),
  )
  // Under another's name.
  const mine = identityOf(botToken, code)
  const here = await startFace(() => mine)
  const named = { ...mine, workerId: identity.workerId }
  expect(await enrolAs(client, { botToken, code, url: here.url, identity: named })).toMatchObject(
    refused(409, 'worker_taken'),
  )
  // What another sent, again; and an answer of before.
  const path = `/api/workers/${mine.workerId}/enrolment`
  const body = enrolmentOf({ botToken, code, url: here.url })
  const headers = { authorization: signedAs(mine, 'POST', path, body) }
  expect((await client.request('POST', path, body, headers)).status).toBe(200)
  expect(await client.request('POST', path, body, headers)).toMatchObject(refused(401, 'worker_unknown'))
  const spoken = new Set(here.nonces)
  expect((await enrolAs(client, { botToken, code, url: here.url })).status).toBe(200)
  expect(spoken.has(here.nonces.at(-1) ?? '')).toBe(false)
  expect(await items()).toHaveLength(2)
  expect(backend.logs.join('')).not.toContain(code)
})

test('S21: without PRIVATE_WORKERS no address inside is called', async () => {
  const { backend, botToken, client, invite, items } = await setUp({ arePrivateWorkersAllowed: false })
  let knocks = 0
  const canary = createServer((socket) => {
    knocks += 1
    socket.destroy()
  }).listen(0, '127.0.0.1')
  await once(canary, 'listening')
  onTestFinished(() => void canary.close())
  const address = canary.address()
  const port = typeof address === 'object' ? address?.port : 0
  const code = await invite()
  for (const url of [
    `http://127.0.0.1:${port}`,
    `https://127.0.0.1:${port}`,
    `https://localhost:${port}`,
    `https://user@127.0.0.1:${port}`,
    `https://[::1]:${port}/x`,
    'https://169.254.169.254/latest',
    'file:///etc/passwd',
    'nonsense',
  ])
    expect(await enrolAs(client, { botToken, code, url }), url).toMatchObject(refused(400, 'address_refused'))
  expect(await items()).toMatchObject([{ state: 'expected', problem: 'address_refused' }])
  expect([knocks, backend.logs.join('').includes(code)]).toEqual([0, false])
})

test('a worker that was removed gets no links, and nothing it asks is answered', async () => {
  const { owner, client, items, join, botToken } = await setUp()
  const { code, identity, face } = await join()
  const [{ id }] = await items()
  expect((await owner.request('PATCH', `/api/workers/${id}`, { name: 'In the cellar' })).status).toBe(204)
  expect(await items()).toMatchObject([{ name: 'In the cellar' }])
  expect((await owner.request('DELETE', `/api/workers/${id}`)).status).toBe(204)
  expect(await items()).toEqual([])
  expect(await ask(client, identity)).toMatchObject(refused(401, 'worker_unknown'))
  expect(await enrolAs(client, { botToken, code, url: face.url })).toMatchObject(refused(401, 'code_refused'))
  expect((await owner.request('DELETE', `/api/workers/${id}`)).status).toBe(404)
})

test('two workers with one code at the same moment: one of them has it', async () => {
  const { botToken, client, invite, items } = await setUp()
  const code = await invite()
  const identities = ['one', 'two'].map((salt) => identityOf(`${botToken}${salt}`, code))
  const answers = await Promise.all(
    identities.map(async (identity) => {
      const { url } = await startFace(() => identity)
      return enrolAs(client, { botToken, code, url, identity })
    }),
  )
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
  expect(await items()).toHaveLength(1)
})
