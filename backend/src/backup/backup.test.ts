import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { settingsOf, signIn, startProcess } from '../faults/backend-process.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { createClient, type Client } from '../testing/start-backend.ts'
import { postFilm, startTelegram } from '../testing/start-telegram.ts'
import { COMPILED } from '../testing/run-main.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { restore } from './restore.ts'

const MAIN = resolve(import.meta.dirname, 'main.ts')

/** The command with these settings and no others. */
const run = async (settings: Record<string, string>, ...args: string[]) => {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env['PATH'], ...COMPILED, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  const [code] = await once(child, 'close')
  return { code, said }
}

const total = async (client: Client, headers = {}) =>
  (await client.request('GET', '/api/files?limit=500', undefined, headers)).body['total']

onBothDatabases(({ create, createEmpty, kind }) => {
  const settingsIn = async (place: () => Promise<string>): Promise<Record<string, string>> => ({
    DATA_DIR: await temporaryFolder(),
    ...(kind === 'Postgres' && { DATABASE_URL: await place(), SECRET_KEY: 'a key that is kept elsewhere' }),
  })

  test('a running backend is backed up under writes, and another machine goes on with it', async () => {
    const telegram = await startTelegram()
    const settings = await settingsIn(create)
    const backend = await startProcess({ ...settingsOf(telegram, ''), ...settings })
    const owner = await signIn(backend)
    const account = { name: 'Ada', email: 'ada@example.org', password: 'correct horse battery' }
    expect((await owner.request('PUT', '/api/account', account)).status).toBe(200)
    for (let i = 0; i < 30; i++) postFilm(telegram, { name: `${i}.mp4` })
    await vi.waitFor(async () => expect(await total(owner)).toBe(30), 10_000)
    const over = new AbortController()
    const writing = (async () => {
      for (let i = 30; !over.signal.aborted; i++) {
        postFilm(telegram, { name: `${i}.mp4` })
        await sleep(5)
      }
    })()

    const folder = await temporaryFolder()
    const file = join(folder, 'gallery.backup')
    const backup = await run(settings, 'backup', file, '--thumbnails')
    over.abort()
    await writing
    expect(backup).toMatchObject({ code: 0 })
    expect(backup.said).toContain(kind === 'SQLite' ? 'with the key of its secrets' : 'without SECRET_KEY')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readdir(folder)).toEqual(['gallery.backup'])
    expect((await run(settings, 'backup', file)).said).toContain('is there already')

    const elsewhere = await settingsIn(createEmpty)
    const restored = await run(elsewhere, 'restore', file)
    expect(restored).toMatchObject({ code: 0 })
    expect((await run(elsewhere, 'restore', file)).said).toMatch(/holds a catalogue already\. Add --force/)
    // Without a bot token: the saved one opens with the key that came along.
    const next = await startProcess({ TELEGRAM_BOT_API_URL: telegram.botApi, ...elsewhere })
    const browser = createClient(next.url)
    const { name: _, ...credentials } = account
    expect((await browser.request('POST', '/api/session', credentials)).status).toBe(200)
    expect(await total(browser)).toBeGreaterThanOrEqual(30)
    const found: { name: string }[] = (await browser.request('GET', '/api/files?q=29.mp')).body['items']
    expect(found.map(({ name }) => name)).toContain('29.mp4')
    expect(
      await total(createClient(next.url), { cookie: owner.cookie() ?? '' }),
      'who was signed in still is',
    ).toBeGreaterThanOrEqual(30)
    if (kind === 'SQLite')
      expect((await run(elsewhere, 'restore', file, '--force')).said).toContain('Stop the backend first')
  }, 60_000)

  test('what is damaged or no backup is refused before anything is lost; what is replaced is kept', async () => {
    const settings = await settingsIn(create)
    const first = await startProcess(settings)
    const cookie = (await signIn(first)).cookie() ?? ''
    first.child.kill('SIGTERM')
    await first.ended
    const folder = await temporaryFolder()
    const file = join(folder, 'good')
    expect(await run(settings, 'backup', file)).toMatchObject({ code: 0 })
    const good = await readFile(file)
    const changed = (at: number) => Buffer.from(good.map((byte, i) => (i === at ? byte ^ 1 : byte)))
    const damaged = [
      Buffer.alloc(0),
      Buffer.from('nonsense'),
      good.subarray(0, good.length - 100),
      changed(Math.floor(good.length / 2)),
      changed(good.length - 6),
    ]
    for (const bytes of damaged) {
      const bad = join(folder, 'bad')
      await writeFile(bad, bytes)
      const place = {
        dataDir: settings['DATA_DIR'] ?? '',
        databaseUrl: settings['DATABASE_URL'],
        secretKey: undefined,
      }
      await expect(restore(place, bad, true)).rejects.toThrow(
        /is not a whole backup of Gramreel .* Nothing was changed\.$/s,
      )
    }
    expect(await run(settings, 'restore', file, '--force')).toMatchObject({ code: 0 })
    if (kind === 'SQLite') {
      const aside = (await readdir(settings['DATA_DIR'] ?? '')).find((name) =>
        name.startsWith('before-restore-'),
      )
      expect(await readdir(join(settings['DATA_DIR'] ?? '', aside ?? ''))).toContain('gramreel.db')
    }
    const again = await startProcess(settings)
    expect((await createClient(again.url).request('GET', '/api/session', undefined, { cookie })).status).toBe(
      200,
    )
  }, 60_000)
})
