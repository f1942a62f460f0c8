// S51, S52: every answer carries the headers that fence it in, and no error tells how we are made. Over every route, with odd
// requests, and with a database that fails.
import { sql } from 'kysely'
import { ERRORS } from '@gramreel/contracts/errors'
import { expect, test, vi } from 'vitest'
import { createPeople, databaseOf } from '../testing/people.ts'
import { startBackend, type Started } from '../testing/start-backend.ts'
import { ask, CHANGES, keyOf, nobody, pathOf, routesOf } from './routes.ts'
import { sendRaw } from './send-raw.ts'

vi.setConfig({ testTimeout: 120_000 })

const TOKEN = '123456789:AAE-canary_canary_canary_canary_00'

const expectFences = (about: string, headers: Headers) => {
  const facts = {
    sniff: headers.get('x-content-type-options'),
    referrer: headers.get('referrer-policy'),
    frames: headers.get('content-security-policy')?.includes("frame-ancestors 'none'"),
    scripts: /default-src '(?:self|none)'/.test(headers.get('content-security-policy') ?? ''),
    inline: /script-src[^;]*unsafe-(?:inline|eval)/.test(headers.get('content-security-policy') ?? ''),
    resource: headers.get('cross-origin-resource-policy'),
    server: headers.get('server') ?? headers.get('x-powered-by'),
  }
  const right = { sniff: 'nosniff', referrer: 'no-referrer', frames: true, scripts: true, inline: false }
  expect([about, facts]).toEqual([about, { ...right, resource: 'same-origin', server: null }])
}

/** Words of our inside: stack lines, SQL, files, libraries, secrets. */
const INSIDE =
  /\bat .+:\d+:\d+|node_modules|\.ts\b|\/tmp\/|gramreel\.db|sqlite|kysely|fastify|typebox|\bselect\b.*\bfrom\b|\binsert into\b|no such table|relation "|canary|undefined|\[object/i

const expectDiscretion = (about: string, status: number, text: string) => {
  if (status < 400) return
  expect([about, INSIDE.exec(text)?.[0]]).toEqual([about, undefined])
  const body: unknown = JSON.parse(text)
  expect([about, body]).toEqual([about, { error: { code: expect.any(String), message: expect.any(String) } }])
  expect([about, Object.keys(ERRORS)]).toEqual([
    about,
    expect.arrayContaining([/"code":"(\w+)"/.exec(text)?.[1]]),
  ])
}

const BODIES: [string, string | undefined, string][] = [
  ['no body', undefined, ''],
  ['half a JSON', '{"a":', 'application/json'],
  ['a list', '[1,2]', 'application/json'],
  ['odd members', '{"__proto__":{"role":"owner"},"role":"owner","id":{"$ne":null}}', 'application/json'],
  ['deep JSON', `${'['.repeat(20_000)}1${']'.repeat(20_000)}`, 'application/json'],
  ['more than is read', `"${'x'.repeat(70_000)}"`, 'application/json'],
  ['another type', `token=${TOKEN}`, 'application/x-www-form-urlencoded'],
]

const PARAMETERS = [
  "' OR 1=1 --",
  '../../etc/passwd',
  'a\u0000b',
  '{"$ne":null}',
  '%',
  'x'.repeat(5000),
  TOKEN,
]

const QUERIES = ['', "?q='&limit=1e9", '?q[$ne]=1', '?q=%ff', `?token=${TOKEN}`, '?__proto__[role]=owner']

/** Every oddity to every route, by the owner, and by nobody where anybody may; `look` gets each answer. */
const askOddly = async (
  backend: Started,
  look: (about: string, answer: Awaited<ReturnType<typeof ask>>) => void,
) => {
  const people = createPeople(backend, await databaseOf(backend))
  const owner = await people.owner()
  let browser = await people.browserOf(owner)
  const askAsOwner = async (...rest: [method: string, path: string, init?: Parameters<typeof ask>[3]]) => {
    const answer = await ask({ url: backend.url, ...browser }, ...rest)
    // Some of them sign out.
    if (CHANGES.has(rest[0]) && (await browser.request('GET', '/api/session')).status !== 200)
      browser = await people.browserOf(owner)
    return answer
  }
  for (const route of routesOf(backend)) {
    const names = Array.from(route.url.matchAll(/:(\w+)/g), ([, name]) => name ?? '')
    const paths = [
      ...PARAMETERS.flatMap((value) => names.map((name) => pathOf(route.url, { [name]: value }))),
      ...(CHANGES.has(route.method) ? [] : QUERIES.map((query) => pathOf(route.url) + query)),
    ]
    for (const path of paths)
      look(`${route.method} ${path.slice(0, 100)}`, await askAsOwner(route.method, path))
    if (!CHANGES.has(route.method)) continue
    for (const [name, body, type] of BODIES) {
      const init = body === undefined ? {} : { body, headers: { 'content-type': type } }
      const about = `${keyOf(route)} with ${name}`
      look(about, await askAsOwner(route.method, pathOf(route.url), init))
      if (route.isPublic) look(about, await ask(nobody(backend), route.method, pathOf(route.url), init))
    }
  }
}

