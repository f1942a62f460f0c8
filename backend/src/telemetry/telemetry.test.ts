// Figures as a browser sends them to a whole backend, and what the owner sees of them.
import { expect, test } from 'vitest'
import { aPlayback } from '../testing/a-playback.ts'
import { createPeople, databaseOf } from '../testing/people.ts'
import { createGuest, postFile, share } from '../testing/share.ts'
import { signInOwner, startBackend } from '../testing/start-backend.ts'

const FIREFOX = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' }

const setUp = async () => {
  const backend = await startBackend()
  const database = await databaseOf(backend)
  const owner = await signInOwner(backend)
  const people = createPeople(backend, database)
  const file = await postFile(database, { name: 'Grandmother’s birthday.mp4' })
  const statistics = async () => {
    const { status, body } = await owner.request('GET', '/api/statistics?days=1')
    expect(status).toBe(200)
    return body
  }
  const kept = () => database.selectFrom('playbacks').selectAll().execute()
  return { backend, database, owner, people, file, statistics, kept }
}

test('the owner sees who is watching what, and afterwards only figures are left', async () => {
  const { database, people, file, statistics, kept, backend } = await setUp()
  const anna = await people.add('viewer', { name: 'Anna Canary' })
  const hers = await people.browserOf(anna)
  const report = aPlayback({ cid: file, msd: 1200, bsa: 1, bsda: 1000, playedMs: 9000 })
  expect((await hers.request('POST', '/api/telemetry', { playback: report }, FIREFOX)).status).toBe(204)
  expect((await statistics())['watching']).toMatchObject([
    {
      who: 'Anna Canary',
      share: null,
      title: 'Grandmother’s birthday.mp4',
      state: 'playing',
      browser: 'Firefox on Linux',
    },
  ])
  const over = { ...report, sn: 1, sta: 'q' }
  expect((await hers.request('POST', '/api/telemetry', { playback: over })).status).toBe(204)
  const { watching, summary } = await statistics()
  expect(watching).toEqual([])
  expect(summary).toMatchObject({
    playbacks: 1,
    start: { p50: 1200, p95: 1200 },
    rebufferRatio: 0.1,
    rebuffers: 1,
  })
  const [row] = await kept()
  const text = JSON.stringify([row, await database.selectFrom('page_loads').selectAll().execute()])
  for (const canary of [anna.id, file, 'Anna', 'Grandmother', 'Firefox', '127.0.0'])
    expect(text).not.toContain(canary)
  expect(backend.logs.join('')).not.toContain('Grandmother')
})

test('what is not as agreed is refused, and nothing of it is kept', async () => {
  const { owner, kept } = await setUp()
  const bad: object[] = [
    {},
    { playback: { ...aPlayback(), name: 'film.mp4' } },
    { playback: aPlayback({ msd: 1234 }) },
    { playback: aPlayback({ bsda: -100 }) },
    { playback: aPlayback({ sid: 'anna' }) },
    { playback: aPlayback({ ec: '<script>' }) },
    { playback: aPlayback({ seeksMs: Array<number>(33).fill(100) }) },
    { playback: aPlayback(), page: {} },
    { page: { lcp: 100, url: '/f/x' } },
  ]
  for (const body of bad) expect((await owner.request('POST', '/api/telemetry', body)).status).toBe(400)
  const long = { playback: { ...aPlayback(), ec: 'x'.repeat(5000) } }
  expect((await owner.request('POST', '/api/telemetry', long)).status).toBe(413)
  expect(await kept()).toEqual([])
})

