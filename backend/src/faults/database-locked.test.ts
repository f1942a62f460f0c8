import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { openDatabase } from '../storage/database.ts'
import { aFile } from '../testing/a-file.ts'
import { createClient } from '../testing/start-backend.ts'
import { postFilm, startTelegram } from '../testing/start-telegram.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { settingsOf, signIn, startProcess } from './backend-process.ts'

const HOLD_LOCK = resolve(import.meta.dirname, 'hold-lock.ts')

/** Resolves once another process has the write lock; `released` once it has let go. */
const lock = async (path: string, milliseconds: number) => {
  const child = spawn(process.execPath, [HOLD_LOCK, path, `${milliseconds}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = once(child, 'close')
  await once(child.stdout, 'data')
  let isHeld = true
  const release = async () => {
    const [code] = await ended
    isHeld = false
    expect(code).toBe(0)
  }
  const released = release()
  return { released, isHeld: () => isHeld }
}

test('R20: while another program holds the write lock for 5 s, reads go on, writes wait, and no update is lost', async () => {
  const telegram = await startTelegram()
  const dataDir = await temporaryFolder()
  const backend = await startProcess(settingsOf(telegram, dataDir))
  const owner = await signIn(backend)
  const account = { name: 'Ada', email: 'ada@example.org', password: 'correct horse battery' }
  expect((await owner.request('PUT', '/api/account', account)).status).toBe(200)

  const held = await lock(join(dataDir, 'gramreel.db'), 5_000)
  for (let i = 0; i < 20; i++) postFilm(telegram, { name: `${i}.mp4` })
  const { name: _, ...credentials } = account
  const writes = Array.from({ length: 8 }, async () => {
    const { status } = await createClient(backend.url).request('POST', '/api/session', credentials)
    return { status, waited: !held.isHeld() }
  })
  let reads = 0
  let slowest = 0
  while (held.isHeld()) {
    const began = performance.now()
    expect((await owner.request('GET', '/api/files')).status).toBe(200)
    slowest = Math.max(slowest, performance.now() - began)
    reads += 1
    await sleep(20)
  }
  await held.released
  expect(await Promise.all(writes)).toEqual(writes.map(() => ({ status: 200, waited: true })))
  expect(reads).toBeGreaterThan(10)
  expect(slowest, 'ms of the slowest read').toBeLessThan(2_500)
  const count = async () => (await owner.request('GET', '/api/files')).body['total']
  await vi.waitFor(async () => expect(await count()).toBe(20), { timeout: 10_000, interval: 100 })
  expect(backend.stdout() + backend.stderr()).not.toMatch(/locked|BUSY|"level":"(error|warn)"/)
})

test('R20: 50 writers at a locked database all get through, one after the other', async () => {
  const path = join(await temporaryFolder(), 'test.db')
  const database = await openDatabase(path)
  onTestFinished(() => database.destroy())
  const { released } = await lock(path, 1_000)
  const rows = Array.from({ length: 50 }, (_, i) => ({
    ...aFile(),
    id: `${i}`,
    message_id: i,
    search_text: '',
  }))
  const writers = rows.map((row, i) =>
    i % 2 === 0
      ? database.insertInto('files').values(row).execute()
      : database.transaction().execute((within) => within.insertInto('files').values(row).execute()),
  )
  expect(await database.selectFrom('files').select('id').execute(), 'read meanwhile').toEqual([])
  await Promise.all(writers)
  await released
  expect(await database.selectFrom('files').select('id').execute()).toHaveLength(50)
})
