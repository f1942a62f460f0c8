// Sharing, by whoever shares.
import { beforeEach, expect, test } from 'vitest'
import { signAsWorker } from '../testing/sign-as-worker.ts'
import type { Database } from '../storage/database.ts'
import { createPeople, databaseOf, type People } from '../testing/people.ts'
import { createGuest, postFile, share } from '../testing/share.ts'
import { startBackend, type Client, type Started } from '../testing/start-backend.ts'
import { MAX_MISSES, WINDOW_MS } from './wrong-turns.ts'

const PASSWORD = 'open sesame'
const DAY_MS = 24 * 3600 * 1000
const WORKER = { id: 'worker-1', url: 'http://127.0.0.1:3001' }

let backend: Started
let database: Database
let people: People
let owner: Client
let member: Client
beforeEach(async () => {
  backend = await startBackend({ worker: WORKER })
  database = await databaseOf(backend)
  people = createPeople(backend, database)
  owner = await people.browserOf(await people.owner())
  member = await people.browserOf(await people.add('member', { name: 'Mia' }))
})

const post = (fields: Parameters<typeof postFile>[1] = {}) => postFile(database, fields)
const daysLeft = (expiresAt: string | null) => Math.round((Date.parse(expiresAt ?? '') - Date.now()) / DAY_MS)
const claimsOf = (url: string): { jti: string; iat: number; exp: number } =>
  JSON.parse(Buffer.from(url.split('.').at(-2) ?? '', 'base64url').toString())
const listOf = async (client: Client) => (await client.request('GET', '/api/shares')).body['shares']
const ids = (list: { id: string }[]) => list.map(({ id }) => id).toSorted()
const withdrawn = async (): Promise<string[]> =>
  (await database.selectFrom('withdrawn_grants').select('grant_id').execute()).map((row) => row.grant_id)

test('a share lives for thirty days unless something else was said, and for ever only on purpose', async () => {
  const files = [await post()]
  expect(daysLeft((await share(member, { files })).expiresAt)).toBe(30)
  expect(daysLeft((await share(member, { files, days: 1 })).expiresAt)).toBe(1)
  expect((await share(member, { files, days: 'never' })).expiresAt).toBeNull()
})

const BAD: [string, object][] = [
  ['nothing', {}],
  ['no files', { files: [] }],
  ['files and a group', { files: ['a'], group: 'a' }],
  ['the same file twice', { files: ['a', 'a'] }],
  ['for no day', { group: 'a', days: 0 }],
  ['for more than a year', { group: 'a', days: 366 }],
  ['for a time that is no number', { group: 'a', days: null }],
  ['with a short password', { group: 'a', password: '12345' }],
  ['with a member nobody knows', { group: 'a', account_id: 'x' }],
]

test('what makes no sense is a bad request', async () => {
  for (const [what, body] of BAD) {
    const { status } = await member.request('POST', '/api/shares', body)
    expect([what, status]).toEqual([what, 400])
  }
})

test('what is not there cannot be shared, nor an album that is none', async () => {
  const files = [await post(), 'V1StGXR8_Z5jdHi6B-myT']
  expect((await member.request('POST', '/api/shares', { files })).body['error'].code).toBe('file_not_found')
  expect((await member.request('POST', '/api/shares', { group: files[1] })).status).toBe(404)
  expect((await member.request('POST', '/api/shares', { group: files[0] })).status).toBe(400)
})

test('a slug is 128 random bits, and neither it nor a password stands in the database or the log', async () => {
  const slugs = new Set<string>()
  const files = [await post()]
  for (let n = 0; n < 20; n++) slugs.add((await share(member, { files, password: 'canary sesame' })).slug)
  expect(slugs.size).toBe(20)
  const [slug = ''] = slugs
  expect(Buffer.from(slug, 'base64url')).toHaveLength(16)
  const guest = createGuest(backend.url)
  for (const path of ['', '/files', '/password', '/nothing'])
    await guest.ask('GET', `/api/shares/${slug}${path}`)
  await guest.ask('POST', `/api/shares/${slug}/password`, { password: 'canary wrong' })
  await guest.ask('GET', `/s/${slug}/f/${files[0]}`)
  const rows = JSON.stringify(await database.selectFrom('shares').selectAll().execute())
  const log = backend.logs.join('')
  expect(log).toContain('/api/shares/***')
  for (const secret of [...slugs, 'canary']) {
    expect(rows).not.toContain(secret)
    expect(log).not.toContain(secret)
  }
})