test.each([
  ['', 'application/json', 400],
  ['{', 'application/json', 400],
  ['null', 'application/json', 400],
  ['[]', 'application/json', 400],
  ['"playback"', 'application/json', 400],
  ['{"__proto__":{"playback":1}}', 'application/json', 400],
  ['{"playback":{"constructor":{"prototype":{}}}}', 'application/json', 400],
  ['{"page":{"lcp":1e999}}', 'application/json', 400],
  ['{"page":{"lcp":"100"}}', 'application/json', 400],
  [JSON.stringify({ playback: { ...aPlayback(), cid: '\0' } }), 'application/json', 400],
  [JSON.stringify({ playback: { ...aPlayback(), renewalMs: 50 } }), 'application/json', 400],
  ['\uFFFF'.repeat(5), 'application/json', 400],
  ['playback=1', 'application/x-www-form-urlencoded', 415],
  [JSON.stringify({ page: {} }), 'text/plain', 415],
  [`${'['.repeat(2000)}${']'.repeat(2000)}`, 'application/json', 400],
])('odd input %#: %j as %s is refused with %i', async (body, type, status) => {
  const { backend, owner, kept } = await setUp()
  const headers = { cookie: String(owner.cookie()), origin: backend.url, 'content-type': type }
  const answer = await fetch(`${backend.url}/api/telemetry`, { method: 'POST', headers, body })
  expect(answer.status).toBe(status)
  expect(await kept()).toEqual([])
})

test('a page of before, which does not tell what renewals cost, is understood', async () => {
  const { owner, kept } = await setUp()
  const { renewalMs: _renewalMs, ...report } = aPlayback({ renewals: 2 })
  expect((await owner.request('POST', '/api/telemetry', { playback: report })).status).toBe(204)
  expect(await kept()).toMatchObject([{ renewals: 2, renewal_ms: 0 }])
})

test('a foreign page cannot send figures', async () => {
  const { owner, kept } = await setUp()
  const answer = await owner.request(
    'POST',
    '/api/telemetry',
    { playback: aPlayback() },
    { origin: 'https://evil.example' },
  )
  expect(answer.status).toBe(403)
  expect(await kept()).toEqual([])
})

test.each([{ 'sec-gpc': '1' }, { dnt: '1' }] as Record<string, string>[])(
  'of a browser that says %o nothing is kept and nobody is seen',
  async (headers) => {
    const { owner, kept, statistics } = await setUp()
    const answer = await owner.request('POST', '/api/telemetry', { playback: aPlayback() }, headers)
    expect(answer.status).toBe(204)
    expect(await kept()).toEqual([])
    expect((await statistics())['watching']).toEqual([])
  },
)

test('S40: one person’s flood ends at the limit, and the next person is heard', async () => {
  const { owner, people, kept } = await setUp()
  const flooder = await people.browserOf(await people.add('viewer'))
  const report = aPlayback()
  const statuses: number[] = []
  const send = async (sn: number) =>
    (await flooder.request('POST', '/api/telemetry', { playback: { ...report, sn } })).status
  for (let sn = 0; sn < 620; sn += 31)
    statuses.push(...(await Promise.all(Array.from({ length: 31 }, (_, i) => send(sn + i)))))
  expect(statuses.filter((status) => status === 204)).toHaveLength(600)
  expect(statuses.filter((status) => status === 429)).toHaveLength(20)
  expect(await kept()).toHaveLength(1)
  expect((await owner.request('POST', '/api/telemetry', { playback: aPlayback() })).status).toBe(204)
})

test('guests are counted through their share, without a name, and only for what is in it', async () => {
  const { backend, owner, database, file, statistics, kept } = await setUp()
  const other = await postFile(database, { name: 'Secret.mp4' })
  const { slug } = await share(owner, { files: [file], title: 'For the family', password: 'open sesame' })
  const guest = createGuest(backend.url)
  const path = `/api/shares/${slug}/telemetry`
  const tell = (cid: string) => guest.ask('POST', path, { playback: aPlayback({ cid }) })
  expect((await tell(file)).status).toBe(401)
  await guest.ask('POST', `/api/shares/${slug}/password`, { password: 'open sesame' })
  expect((await tell(file)).status).toBe(204)
  expect((await tell(other)).status).toBe(404)
  expect((await guest.ask('POST', '/api/shares/nowhere/telemetry', { page: {} })).status).toBe(404)
  expect((await guest.ask('POST', path, { page: { lcp: 700 } })).status).toBe(204)
  const { watching, summary } = await statistics()
  expect(watching).toMatchObject([
    { who: null, share: 'For the family', title: 'Grandmother’s birthday.mp4' },
  ])
  expect(summary.page).toMatchObject({ pages: 1, lcp: 700 })
  expect(await kept()).toHaveLength(1)
})
