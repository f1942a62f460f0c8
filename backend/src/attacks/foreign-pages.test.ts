// S29, S30: what a page of another site can make a browser do to us: nothing, and it reads nothing. Over every route.
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { createPeople, databaseOf } from '../testing/people.ts'
import { startBackend, type Started } from '../testing/start-backend.ts'
import { ask, CHANGES, keyOf, pathOf, routesOf } from './routes.ts'

vi.setConfig({ testTimeout: 120_000 })

/** All rows of all tables, as one text. */
const dumpOf = (backend: Started): string => {
  const database = new DatabaseSync(join(backend.config.dataDir, 'gramreel.db'), { readOnly: true })
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").all()
    return tables
      .map(
        ({ name }) =>
          `${String(name)} ${JSON.stringify(database.prepare(`SELECT * FROM "${String(name)}"`).all())}`,
      )
      .join('\n')
  } finally {
    database.close()
  }
}

/** A gallery, and the browser of its owner, who looks at a bad page. */
const setUp = async () => {
  const backend = await startBackend()
  const people = createPeople(backend, await databaseOf(backend))
  const victim = { url: backend.url, ...(await people.browserOf(await people.owner())) }
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: backend.url.replace(/\d+$/, '1') },
    { origin: `${backend.url}.evil.example` },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]
  return { backend, victim, foreign }
}

test('S29: no request that another site’s page makes changes anything', async () => {
  const { backend, victim, foreign } = await setUp()
  const before = dumpOf(backend)
  for (const route of routesOf(backend)) {
    if (!CHANGES.has(route.method)) continue
    for (const headers of foreign) {
      const about = `${keyOf(route)} with ${JSON.stringify(headers)}`
      for (const body of [undefined, '{}']) {
        const type = body === undefined ? undefined : { 'content-type': 'application/json' }
        const init = { headers: { ...headers, ...type }, ...(body !== undefined && { body }) }
        const { status, code } = await ask(victim, route.method, pathOf(route.url), init)
        expect([about, status, code]).toEqual([about, 403, 'foreign_origin'])
      }
    }
  }
  expect(dumpOf(backend)).toBe(before)
})

test('S29: reading changes nothing', async () => {
  const { backend, victim } = await setUp()
  const before = dumpOf(backend)
  for (const route of routesOf(backend)) {
    if (CHANGES.has(route.method)) continue
    await ask(victim, route.method, pathOf(route.url), { headers: { 'sec-fetch-site': 'cross-site' } })
  }
  expect(dumpOf(backend)).toBe(before)
})

test('S30: no address lets another origin read it, asked first or not', async () => {
  const { backend, victim, foreign } = await setUp()
  for (const route of routesOf(backend)) {
    const path = pathOf(route.url)
    for (const headers of [
      ...foreign.filter(({ origin }) => origin !== undefined),
      { origin: backend.url },
    ]) {
      const preflight = {
        ...headers,
        'access-control-request-method': route.method,
        'access-control-request-headers': 'content-type,authorization',
      }
      const answers = [await ask(victim, 'OPTIONS', path, { headers: preflight })]
      // Signing out once is enough for the rest to be worth nothing.
      if (!CHANGES.has(route.method)) answers.push(await ask(victim, route.method, path, { headers }))
      for (const answer of answers) {
        const granted = [...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))
        expect([keyOf(route), granted]).toEqual([keyOf(route), []])
      }
    }
  }
})