test('members see their own shares, the owner everybody’s, each with what it holds', async () => {
  const first = await post({ name: 'first.mp4', thumbnail_file_id: 'x', thumbnail_unique_id: 'y' })
  const mine = await share(member, { files: [first, await post()], title: ' Holidays ' })
  const owners = await share(owner, { files: [first] })
  expect(await listOf(member)).toEqual([mine])
  expect(mine).toMatchObject({
    title: 'Holidays',
    kind: 'files',
    count: 2,
    cover: `/api/files/${first}/thumbnail?v=y`,
    firstName: 'first.mp4',
    sharedBy: { name: 'Mia' },
    state: 'open',
    hasPassword: false,
    downloads: true,
    views: 0,
  })
  expect(ids(await listOf(owner))).toEqual(ids([mine, owners]))
})

test('S36: another member’s share is not there to be changed or ended; the owner may', async () => {
  const { slug, id } = await share(member, { files: [await post()] })
  const other = await people.browserOf(await people.add('member'))
  for (const name of [slug, id]) {
    expect((await other.request('PATCH', `/api/shares/${name}`, { title: 'mine' })).status).toBe(404)
    expect((await other.request('DELETE', `/api/shares/${name}`)).status).toBe(404)
  }
  expect((await owner.request('PATCH', `/api/shares/${slug}`, { title: 'ours' })).body['title']).toBe('ours')
  expect((await owner.request('DELETE', `/api/shares/${id}`)).status).toBe(204)
  expect((await createGuest(backend.url).ask('GET', `/api/shares/${slug}`)).status).toBe(404)
})

test('a guest sees the files in the order chosen, a page at a time, and addresses under the share alone', async () => {
  const files: string[] = []
  for (let n = 0; n < 7; n++) {
    files.push(
      await post({
        name: `${n}`,
        thumbnail_file_id: 'x',
        thumbnail_unique_id: 'y',
        posted_at: 1000 - (n % 3),
      }),
    )
  }
  const { slug } = await share(member, { files, title: 'Seven' })
  const guest = createGuest(backend.url)
  expect((await guest.ask('GET', `/api/shares/${slug}`)).body).toEqual({
    isLocked: false,
    sharedBy: 'Mia',
    title: 'Seven',
    count: 7,
    downloads: true,
  })
  const seen: string[] = []
  let cursor = ''
  do {
    const { body } = await guest.ask('GET', `/api/shares/${slug}/files?limit=3${cursor}`)
    expect(body['total']).toBe(7)
    for (const item of body['items']) {
      seen.push(item.id)
      expect(item.thumbnail).toBe(`/api/shares/${slug}/files/${item.id}/thumbnail?v=y`)
    }
    cursor = body['nextCursor'] === null ? '' : `&cursor=${body['nextCursor']}`
  } while (cursor !== '')
  expect(seen).toEqual(files)
  expect(guest.told()).not.toContain('/api/files/')
  const link = await guest.ask('GET', `/api/shares/${slug}/files/${files[2]}/link`)
  expect(link.body['next']).toEqual([files[3]])
  const last = await guest.ask('GET', `/api/shares/${slug}/files/${files[6]}/link`)
  expect(last.body['next']).toEqual([])
  expect((await guest.ask('GET', `/api/shares/${slug}/files?cursor=x`)).status).toBe(400)
})

test('an album is what is in it now, in the order of its messages', async () => {
  const second = await post({ media_group_id: '5', name: 'b' })
  const { slug, kind } = await share(member, { group: second })
  expect(kind).toBe('group')
  await post({ media_group_id: '5', name: 'c' })
  await post({ media_group_id: '6', name: 'another album' })
  const { body } = await createGuest(backend.url).ask('GET', `/api/shares/${slug}/files`)
  expect(body['items'].map((item: { name: string }) => item.name)).toEqual(['b', 'c'])
  expect(body['items'][0]).not.toHaveProperty('group')
})

test('views are counted once a day for each browser, and not for previews of the link', async () => {
  const { slug, id } = await share(member, { files: [await post()], password: PASSWORD })
  const views = async () =>
    (await member.request('GET', '/api/shares')).body['shares'].find((each: { id: string }) => each.id === id)
      .views
  const guest = createGuest(backend.url)
  await guest.ask('GET', `/s/${slug}`)
  await guest.ask('GET', `/api/shares/${slug}`)
  expect(await views()).toBe(0)
  await guest.ask('POST', `/api/shares/${slug}/password`, { password: PASSWORD })
  for (let n = 0; n < 3; n++) await guest.ask('GET', `/api/shares/${slug}`)
  expect(await views()).toBe(1)
  const other = createGuest(backend.url)
  await other.ask('POST', `/api/shares/${slug}/password`, { password: PASSWORD })
  await other.ask('HEAD', `/api/shares/${slug}`)
  expect(await views()).toBe(1)
  await other.ask('GET', `/api/shares/${slug}`)
  expect(await views()).toBe(2)
  const [seen] = (
    await createGuest(backend.url, guestCookies(guest)).ask('GET', `/api/shares/${slug}`)
  ).headers.getSetCookie()
  expect(seen).toBeUndefined()
})

