import { expect, test, vi } from 'vitest'
import { createPeople, databaseOf } from '../testing/people.ts'
import {
  createClient,
  signInOwner,
  startBackend,
  type Client,
  type Started,
} from '../testing/start-backend.ts'

vi.setConfig({ testTimeout: 60_000 })

const codeOf = (url: string) => url.split('#code=')[1] ?? ''

const setUp = async (overrides = {}) => {
  const backend = await startBackend(overrides)
  return { backend, owner: await signInOwner(backend) }
}

const GUEST = { name: 'Grace', email: 'Grace@Example.org', password: 'correct horse battery' }

/** A guest who followed an invitation of the owner's. */
const joinAs = async (backend: Started, owner: Client, role: string, fields = {}) => {
  const { body } = await owner.request('POST', '/api/invitations', { role })
  const guest = createClient(backend.url)
  const answer = await guest.request('POST', '/api/join', { ...GUEST, ...fields, code: codeOf(body['url']) })
  expect(answer.status).toBe(200)
  return { guest, id: String(answer.body['account'].id), code: codeOf(body['url']) }
}

const isSignedIn = async (client: Client) => (await client.request('GET', '/api/session')).status === 200

/** An event stream of this browser; `ended` resolves when it does. */
const listen = async (backend: Started, client: Client) => {
  const response = await fetch(`${backend.url}/api/events`, { headers: { cookie: client.cookie() ?? '' } })
  expect(response.status).toBe(200)
  return { ended: response.text() }
}

test('an invitation makes one person of the role it says, once', async () => {
  const { backend, owner } = await setUp()
  const { body } = await owner.request('POST', '/api/invitations', { role: 'viewer', note: 'for Grace' })
  expect(body['url']).toMatch(new RegExp(`^${backend.url}/join#code=[\\w-]{22}$`))
  const code = codeOf(body['url'])
  const list = await owner.request('GET', '/api/invitations')
  expect(list.body['invitations']).toMatchObject([{ role: 'viewer', note: 'for Grace' }])
  expect(JSON.stringify(list.body)).not.toContain(code)

  const guest = createClient(backend.url)
  const look = () => guest.request('POST', '/api/join/look', { code })
  expect((await look()).body).toEqual({ kind: 'invitation', role: 'viewer' })
  const joined = await guest.request('POST', '/api/join', { ...GUEST, code })
  expect(joined.body['account']).toMatchObject({ name: 'Grace', email: 'grace@example.org', role: 'viewer' })
  expect(await isSignedIn(guest)).toBe(true)
  expect((await guest.request('GET', '/api/files')).status).toBe(200)

  expect(await look()).toMatchObject({ status: 410, body: { error: { code: 'link_over' } } })
  const again = { ...GUEST, email: 'other@example.org', code }
  expect((await createClient(backend.url).request('POST', '/api/join', again)).status).toBe(410)
  expect((await owner.request('GET', '/api/invitations')).body['invitations']).toEqual([])
  const { email, password } = GUEST
  const later = await createClient(backend.url).request('POST', '/api/session', { email, password })
  expect(later.status).toBe(200)
})

test('of many who follow one invitation at once one gets in', async () => {
  const { backend, owner } = await setUp()
  const { body } = await owner.request('POST', '/api/invitations', { role: 'member' })
  const answers = await Promise.all(
    Array.from({ length: 5 }, (_, i) =>
      createClient(backend.url).request('POST', '/api/join', {
        ...GUEST,
        email: `guest${i}@example.org`,
        code: codeOf(body['url']),
      }),
    ),
  )
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 410, 410, 410, 410])
  expect((await owner.request('GET', '/api/people')).body['people']).toHaveLength(2)
})

test('an invitation that was withdrawn or has expired is over, and an address that is taken leaves it good', async () => {
  const { backend, owner } = await setUp()
  await owner.request('PUT', '/api/account', { ...GUEST, name: 'Ada' })
  const invite = async () => {
    const { body } = await owner.request('POST', '/api/invitations', { role: 'viewer' })
    return codeOf(body['url'])
  }
  const join = (code: string, email: string) =>
    createClient(backend.url).request('POST', '/api/join', { ...GUEST, email, code })

  const withdrawn = await invite()
  const [{ id }] = (await owner.request('GET', '/api/invitations')).body['invitations']
  expect((await owner.request('DELETE', `/api/invitations/${id}`)).status).toBe(204)
  expect((await owner.request('DELETE', `/api/invitations/${id}`)).status).toBe(404)
  expect((await join(withdrawn, 'a@example.org')).body['error'].code).toBe('link_over')

  const expired = await invite()
  const database = await databaseOf(backend)
  await database.updateTable('invitations').set({ expires_at: 1 }).execute()
  expect((await join(expired, 'a@example.org')).body['error'].code).toBe('link_over')

  const good = await invite()
  expect((await join(good, ' GRACE@example.ORG'.trim())).body['error'].code).toBe('email_taken')
  expect((await join(good, 'b@example.org')).status).toBe(200)
})

