import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { runMain } from './testing/run-main.ts'
import { postFilm, startTelegram } from './testing/start-telegram.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

test('the process prints JSON records and the sign-in link, and ends well on SIGTERM', async () => {
  const running = runMain({ DATA_DIR: await temporaryFolder() })
  const link = await running.waitFor(/^Sign in: (\S+)$/m)
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/welcome#code=[\w-]{22}$/)
  const { origin } = new URL(link)
  const code = link.split('#code=')[1]
  const signIn = await fetch(`${origin}/api/session/code`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  })
  const cookie = signIn.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const events = fetch(`${origin}/api/events`, { headers: { cookie } }).then((response) => response.text())
  await sleep(200)
  const began = Date.now()
  running.child.kill('SIGTERM')
  expect(await running.ended).toBe(0)
  expect(Date.now() - began).toBeLessThan(5_000)
  await events
  const records = running
    .stdout()
    .split('\n')
    .filter((line) => line && !line.startsWith('Sign in:'))
  for (const line of records)
    expect(JSON.parse(line)).toMatchObject({ level: expect.any(String), msg: expect.any(String) })
  expect(running.stderr()).toBe('')
})

test('every wrong setting is named at once, secrets hidden, and nothing starts', async () => {
  const running = runMain({
    PORT: '70000',
    PUBLIC_URL: 'gallery',
    SECRET_KEY: 'canary',
    TELEGRAM_BOT_TOKEN: 'canary',
    TELEGRAM_BOT_API_URL: 'ftp://x',
    TELEGRAM_CHATS: '@films',
    WORKER_URL: 'localhost:3001',
    WORKER_ID: 'no spaces',
    DIRECT_LINKS: 'yes',
    DATA_DIR: join(await temporaryFolder(), 'data'),
  })
  expect(await running.ended).toBe(1)
  const { 0: heading, length } = running.stderr().trim().split('\n')
  expect(heading).toBe('These settings are wrong:')
  expect(length).toBe(10)
  expect(running.stderr()).toContain('PORT is "70000"; it must be a number from 0 to 65535, e.g. 3000')
  expect(running.stderr()).toContain('TELEGRAM_BOT_TOKEN is ***; it must be a bot token')
  expect(running.stderr()).not.toContain('canary')
  expect(running.stdout()).toBe('')
})

test('a port in use and a data folder in the way are one sentence and exit 1', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? `${address?.port}` : ''
  const busy = runMain({ PORT: port, DATA_DIR: await temporaryFolder() })
  expect(await busy.ended).toBe(1)
  expect(busy.stderr()).toBe(
    `Port ${port} on 127.0.0.1 is already in use. Stop the other program, or set PORT to another number.\n`,
  )
  const blocked = runMain({ DATA_DIR: '/dev/null/data' })
  expect(await blocked.ended).toBe(1)
  expect(blocked.stderr()).toMatch(/^The data folder \/dev\/null\/data cannot be written .*\.\n$/)
})

test('a refused bot token is one sentence and exit 1, and is not printed', async () => {
  const telegram = await startTelegram()
  const running = runMain({
    DATA_DIR: await temporaryFolder(),
    TELEGRAM_BOT_API_URL: telegram.botApi,
    TELEGRAM_BOT_TOKEN: '1234567:AAE-canary_canary_canary_canary_00',
  })
  expect(await running.ended).toBe(1)
  expect(running.stderr()).toBe(
    'Telegram refuses the bot token. Check TELEGRAM_BOT_TOKEN, or ask @BotFather for it.\n',
  )
  expect(running.stdout()).not.toContain('canary')
})

test('killed again and again in a burst of posts, no post is lost and none is there twice', async () => {
  const KILLS = 4
  const telegram = await startTelegram()
  const dataDir = await temporaryFolder()
  const settings = {
    DATA_DIR: dataDir,
    TELEGRAM_BOT_API_URL: telegram.botApi,
    TELEGRAM_BOT_TOKEN: telegram.botToken,
    TELEGRAM_CHATS: telegram.chat,
  }
  const posted: number[] = []
  const over = new AbortController()
  const posting = (async () => {
    while (!over.signal.aborted) {
      posted.push(postFilm(telegram, { name: `${posted.length}.mp4` }).id)
      await sleep(5)
    }
  })()
  for (let i = 0; i < KILLS; i++) {
    const running = runMain(settings)
    await running.waitFor(/^Sign in:/m)
    await sleep(Math.random() * 400)
    running.child.kill('SIGKILL')
    expect(await running.ended).toBe('SIGKILL')
  }
  over.abort()
  await posting
  await runMain(settings).waitFor(/^Sign in:/m)

  const database = new DatabaseSync(join(dataDir, 'gramreel.db'), { readOnly: true })
  onTestFinished(() => database.close())
  const stored = () => database.prepare('SELECT message_id FROM files ORDER BY message_id').all()
  await vi.waitFor(() => expect(stored()).toHaveLength(posted.length), { timeout: 15_000, interval: 100 })
  expect(stored().map((row) => row['message_id'])).toEqual(posted)
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
}, 60_000)