const guestCookies = (guest: { told: () => string }) => /gramreel_seen=1/.exec(guest.told())?.[0] ?? ''

test('the cookies of a share go nowhere else, and over https are Secure', async () => {
  const secure = await startBackend({ worker: WORKER, publicUrl: 'https://gallery.example' })
  const secureDatabase = await databaseOf(secure)
  const someone = createPeople(secure, secureDatabase)
  const session = (await someone.browserOf(await someone.owner()))
    .cookie()
    ?.replace('gramreel', '__Host-gramreel')
  const maker = createGuest(secure.url, session)
  const origin = { origin: 'https://gallery.example' }
  const files = [await postFile(secureDatabase)]
  const { slug } = (await maker.ask('POST', '/api/shares', { files, password: PASSWORD }, origin)).body
  const answer = await createGuest(secure.url).ask(
    'POST',
    `/api/shares/${slug}/password`,
    { password: PASSWORD },
    origin,
  )
  expect(answer.headers.getSetCookie()).toEqual([
    expect.stringMatching(
      new RegExp(
        `^__Secure-gramreel_pass=[\\w.-]+; Max-Age=\\d+; Path=/api/shares/${slug}; HttpOnly; Secure; SameSite=Strict$`,
      ),
    ),
  ])
})

test('S08: ending a share, a new password and an end of downloads each withdraw its links, a new title does not', async () => {
  const file = await post()
  const { slug } = await share(member, { files: [file] })
  const grantNow = async () => {
    const guest = createGuest(backend.url)
    await guest.ask('POST', `/api/shares/${slug}/password`, { password: PASSWORD })
    const { body } = await guest.ask('GET', `/api/shares/${slug}/files/${file}/link`)
    return claimsOf(body['url']).jti
  }
  const change = (body: object) => member.request('PATCH', `/api/shares/${slug}`, body)
  const first = (await grantNow()).split('.')[0]
  await change({ title: 'new', days: 5, password: null })
  expect((await grantNow()).split('.')[0]).toBe(first)
  expect(await withdrawn()).toEqual([])

  await change({ password: PASSWORD })
  const second = (await grantNow()).split('.')[0]
  expect(await withdrawn()).toEqual([first])

  await change({ downloads: false })
  const third = (await grantNow()).split('.')
  expect(third).toHaveLength(3)
  expect(third[2]).toBe('view')
  expect(await withdrawn()).toEqual([first, second])

  await member.request('DELETE', `/api/shares/${slug}`)
  expect(await withdrawn()).toEqual([first, second, third[0]])
})

test('S08: a share that ends by itself is withdrawn before workers are answered, and given back when it is prolonged', async () => {
  const botToken = '123456789:AAE_test_test_test_test_test_test'
  const withBot = await startBackend({ worker: WORKER, botToken, dataDir: backend.config.dataDir })
  const askAsWorker = async (): Promise<string[]> => {
    const path = '/api/workers/worker-1/withdrawn?since=0'
    const authorization = signAsWorker({ token: botToken }, 'GET', path)
    const answer = await createGuest(withBot.url).ask('GET', path, undefined, { authorization })
    return answer.body['grants']
  }
  const linkOf = async (slug: string, file: string) =>
    claimsOf(
      (await createGuest(backend.url).ask('GET', `/api/shares/${slug}/files/${file}/link`)).body['url'],
    )
  const grantOf = async (slug: string, file: string) => (await linkOf(slug, file)).jti.split('.')[0] ?? ''

  const file = await post()
  const going = await people.add('member')
  const expiring = await share(member, { files: [file], days: 1 })
  const paused = await share(await people.browserOf(going), { files: [file] })
  const staying = await share(owner, { files: [file] })
  const grants = [await grantOf(expiring.slug, file), await grantOf(paused.slug, file)]
  await grantOf(staying.slug, file)
  expect(await askAsWorker()).toEqual([])

  await database.updateTable('shares').set({ expires_at: 1 }).where('id', '=', expiring.id).execute()
  await owner.request('PUT', `/api/people/${going.id}/role`, { role: 'viewer' })
  // And the grant of the sign-in whose role is less now.
  const told = await askAsWorker()
  expect(told).toEqual(expect.arrayContaining(grants))
  expect(told).toHaveLength(3)
  expect(await askAsWorker()).toEqual(told)
  const states = (await listOf(owner)).map((each: { state: string }) => each.state)
  expect(states.toSorted()).toEqual(['expired', 'open', 'paused'])

  const prolonged = await member.request('PATCH', `/api/shares/${expiring.slug}`, { days: 7 })
  expect(prolonged.body['state']).toBe('open')
  expect(grants).not.toContain(await grantOf(expiring.slug, file))
})