test('S35: a guest gets no more than was offered, whatever is sent along', async () => {
  const { backend, owner } = await setUp()
  const { body } = await owner.request('POST', '/api/invitations', { role: 'viewer' })
  const guest = createClient(backend.url)
  const code = codeOf(body['url'])
  for (const extra of [{ role: 'owner' }, { id: 'x' }, { account: {} }, { password_hash: '' }]) {
    expect((await guest.request('POST', '/api/join', { ...GUEST, code, ...extra })).status).toBe(400)
  }
  for (const name of ['', '   ', 'a\u202eb', 'a\nb', 'x'.repeat(101), { $ne: null }]) {
    expect((await guest.request('POST', '/api/join', { ...GUEST, code, name })).status).toBe(400)
  }
  expect((await owner.request('POST', '/api/invitations', { role: 'owner' })).status).toBe(400)
  expect((await guest.request('POST', '/api/join', { ...GUEST, code })).body['account'].role).toBe('viewer')
  const change = { name: 'G', email: GUEST.email, role: 'owner' }
  expect((await guest.request('PUT', '/api/account', change)).status).toBe(400)
  expect((await guest.request('GET', '/api/session')).body['account'].role).toBe('viewer')
})

test('whoever is removed is signed out at once: session, event stream, links', async () => {
  const { backend, owner } = await setUp()
  const { guest, id } = await joinAs(backend, owner, 'member')
  const { ended } = await listen(backend, guest)
  const grants = (await guest.request('GET', '/api/account/browsers')).body['browsers']
  expect((await owner.request('DELETE', `/api/people/${id}`)).status).toBe(204)
  expect(await ended).toContain('retry:')
  expect(await isSignedIn(guest)).toBe(false)
  const database = await databaseOf(backend)
  const withdrawn = await database.selectFrom('withdrawn_grants').select('grant_id').execute()
  expect(withdrawn).toContainEqual({ grant_id: grants[0].id })
  const { email, password } = GUEST
  const again = await createClient(backend.url).request('POST', '/api/session', { email, password })
  expect(again.status).toBe(401)
  expect((await owner.request('DELETE', `/api/people/${id}`)).status).toBe(404)
})

test('a role counts from the next request on, and a lower one ends what the higher allowed', async () => {
  const { backend, owner } = await setUp()
  const { guest, id } = await joinAs(backend, owner, 'viewer')
  const changeTo = (role: string) => owner.request('PUT', `/api/people/${id}/role`, { role })
  const grant = async () => (await guest.request('GET', '/api/account/browsers')).body['browsers'][0].id
  const first = await grant()
  expect((await guest.request('GET', '/api/people')).status).toBe(403)
  await changeTo('owner')
  expect((await guest.request('GET', '/api/people')).status).toBe(200)
  expect(await grant()).toBe(first)
  await changeTo('member')
  expect((await guest.request('GET', '/api/people')).status).toBe(403)
  expect(await grant()).not.toBe(first)
  const database = await databaseOf(backend)
  expect(await database.selectFrom('withdrawn_grants').select('grant_id').execute()).toEqual([
    { grant_id: first },
  ])
})

test('there is always an owner, also when two send each other away at once', async () => {
  const { backend, owner } = await setUp()
  const { guest, id } = await joinAs(backend, owner, 'member')
  const self = (await owner.request('GET', '/api/session')).body['account'].id
  const lower = { role: 'viewer' }
  for (const answer of [
    await owner.request('DELETE', `/api/people/${self}`),
    await owner.request('PUT', `/api/people/${self}/role`, lower),
  ])
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'last_owner' } } })
  expect((await owner.request('GET', '/api/session')).body['account'].role).toBe('owner')

  await owner.request('PUT', `/api/people/${id}/role`, { role: 'owner' })
  const answers = await Promise.all([
    owner.request('PUT', `/api/people/${id}/role`, lower),
    guest.request('PUT', `/api/people/${self}/role`, lower),
  ])
  expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
})

