import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { createClient, signInOwner, startBackend } from '../testing/start-backend.ts'

const OWNER = { name: 'Ada', email: 'Ada@Example.org', password: 'correct horse battery' }

test('the one-time code signs the owner in, once', async () => {
  const backend = await startBackend()
  const code = backend.signInUrl.split('#code=')[1]
  const client = createClient(backend.url)
  const first = await client.request('POST', '/api/session/code', { code })
  expect(first).toMatchObject({ status: 200, body: { account: { role: 'owner', hasPassword: false } } })
  expect((await client.request('GET', '/api/session')).body).toEqual(first.body)
  const second = await createClient(backend.url).request('POST', '/api/session/code', { code })
  expect(second).toMatchObject({ status: 401, body: { error: { code: 'code_used' } } })
})

test('each start has a code of its own, and the last one is worthless', async () => {
  const first = await startBackend()
  await first.close()
  const second = await startBackend({ dataDir: first.config.dataDir })
  const answer = await createClient(second.url).request('POST', '/api/session/code', {
    code: first.signInUrl.split('#code=')[1],
  })
  expect(answer.status).toBe(401)
  await signInOwner(second)
})

test('the owner chooses a password and signs in with it, also after a restart', async () => {
  const first = await startBackend()
  const change = await (await signInOwner(first)).request('PUT', '/api/account', OWNER)
  expect(change.body.account).toMatchObject({ name: 'Ada', email: 'ada@example.org', hasPassword: true })
  await first.close()
  const second = await startBackend({ dataDir: first.config.dataDir })
  const client = createClient(second.url)
  const { email, password } = OWNER
  expect((await client.request('POST', '/api/session', { email, password })).status).toBe(200)
  expect((await client.request('GET', '/api/session')).body.account.name).toBe('Ada')
})

test('a session outlives a restart, ends with signing out, and with a new password elsewhere', async () => {
  const first = await startBackend()
  const here = await signInOwner(first)
  await here.request('PUT', '/api/account', OWNER)
  const there = createClient(first.url)
  await there.request('POST', '/api/session', { email: OWNER.email, password: OWNER.password })
  const cookie = here.cookie() ?? ''
  await first.close()

  const second = await startBackend({ dataDir: first.config.dataDir })
  const client = createClient(second.url)
  const asHere = () => client.request('GET', '/api/session', undefined, { cookie })
  const asThere = () => client.request('GET', '/api/session', undefined, { cookie: there.cookie() ?? '' })
  expect((await asHere()).status).toBe(200)
  expect((await asThere()).status).toBe(200)
  await client.request(
    'PUT',
    '/api/account',
    { ...OWNER, password: 'another good one', presentPassword: OWNER.password },
    { cookie },
  )
  expect((await asHere()).status).toBe(200)
  expect((await asThere()).status).toBe(401)
  const out = await client.request('DELETE', '/api/session', undefined, { cookie })
  expect(out.status).toBe(204)
  expect(out.headers.get('set-cookie')).toContain('Expires=Thu, 01 Jan 1970')
  expect((await asHere()).status).toBe(401)
})

const median = (list: { ms: number }[]) => list.map(({ ms }) => ms).toSorted((a, b) => a - b)[2] ?? 0

test('S27: a wrong password and an unknown address get the same answer in about the same time', async () => {
  const backend = await startBackend()
  await (await signInOwner(backend)).request('PUT', '/api/account', OWNER)
  const tryWith = async (email: string) => {
    const began = performance.now()
    const answer = await createClient(backend.url).request('POST', '/api/session', {
      email,
      password: 'wrong',
    })
    return { answer, ms: performance.now() - began }
  }
  const known = []
  const unknown = []
  for (let i = 0; i < 5; i++) {
    known.push(await tryWith(OWNER.email))
    unknown.push(await tryWith('nobody@example.org'))
  }
  expect(known[0]?.answer).toMatchObject({ status: 401, body: { error: { code: 'wrong_credentials' } } })
  for (const { answer } of [...known, ...unknown]) expect(answer.body).toEqual(known[0]?.answer.body)
  // An answer without hashing takes about a tenth of one with it.
  expect(median(unknown)).toBeGreaterThan(median(known) / 3)
})

