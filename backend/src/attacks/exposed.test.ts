// S37: what scanners look for is not there, and what is public holds nothing of anybody.
import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { createPeople, databaseOf } from '../testing/people.ts'
import { startBackend } from '../testing/start-backend.ts'
import { ask, nobody, routesOf } from './routes.ts'

const USUAL = [
  '/.env',
  '/.git/config',
  '/.well-known/security.txt/../../package.json',
  '/api/debug',
  '/api/users',
  '/backup.sql',
  '/debug/pprof',
  '/gramreel.db',
  '/graphql',
  '/metrics',
  '/package.json',
  '/phpinfo.php',
  '/secret-key',
  '/server-status',
  '/src/main.ts',
  '/swagger.json',
  '/wp-login.php',
  '/assets/../package.json',
  '/assets/index.js.map',
]

test('S37: nothing answers where scanners knock', async () => {
  const backend = await startBackend()
  for (const path of USUAL) {
    const { status, text } = await ask(nobody(backend), 'GET', path)
    expect([path, status]).toEqual([path, 404])
    expect(text).not.toContain(path)
  }
})

test('S37: the built gallery has no source maps', () => {
  const folder = resolve(import.meta.dirname, '../../../frontend/dist')
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String) : []
  expect(names.filter((name) => name.endsWith('.map'))).toEqual([])
})

test('S37: what is public tells nothing of people, files or settings', async () => {
  const backend = await startBackend()
  const people = createPeople(backend, await databaseOf(backend))
  await people.add('member', { name: 'canary-name', email: 'canary@example.org' })
  const open = routesOf(backend).filter(({ isPublic, method }) => isPublic && method === 'GET')
  const paths = ['/', '/api/docs', '/api/docs/json', ...open.map(({ url }) => url)]
  for (const path of paths) {
    const { text } = await ask(nobody(backend), 'GET', path)
    expect([path, /canary|\/tmp\/|127\.0\.0\.1/.exec(text)?.[0]]).toEqual([path, undefined])
  }
})