test('S08: who is removed takes his shares along, and their links are withdrawn in that moment', async () => {
  const file = await post()
  const going = await people.add('member')
  const { slug } = await share(await people.browserOf(going), { files: [file] })
  const { body } = await createGuest(backend.url).ask('GET', `/api/shares/${slug}/files/${file}/link`)
  await owner.request('DELETE', `/api/people/${going.id}`)
  expect(await withdrawn()).toContain(claimsOf(body['url']).jti.split('.')[0])
  expect(await listOf(owner)).toEqual([])
})

test('a link ends with its share', async () => {
  const file = await post()
  const { slug, id } = await share(member, { files: [file] })
  const end = Math.floor(Date.now() / 1000) + 60
  await database.updateTable('shares').set({ expires_at: end }).where('id', '=', id).execute()
  const { body } = await createGuest(backend.url).ask('GET', `/api/shares/${slug}/files/${file}/link`)
  expect(claimsOf(body['url']).exp).toBe(end)
})

test('S28: five passwords a minute for a share, ten in a quarter of an hour from an address, right ones not counted', async () => {
  const files = [await post()]
  const first = await share(member, { files, password: PASSWORD })
  const second = await share(member, { files, password: PASSWORD })
  const third = await share(member, { files, password: PASSWORD })
  const guest = createGuest(backend.url)
  const tryWith = async (slug: string, password: string) =>
    (await guest.ask('POST', `/api/shares/${slug}/password`, { password })).status
  for (let n = 0; n < 3; n++) expect(await tryWith(first.slug, PASSWORD)).toBe(204)
  const wrong = await Promise.all(Array.from({ length: 5 }, (_, n) => tryWith(first.slug, `wrong ${n}`)))
  expect(wrong).toEqual(Array(5).fill(401))
  expect(await tryWith(first.slug, PASSWORD)).toBe(429)
  for (let n = 0; n < 4; n++) expect(await tryWith(second.slug, `wrong ${n}`)).toBe(401)
  expect(await tryWith(third.slug, PASSWORD)).toBe(429)
})

test('S28: a million slugs cannot be tried, and would find nothing', async () => {
  const { slug } = await share(member, { files: [await post()] })
  const guest = createGuest(backend.url)
  // One dead link is one, however many pictures its page asks for.
  for (let n = 0; n < MAX_MISSES; n++) await guest.ask('GET', '/api/shares/dead/files')
  const statuses = new Map<number, number>()
  for (let n = 0; n < MAX_MISSES + 50; n++) {
    const { status } = await guest.ask(
      'GET',
      `/api/shares/${Buffer.from(`guess ${n}`).toString('base64url')}`,
    )
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  }
  expect(statuses).toEqual(
    new Map([
      [404, MAX_MISSES - 1],
      [429, 51],
    ]),
  )
  // A right one tells him no more than a wrong one now.
  expect((await guest.ask('GET', `/api/shares/${slug}`)).status).toBe(429)
  const daysForAMillion = ((1e6 / MAX_MISSES) * WINDOW_MS) / DAY_MS
  expect(daysForAMillion).toBeGreaterThan(100)
  const shares = 100_000
  expect((1e6 * shares) / 2 ** 128).toBeLessThan(1e-24)
})

test('a key that was lost leaves shares that work, cannot be copied any more, and can be ended by their id', async () => {
  const { slug, id } = await share(member, { files: [await post()] })
  await database.updateTable('shares').set({ slug_enc: 'v1.lost' }).execute()
  expect((await member.request('GET', '/api/shares')).body['shares'][0]).toMatchObject({ id, slug: null })
  expect((await createGuest(backend.url).ask('GET', `/api/shares/${slug}`)).status).toBe(200)
  expect((await member.request('DELETE', `/api/shares/${id}`)).status).toBe(204)
  expect((await createGuest(backend.url).ask('GET', `/api/shares/${slug}`)).status).toBe(404)
})