test('S51, S52: odd requests to every route get fenced, discreet answers, and none is a failure of ours', async () => {
  const backend = await startBackend()
  await askOddly(backend, (about, { status, headers, text, code }) => {
    expectFences(about, headers)
    expectDiscretion(
      about,
      status,
      about.includes(' /api/') ? text : '{"error":{"code":"internal","message":""}}',
    )
    expect([about, code]).not.toEqual([about, 'internal'])
  })
})

test('S52: a database that fails shows in no answer', async () => {
  const backend = await startBackend()
  const database = await databaseOf(backend)
  const people = createPeople(backend, database)
  const owner = await people.owner()
  const browsers = await Promise.all(routesOf(backend).map(() => people.browserOf(owner)))
  const tables = await database.introspection.getTables()
  const break_ = async (names: string[]) => {
    for (const name of names)
      await sql`ALTER TABLE ${sql.table(name)} RENAME TO ${sql.table(`${name}_gone`)}`
        .execute(database)
        // The tables behind a virtual one go with it.
        .catch(() => {})
  }
  const keep = new Set(['accounts', 'sessions'])
  const all = tables.map(({ name }) => name)
  for (const names of [all.filter((name) => !keep.has(name)), [...keep]]) {
    await break_(names)
    let failures = 0
    for (const [i, route] of routesOf(backend).entries()) {
      const client = { url: backend.url, cookie: () => browsers[i]?.cookie() }
      const { status, headers, text } = await ask(client, route.method, pathOf(route.url))
      if (route.url.startsWith('/api/')) expectDiscretion(keyOf(route), status, text)
      expectFences(keyOf(route), headers)
      if (status === 500) failures += 1
    }
    expect(failures).toBeGreaterThan(3)
  }
})

test('S51, S52: what no route answers is fenced and discreet too', async () => {
  const backend = await startBackend()
  const strange: [string, string][] = [
    ['GET', '/nowhere'],
    ['GET', '/%ff'],
    ['GET', '/%'],
    ['GET', '/api/%E0%A4%A'],
    ['GET', `/api/files/${'a'.repeat(5000)}`],
    ['GET', '/..%2f..%2fetc%2fpasswd'],
    ['GET', `/bot${TOKEN}/getMe`],
    ['PATCH', '/api/session'],
    ['OPTIONS', '/api/session'],
    ['POST', '/'],
  ]
  for (const [method, path] of strange) {
    const { status, headers, text } = await ask(nobody(backend), method, path)
    expectFences(`${method} ${path}`, headers)
    expectDiscretion(`${method} ${path}`, status, text)
    expect(status).toBeGreaterThanOrEqual(400)
  }
})

test.each([
  ['no HTTP', 'HELLO\r\n\r\n'],
  ['a broken header', `GET / HTTP/1.1\r\nHost: x\r\na b ${TOKEN}\r\n\r\n`],
  ['too much of a header', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`],
  [
    'two lengths',
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  ['no host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n'],
  [
    'an expectation',
    'POST /api/session HTTP/1.1\r\nHost: x\r\nExpect: cake\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
  ],
])('S51, S52: %s is answered with the fences and nothing else', async (name, bytes) => {
  const backend = await startBackend()
  const answer = await sendRaw(backend.url, bytes)
  const [head = '', body = ''] = answer.split('\r\n\r\n')
  const headers = new Headers(
    head
      .split('\r\n')
      .slice(1)
      .map((line): [string, string] => [line.split(':')[0] ?? '', line.slice(line.indexOf(':') + 1).trim()]),
  )
  expect(head).toMatch(/^HTTP\/1\.1 4\d\d /)
  expectFences(name, headers)
  expectDiscretion(name, 400, body)
})