test('the eleventh try within a quarter of an hour is refused, even with the right password', async () => {
  const backend = await startBackend()
  await (await signInOwner(backend)).request('PUT', '/api/account', OWNER)
  const client = createClient(backend.url)
  const tryWith = (password: string) =>
    client.request('POST', '/api/session', { email: OWNER.email, password })
  const wrong = await Promise.all(Array.from({ length: 10 }, (_, i) => tryWith(`wrong ${i}`)))
  expect(wrong.map((answer) => answer.status)).toEqual(Array(10).fill(401))
  expect(await tryWith(OWNER.password)).toMatchObject({
    status: 429,
    body: { error: { code: 'too_many_requests' } },
  })
})

test('codes cannot be guessed in a hurry', async () => {
  const backend = await startBackend()
  const client = createClient(backend.url)
  const guess = () => client.request('POST', '/api/session/code', { code: 'guess' })
  for (let i = 0; i < 10; i++) expect((await guess()).status).toBe(401)
  expect((await guess()).status).toBe(429)
})

test.each([
  ['a member nobody knows', { email: 'a@b', password: 'x', role: 'owner' }],
  ['an object for a text', { email: { $ne: null }, password: 'x' }],
  ['a number for a text', { email: 1, password: 2 }],
  ['a missing member', { email: 'a@b' }],
  ['a list', ['a@b', 'x']],
  ['nothing', undefined],
])('signing in with %s is a bad request', async (_name, body) => {
  const backend = await startBackend()
  const answer = await createClient(backend.url).request('POST', '/api/session', body)
  expect(answer).toMatchObject({ status: 400, body: { error: { code: 'bad_request' } } })
})

test('a request made by another site is refused, and changes nothing', async () => {
  const backend = await startBackend()
  const client = await signInOwner(backend)
  const from = (origin: string) => client.request('DELETE', '/api/session', undefined, { origin })
  for (const origin of ['https://evil.example', 'null', backend.url.replace('http:', 'https:') + '0']) {
    expect(await from(origin)).toMatchObject({ status: 403, body: { error: { code: 'foreign_origin' } } })
  }
  expect((await client.request('GET', '/api/session')).status).toBe(200)
  expect((await from(backend.url)).status).toBe(204)
})

test('over https the cookie is Secure and bound to the host', async () => {
  const backend = await startBackend({ publicUrl: 'https://gallery.example' })
  expect(backend.signInUrl).toMatch(/^https:\/\/gallery\.example\/welcome#code=[\w-]{22}$/)
  const client = createClient(backend.url)
  const code = backend.signInUrl.split('#code=')[1]
  const answer = await client.request(
    'POST',
    '/api/session/code',
    { code },
    { origin: 'https://gallery.example' },
  )
  expect(answer.headers.get('set-cookie')).toMatch(
    /^__Host-gramreel_session=.*Path=\/;.*HttpOnly; Secure; SameSite=Lax$/,
  )
  expect(answer.headers.get('strict-transport-security')).toContain('max-age=')
})

test('every address of the API but signing in needs a session, however it is spelt', async () => {
  const backend = await startBackend()
  const client = createClient(backend.url)
  const paths = ['/api/files', '/%61pi/files', '/api/files/x', '/api/files/x/link', '/api/files/x/thumbnail']
  for (const path of [...paths, '/api/session', '/api/status', '/api/events']) {
    expect(await client.request('GET', path), path).toMatchObject({
      status: 401,
      body: { error: { code: 'signed_out' } },
    })
  }
  expect((await client.request('PUT', '/api/account', OWNER)).status).toBe(401)
  const forged = { cookie: 'gramreel_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }
  expect((await client.request('GET', '/api/files', undefined, forged)).status).toBe(401)
})

test('what is no HTTP gets a 400 in our words', async () => {
  const backend = await startBackend()
  const socket = connect(Number(new URL(backend.url).port), '127.0.0.1')
  await once(socket, 'connect')
  socket.end('HELLO\r\n\r\n')
  const [bytes] = await once(socket, 'data')
  expect(String(bytes)).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"bad_request"/)
})
