// S27: who guesses, from one address or from many, and whom that may keep out.
import { expect, test, vi } from 'vitest'
import { createClient, signInOwner, startBackend, type Started } from '../testing/start-backend.ts'

vi.setConfig({ testTimeout: 60_000 })

const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'correct horse battery' }
/** A proxy that is trusted, so that tests may come from any address. */
const PROXY = { trustedProxies: ['loopback'] }

const setUp = async (overrides = {}) => {
  const backend = await startBackend(overrides)
  const owner = await signInOwner(backend)
  await owner.request('PUT', '/api/account', OWNER)
  return { backend, owner }
}

const tryFrom = async (
  backend: Started,
  ip: string,
  fields: Partial<typeof OWNER>,
  client = createClient(backend.url),
) => {
  const { email, password } = { ...OWNER, ...fields }
  const answer = await client.request('POST', '/api/session', { email, password }, { 'x-forwarded-for': ip })
  return answer.status
}

const countOf = (statuses: number[], status: number) => statuses.filter((each) => each === status).length

test('S27: a guesser with many addresses gets ten tries at one account', async () => {
  const { backend } = await setUp(PROXY)
  const statuses = []
  for (let i = 0; i < 15; i++)
    statuses.push(await tryFrom(backend, `198.51.100.${i}`, { password: `guess ${i}` }))
  expect([countOf(statuses, 401), countOf(statuses, 429)]).toEqual([10, 5])
  // Nor with the right one, which he may have found by chance.
  expect(await tryFrom(backend, '198.51.100.200', {})).toBe(429)
})

test('S27: one address gets ten tries at all accounts together, and others none the less', async () => {
  const { backend } = await setUp(PROXY)
  const statuses = []
  for (let i = 0; i < 15; i++)
    statuses.push(await tryFrom(backend, '198.51.100.1', { email: `person${i}@example.org` }))
  expect([countOf(statuses, 401), countOf(statuses, 429)]).toEqual([10, 5])
  expect(await tryFrom(backend, '198.51.100.2', {})).toBe(200)
})

test('S27: a forged X-Forwarded-For gains nothing, with a proxy and without', async () => {
  for (const overrides of [{}, PROXY]) {
    const { backend } = await setUp(overrides)
    const statuses = []
    for (let i = 0; i < 15; i++) {
      // What a proxy adds stands to the right of what the guesser sent.
      const forged = `203.0.113.${i}, 198.51.100.1`
      statuses.push(await tryFrom(backend, forged, { email: `person${i}@example.org` }))
    }
    expect([countOf(statuses, 401), countOf(statuses, 429)]).toEqual([10, 5])
  }
})

test('S27: strangers who use up an account’s tries do not lock out the browsers that were signed in before', async () => {
  const { backend, owner } = await setUp(PROXY)
  await owner.request('DELETE', '/api/session')
  for (let i = 0; i < 12; i++) await tryFrom(backend, `198.51.100.${i}`, { password: 'guess' })
  expect(await tryFrom(backend, '198.51.100.99', {})).toBe(429)
  expect(await tryFrom(backend, '198.51.100.99', {}, owner)).toBe(200)
  // It has no more tries than others, though.
  await owner.request('DELETE', '/api/session')
  const statuses = []
  for (let i = 0; i < 12; i++)
    statuses.push(await tryFrom(backend, '192.0.2.1', { password: 'guess' }, owner))
  expect([countOf(statuses, 401), countOf(statuses, 429)]).toEqual([10, 2])
})

test('a browser is known to the accounts that were signed in there, to no other, and not after “everywhere”', async () => {
  const { backend, owner } = await setUp(PROXY)
  const { body } = await owner.request('POST', '/api/invitations', { role: 'viewer' })
  const guest = createClient(backend.url)
  const grace = { name: 'Grace', email: 'grace@example.org', password: 'another good one' }
  await guest.request('POST', '/api/join', { ...grace, code: body['url'].split('#code=')[1] })
  for (let i = 0; i < 12; i++) await tryFrom(backend, `198.51.100.${i}`, { password: 'guess' })
  expect(await tryFrom(backend, '192.0.2.1', {}, guest)).toBe(429)
  await owner.request('DELETE', '/api/account/browsers')
  expect(await tryFrom(backend, '192.0.2.1', {}, owner)).toBe(429)
})

test('the printed link lets the owner in when guessers have used up every try', async () => {
  const first = await setUp()
  const { dataDir } = first.backend.config
  for (let i = 0; i < 12; i++) await tryFrom(first.backend, '127.0.0.1', { password: 'guess' })
  await first.backend.close()
  const backend = await startBackend({ dataDir })
  expect(await tryFrom(backend, '127.0.0.1', {})).toBe(429)
  for (let i = 0; i < 3; i++)
    expect(
      (await createClient(backend.url).request('POST', '/api/session/code', { code: 'guess' })).status,
    ).toBe(429)
  expect((await (await signInOwner(backend)).request('GET', '/api/session')).status).toBe(200)
})

test('behind a proxy that speaks https the cookies are Secure, and links begin with what people see', async () => {
  const backend = await startBackend(PROXY)
  const code = backend.signInUrl.split('#code=')[1]
  const seen = {
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'gallery.example',
    'x-forwarded-for': '192.0.2.1',
  }
  const client = createClient(backend.url)
  const answer = await client.request(
    'POST',
    '/api/session/code',
    { code },
    { ...seen, origin: 'https://gallery.example' },
  )
  expect(answer.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^__Host-gramreel_session=.*HttpOnly; Secure; SameSite=Lax$/),
    expect.stringMatching(/^__Host-gramreel_browser=.*HttpOnly; Secure; SameSite=Lax$/),
  ])
  expect(answer.headers.get('strict-transport-security')).toContain('max-age=')
  const invited = await client.request('POST', '/api/invitations', { role: 'viewer' }, seen)
  expect(invited.body['url']).toMatch(/^https:\/\/gallery\.example\/join#code=/)
  // The same words from nobody we trust.
  const direct = await startBackend()
  const owner = await signInOwner(direct)
  const { body } = await owner.request('POST', '/api/invitations', { role: 'viewer' }, seen)
  expect(body['url']).toContain(`${direct.url}/join#`)
  expect(direct.logs.filter((line) => line.includes('TRUSTED_PROXIES'))).toHaveLength(1)
})