test('a reset link signs out, gives a new password once, and the old one is worth nothing', async () => {
  const { backend, owner } = await setUp()
  const { guest, id } = await joinAs(backend, owner, 'member')
  const stolen = (await owner.request('POST', `/api/people/${id}/reset`)).body['url']
  expect(await isSignedIn(guest)).toBe(false)
  const { body } = await owner.request('POST', `/api/people/${id}/reset`)
  const code = codeOf(body['url'])
  expect((await guest.request('POST', '/api/join/look', { code: codeOf(stolen) })).status).toBe(410)
  expect((await guest.request('POST', '/api/join/look', { code })).body).toEqual({
    kind: 'reset',
    name: 'Grace',
    email: 'grace@example.org',
  })
  expect((await guest.request('POST', '/api/join', { ...GUEST, email: 'x@y', code })).status).toBe(410)
  expect((await owner.request('GET', '/api/invitations')).body['invitations']).toEqual([])

  const meanwhile = createClient(backend.url)
  const { email, password } = GUEST
  await meanwhile.request('POST', '/api/session', { email, password })
  const reset = await guest.request('POST', '/api/join/reset', { code, password: 'another good one' })
  expect(reset.body['account']).toMatchObject({ name: 'Grace', role: 'member' })
  expect(await isSignedIn(guest)).toBe(true)
  expect(await isSignedIn(meanwhile)).toBe(false)
  const signIn = (word: string) =>
    createClient(backend.url).request('POST', '/api/session', { email, password: word })
  expect((await signIn(password)).status).toBe(401)
  expect((await signIn('another good one')).status).toBe(200)
  const again = { code, password: 'yet another one' }
  expect((await guest.request('POST', '/api/join/reset', again)).status).toBe(410)
})

const browsersOf = async (client: Client) =>
  (await client.request('GET', '/api/account/browsers')).body['browsers']

test('browsers are listed, and end one by one or all at once', async () => {
  const { backend, owner } = await setUp()
  const { guest } = await joinAs(backend, owner, 'viewer')
  const { email, password } = GUEST
  const phone = createClient(backend.url)
  const agent = { 'user-agent': 'Mozilla/5.0 (Android 16; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0' }
  await phone.request('POST', '/api/session', { email, password }, agent)
  const rows = await browsersOf(guest)
  expect(rows).toHaveLength(2)
  const other = rows.find(({ isThisOne }: { isThisOne: boolean }) => !isThisOne)
  expect(other).toMatchObject({ name: 'Firefox on Android', address: '127.0.0.…' })
  expect(Date.parse(other.lastSeenAt)).toBeGreaterThan(Date.now() - 60_000)

  const { ended } = await listen(backend, phone)
  expect((await guest.request('DELETE', `/api/account/browsers/${other.id}`)).status).toBe(204)
  expect(await ended).toContain('retry:')
  expect(await isSignedIn(phone)).toBe(false)

  await phone.request('POST', '/api/session', { email, password })
  expect((await guest.request('DELETE', '/api/account/browsers')).status).toBe(204)
  expect([await isSignedIn(phone), await isSignedIn(guest), await isSignedIn(owner)]).toEqual([
    false,
    false,
    true,
  ])
})

test('changing the password or the address asks for the present password; the name does not', async () => {
  const { backend, owner } = await setUp()
  const { guest } = await joinAs(backend, owner, 'viewer')
  const { email, password } = GUEST
  const change = (fields: object) => guest.request('PUT', '/api/account', { name: 'G', email, ...fields })
  expect((await change({})).status).toBe(200)
  for (const fields of [
    { password: 'another good one' },
    { password: 'another good one', presentPassword: 'wrong' },
    { email: 'new@example.org' },
  ])
    expect(await change(fields)).toMatchObject({ status: 403, body: { error: { code: 'wrong_password' } } })
  expect((await change({ email: 'new@example.org', presentPassword: password })).status).toBe(200)
  const good = { email: 'new@example.org', password: 'another good one', presentPassword: password }
  expect((await change(good)).status).toBe(200)
  for (let i = 0; i < 10; i++) await change({ password: 'another good one', presentPassword: `wrong ${i}` })
  expect((await change({ password: 'x'.repeat(8), presentPassword: 'another good one' })).status).toBe(429)
})

test('what was seen last is written down now and then, and old sessions of before have a name', async () => {
  const { backend } = await setUp()
  const database = await databaseOf(backend)
  const people = createPeople(backend, database)
  const browser = await people.browserOf(await people.owner())
  await database.updateTable('sessions').set({ seen_at: 1_000 }).execute()
  await browser.request('GET', '/api/session')
  await vi.waitFor(async () => {
    const rows = await database.selectFrom('sessions').select('seen_at').execute()
    expect(Math.max(...rows.map(({ seen_at }) => seen_at))).toBeGreaterThan(1_000_000)
  })
})
