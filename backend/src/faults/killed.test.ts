// SIGKILL at a write, before a statement, at any moment. GRAMREEL_SOAK multiplies the kills.
import { once } from 'node:events'
import { watch } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { runMain, type Running } from '../testing/run-main.ts'
import { createClient, type Client } from '../testing/start-backend.ts'
import { freePort } from '../testing/free-port.ts'
import { postFilm, startTelegram, type TelegramForTest } from '../testing/start-telegram.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { dyingAt, kill, settingsOf, signIn, SOAK, startProcess } from './backend-process.ts'

const KILLS = 8 * SOAK

/** Kills it as soon as the log of the database was written to for the nth time, at the latest after `ms`. */
const killAtWrite = async (dataDir: string, running: Running, nth: number, ms: number): Promise<void> => {
  const watcher = watch(dataDir)
  let writes = 0
  const seen = new Promise<void>((resolve) => {
    watcher.on('change', (_event, file) => {
      if (String(file) === 'gramreel.db-wal' && ++writes >= nth) resolve()
    })
  })
  await Promise.race([seen, sleep(ms), once(running.child, 'close')])
  watcher.close()
  await kill(running)
}

/** Posts, albums, edits and deletions without end. */
const stream = (telegram: TelegramForTest) => {
  const { world } = telegram
  const captions = new Map<number, string>()
  const deleted = new Set<number>()
  const over = new AbortController()
  const post = (groupedId?: bigint) => {
    const caption = `post ${captions.size}`
    const { id } = postFilm(telegram, { caption, ...(groupedId !== undefined && { groupedId }) })
    captions.set(id, caption)
  }
  const editOne = (turn: number) => {
    const [id] = [...captions.keys()].slice(-1 - (turn % 7))
    if (id === undefined || deleted.has(id)) return
    const text = `edited in turn ${turn}`
    world.editMessage(world.defaultChannel.id, id, { text, entities: [] })
    captions.set(id, text)
  }
  const deleteOne = () => {
    const id = [...captions.keys()].at(-1)
    if (id === undefined) return
    world.deleteMessage(world.defaultChannel.id, id)
    deleted.add(id)
  }
  const running = (async () => {
    for (let turn = 0; !over.signal.aborted; turn++) {
      if (turn % 20 === 19) deleteOne()
      else if (turn % 4 === 3) editOne(turn)
      else if (turn % 10 === 0) {
        const album = world.newGroupedId()
        for (let i = 0; i < 3; i++) post(album)
      } else post()
      await sleep(10)
    }
  })()
  const end = async () => {
    over.abort()
    await running
  }
  return { captions, deleted, end }
}

/** Reads the newest page again and again until the backend is gone; `acknowledged` gets what was answered. */
const readAlong = async (url: string, browser: Client, acknowledged: Set<string>): Promise<void> => {
  const cookie = browser.cookie() ?? ''
  for (;;) {
    const answer = await createClient(url)
      .request('GET', '/api/files?limit=50', undefined, { cookie })
      .catch(() => undefined)
    if (!answer) return
    expect(answer.status).toBe(200)
    for (const { id } of answer.body['items']) acknowledged.add(id)
    await sleep(10)
  }
}

/** Asked for, or pushed by Telegram. */
const WAYS = {
  polling: async () => ({}),
  webhook: async () => {
    const port = `${await freePort()}`
    return { PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}` }
  },
}

test.each(['polling', 'webhook'] as const)(
  'R18: killed at any moment, the catalogue loses nothing of two bots and has nothing twice, by %s',
  async (way) => {
    const telegram = await startTelegram()
    const { world } = telegram
    const dataDir = await temporaryFolder()
    const settings = { ...settingsOf(telegram, dataDir), ...(await WAYS[way]()) }
    const second = world.addBot({ firstName: 'Second', username: 'second_bot' })
    world.setMember(world.defaultChannel.id, second.id, 'administrator')
    const bots = [world.defaultBot.id, second.id]
    const first = await startProcess(settings)
    const browser = await signIn(first)
    expect((await browser.request('POST', '/api/bots', { token: second.token })).status).toBe(201)
    await kill(first)

    const posts = stream(telegram)
    const acknowledged = new Set<string>()
    for (let i = 0; i < KILLS; i++) {
      if (i % 4 === 3) {
        const running = runMain({ ...settings, ...dyingAt(1 + Math.floor(Math.random() * 60)) })
        await Promise.race([running.ended, sleep(2_000)])
        await kill(running)
        continue
      }
      const running = await startProcess(settings)
      const reading = readAlong(running.url, browser, acknowledged)
      // Of a backend that dies before its first answer nothing was promised.
      if (i % 4 === 2) await vi.waitFor(() => expect(acknowledged.size).toBeGreaterThan(0), 15_000)
      if (i % 4 === 0) await sleep(Math.random() * 150).then(() => kill(running))
      else await killAtWrite(dataDir, running, 1 + ((i * 5) % 24), 1_500)
      await reading
    }
    await posts.end()

    await startProcess(settings)
    await vi.waitFor(() => expect(world.webhook(second.id) !== undefined).toBe(way === 'webhook'), 15_000)
    const database = new DatabaseSync(join(dataDir, 'gramreel.db'), { readOnly: true, timeout: 5_000 })
    onTestFinished(() => database.close())
    const stored = () => database.prepare('SELECT id, message_id, caption FROM files ORDER BY number').all()
    await vi.waitFor(() => expect(bots.map((bot) => world.pendingUpdates(bot))).toEqual([0, 0]), {
      timeout: 45_000,
      interval: 50,
    })
    const rows = stored()
    const captionOf = new Map(rows.map((row) => [row['message_id'], row['caption']]))
    expect(captionOf.size, 'none is there twice').toBe(rows.length)
    // A bot is not told of deletions: such posts may be there or not.
    const readBy = database.prepare('SELECT count(*) AS bots FROM file_bots WHERE file = ?')
    for (const { id, message_id } of rows)
      if (!posts.deleted.has(Number(message_id)))
        expect(readBy.get(String(id)), `readers of message ${Number(message_id)}`).toEqual({ bots: 2 })
    const isKept = ([id]: [unknown, unknown]) => !posts.deleted.has(Number(id))
    const inOrder = (entries: Iterable<[unknown, unknown]>) =>
      [...entries].filter(isKept).toSorted(([one], [other]) => Number(one) - Number(other))
    expect(inOrder(captionOf)).toEqual(inOrder(posts.captions))
    expect(acknowledged.size).toBeGreaterThan(0)
    expect([...acknowledged].filter((id) => !rows.some((row) => row['id'] === id))).toEqual([])
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
  },
  120_000 * SOAK,
)
