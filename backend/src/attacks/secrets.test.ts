// S15–S18: secrets are where they belong and nowhere else. Canaries go through the whole product, and are then searched for
// in the log, in every answer, in the data folder.
import { randomBytes } from 'node:crypto'
import { chmod, readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { createPeople, databaseOf } from '../testing/people.ts'
import { createClient, signInOwner, startBackend, type Client } from '../testing/start-backend.ts'
import { postFilm, settingsFor, startTelegram } from '../testing/start-telegram.ts'
import { runMain } from '../testing/run-main.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { startBadTelegrams } from './bad-telegram.ts'
import { ask, CHANGES, pathOf, routesOf } from './routes.ts'

vi.setConfig({ testTimeout: 120_000 })

const canary = () => `canary${randomBytes(9).toString('hex')}`
const BOT_TOKEN = /\d{6,12}:[A-Za-z0-9_-]{30,}/
const DIRECT = /file\/bot/

/** Every file below, as text, the keys left out: that is what they are for. */
const textOf = async (folder: string): Promise<string> => {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = names.filter((entry) => entry.isFile() && !/^(?:secret-key|link-key.*)$/.test(entry.name))
  const texts = await Promise.all(
    files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')),
  )
  return texts.join('\n')
}

const cookieValues = (client: Client): string[] =>
  (client.cookie() ?? '').split('; ').map((pair) => pair.slice(pair.indexOf('=') + 1))

test('S15, S16, S18: tokens, passwords, codes and cookies stay out of log, data folder and answers', async () => {
  const telegram = await startTelegram()
  postFilm(telegram, { name: 'small.mp4', size: 1000 })
  const backend = await startBackend({
    ...settingsFor(telegram),
    worker: { id: 'worker-1', url: 'http://127.0.0.1:1' },
  })
  const password = canary()
  const secrets: string[] = [telegram.botToken.split(':')[1] ?? '', password]
  const code = backend.signInUrl.split('#code=')[1] ?? ''
  const owner = await signInOwner(backend)
  await owner.request('PUT', '/api/account', { name: 'Ada', email: 'ada@example.org', password })
  const invited = await owner.request('POST', '/api/invitations', { role: 'member' })
  const invitation = String(invited.body['url']).split('#code=')[1] ?? ''
  const open = String((await owner.request('POST', '/api/invitations', { role: 'viewer' })).body['url'])
  const guest = createClient(backend.url)
  const grace = { name: 'Grace', email: 'grace@example.org', password: `${password}2` }
  const joined = await guest.request('POST', '/api/join', { ...grace, code: invitation })
  const { url: reset } = (await owner.request('POST', `/api/people/${joined.body['account'].id}/reset`)).body
  await guest.request('POST', '/api/join/reset', { code: reset.split('#code=')[1], password: `${password}3` })
  // What people mistake for one another.
  for (const fields of [
    { email: password, password: 'x' },
    { email: 'ada@example.org', password: `${password}4` },
  ])
    await createClient(backend.url).request('POST', '/api/session', fields)
  await createClient(backend.url).request('POST', '/api/session/code', { code: password })
  await createClient(backend.url).request('GET', `/welcome?code=${password}&token=${password}`)

  const [file] = await vi.waitFor(async () => {
    const { items } = (await owner.request('GET', '/api/files')).body
    expect(items).toHaveLength(1)
    return items
  })
  const link = await guest.request('GET', `/api/files/${file.id}/link`)
  expect(link.body['kind']).toBe('stream')
  secrets.push(...[code, invitation, open.split('#code=')[1], reset.split('#code=')[1]].map(String))
  secrets.push(...cookieValues(owner), ...cookieValues(guest))
  secrets.push(new URL(link.body['url']).searchParams.get('token')?.split('.')[2] ?? '')
  expect(secrets.filter((secret) => secret.length < 16)).toEqual([])

  const places: Record<string, string> = {
    log: backend.logs.join(''),
    'data folder': await textOf(backend.config.dataDir),
  }
  for (const client of [owner, guest, createClient(backend.url)]) {
    for (const route of routesOf(backend)) {
      if (CHANGES.has(route.method)) continue
      const path = pathOf(route.url, { id: file.id })
      const { text, headers } = await ask({ url: backend.url, ...client }, route.method, path)
      // The one address that holds the bot's token: for the owner, and only there (ADR 2).
      if (client === owner && DIRECT.test(text)) expect(path).toMatch(/\/link$/)
      else places[`${route.method} ${path}`] = `${text}\n${JSON.stringify([...headers])}`
    }
  }
  expect(Object.keys(places).length).toBeGreaterThan(20)
  for (const [place, text] of Object.entries(places)) {
    expect([place, secrets.filter((secret) => text.includes(secret))]).toEqual([place, []])
    expect([place, BOT_TOKEN.exec(text)?.[0], /\$argon2id\$/.test(text) && place !== 'data folder']).toEqual([
      place,
      undefined,
      false,
    ])
  }
  expect(places['log']).toContain('answered')
})

test('S17: the Bot API fails in a dozen ways, and no log and no answer has its token', async () => {
  const token = `123456789:AAE-${canary()}_canary_00`
  const troubles = Object.entries(await startBadTelegrams())
  expect(troubles.length).toBeGreaterThanOrEqual(12)
  await Promise.all(
    troubles.map(async ([name, botApiUrl]) => {
      const backend = await startBackend({ botToken: token, botApiUrl, chats: 'any' }).catch(
        (error: unknown) => {
          // A start may be refused, in words.
          expect([name, String(error).includes('canary')]).toEqual([name, false])
        },
      )
      if (!backend) return
      const people = createPeople(backend, await databaseOf(backend))
      const owner = await people.browserOf(await people.owner())
      await vi.waitFor(() => expect([name, backend.logs.length > 0]).toEqual([name, true]), 10_000)
      const status = JSON.stringify((await owner.request('GET', '/api/status')).body)
      const text = [status, ...backend.logs].join('\n')
      expect([name, text.includes('canary')]).toEqual([name, false])
    }),
  )
})

test('S17: a process whose Bot API cannot be found goes on, and prints no token', async () => {
  const running = runMain({
    DATA_DIR: await temporaryFolder(),
    TELEGRAM_BOT_API_URL: 'http://nowhere.invalid',
    TELEGRAM_BOT_TOKEN: `123456789:AAE-${canary()}_canary_00`,
  })
  await running.waitFor(/^Sign in: (\S+)$/m)
  running.child.kill('SIGTERM')
  await running.ended
  expect(running.stdout()).toContain('Telegram')
  expect(running.stdout() + running.stderr()).not.toContain('canary')
})

test('S18: keys that others may read are made private, and a database moved without its key gives nothing', async () => {
  const telegram = await startTelegram()
  const first = await startBackend(settingsFor(telegram))
  const { dataDir } = first.config
  await first.close()
  await chmod(join(dataDir, 'secret-key'), 0o644)
  const second = await startBackend({ ...settingsFor(telegram), dataDir })
  expect((await stat(join(dataDir, 'secret-key'))).mode & 0o777).toBe(0o600)
  await second.close()
  await expect(
    startBackend({ dataDir, secretKey: 'another key of sixteen letters', botApiUrl: telegram.botApi }),
  ).rejects.toThrow(/SECRET_KEY/)
})

test('S18: a sealed value that was moved to another row or column does not open', async () => {
  const telegram = await startTelegram()
  const first = await startBackend(settingsFor(telegram))
  const { dataDir } = first.config
  await vi.waitFor(async () => {
    const rows = await (await databaseOf(first)).selectFrom('bots').select('id').execute()
    expect(rows).toHaveLength(1)
  })
  const database = await databaseOf(first)
  await first.close()
  const [bot] = await database.selectFrom('bots').selectAll().execute()
  expect(bot?.token_enc).toMatch(/^v1\./)
  const other = await database.selectFrom('link_keys').select('private_key_enc').executeTakeFirstOrThrow()
  /** Whether the bot gets to work with what the database holds; a start may be refused for it. */
  const works = async (): Promise<boolean> => {
    const backend = await startBackend({ dataDir, botApiUrl: telegram.botApi }).catch(() => undefined)
    if (!backend) return false
    const { body } = await (await signInOwner(backend)).request('GET', '/api/status')
    await backend.close()
    return body['bot'].state === 'ok'
  }
  // The seal of another column, then the token of one bot in the row of another.
  await database.updateTable('bots').set({ token_enc: other.private_key_enc }).execute()
  expect(await works()).toBe(false)
  await database
    .updateTable('bots')
    .set({ token_enc: bot?.token_enc ?? '', id: 4242 })
    .execute()
  expect(await works()).toBe(false)
  await database
    .updateTable('bots')
    .set({ id: bot?.id ?? 0 })
    .execute()
  expect(await works()).toBe(true)
})
