// Two backends, each a process of its own, on one Postgres and one Telegram, as behind a load balancer.
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { onPostgres } from '../testing/on-both-databases.ts'
import { runMain } from '../testing/run-main.ts'
import { createClient } from '../testing/start-backend.ts'
import { postFilm, startTelegram } from '../testing/start-telegram.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { kill, settingsOf, signIn, startProcess } from './backend-process.ts'

/** Of its chunks; ends with the answer. */
const listen = async (url: string, cookie: string) => {
  const response = await fetch(`${url}/api/events`, { headers: { cookie } })
  let text = ''
  let hasEnded = false
  const reading = (async () => {
    for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString()
    hasEnded = true
  })().catch(() => {})
  return { text: () => text, hasEnded: () => hasEnded, reading }
}

onPostgres(({ create }) => {
  const setUp = async () => {
    const telegram = await startTelegram()
    const databaseUrl = await create()
    const start = async () =>
      startProcess({
        ...settingsOf(telegram, await temporaryFolder()),
        DATABASE_URL: databaseUrl,
        SECRET_KEY: 'a key for both of them',
      })
    return { telegram, databaseUrl, start }
  }

  test('who signs in at one backend is in at the other, hears there what comes, and is out there when he signs out', async () => {
    const { telegram, start } = await setUp()
    const [one, other] = await Promise.all([start(), start()])
    // By the code that the other one printed.
    const atOne = await signIn({ ...one, code: other.code })
    const again = await createClient(other.url).request('POST', '/api/session/code', { code: other.code })
    expect(again.body).toMatchObject({ error: { code: 'code_used' } })
    const cookie = atOne.cookie() ?? ''
    const atOther = (path: string) => createClient(other.url).request('GET', path, undefined, { cookie })
    expect((await atOther('/api/session')).status).toBe(200)

    const events = await Promise.all([one.url, other.url].map((url) => listen(url, cookie)))
    // Both have heard that they listen to each other.
    await sleep(300)
    const before = events.map((event) => event.text().length)
    postFilm(telegram, { name: 'news.mp4' })
    for (const [i, event] of events.entries()) {
      await vi.waitFor(() => expect(event.text().slice(before[i])).toContain('event: catalogue'), 5_000)
    }
    expect((await atOther('/api/files')).body).toMatchObject({ total: 1, items: [{ name: 'news.mp4' }] })
    const keys = await Promise.all(
      [one, other].map(({ url }) => createClient(url).request('GET', '/.well-known/jwks.json')),
    )
    expect(keys[0]?.body).toEqual(keys[1]?.body)

    expect((await atOne.request('DELETE', '/api/session')).status).toBe(204)
    expect((await atOther('/api/session')).status).toBe(401)
    await vi.waitFor(() => expect(events.map((event) => event.hasEnded())).toEqual([true, true]), 3_000)
    const said = one.stdout() + one.stderr() + other.stdout() + other.stderr()
    expect(said).not.toMatch(/"level":"(error|fatal)"|postgres:\/\//)
  })

  test('R18: when the backend that polls is killed, the other takes over within 15 s, and no post is lost or there twice', async () => {
    const { telegram, databaseUrl, start } = await setUp()
    const first = await start()
    const cookie = (await signIn(first)).cookie() ?? ''
    const second = await start()
    const posted: string[] = []
    const post = () => {
      const name = `${posted.length}.mp4`
      posted.push(name)
      postFilm(telegram, { name })
    }
    const atSecond = createClient(second.url)
    const seen = async () => {
      const { body } = await atSecond.request('GET', '/api/files?limit=500', undefined, { cookie })
      return body['items'].map((item: { name: string }) => item.name).toSorted()
    }
    for (let i = 0; i < 20; i++) post()
    await vi.waitFor(async () => expect(await seen()).toHaveLength(20), 10_000)
    for (let i = 0; i < 20; i++) post()
    await kill(first)
    const killedAt = performance.now()
    for (let i = 0; i < 20; i++) post()
    await vi.waitFor(async () => expect(await seen()).toEqual(posted.toSorted()), {
      timeout: 20_000,
      interval: 100,
    })
    expect(performance.now() - killedAt).toBeLessThan(17_000)

    const third = runMain({
      DATA_DIR: await temporaryFolder(),
      DATABASE_URL: databaseUrl,
      SECRET_KEY: 'a key of somebody else',
    })
    expect(await third.ended).toBe(1)
    expect(third.stderr()).toMatch(/^SECRET_KEY is not the one that this database was made with\./)
    const fourth = runMain({ DATA_DIR: await temporaryFolder(), DATABASE_URL: databaseUrl })
    expect(await fourth.ended).toBe(1)
    expect(fourth.stderr()).toBe('DATABASE_URL needs SECRET_KEY: backends on one database must share it.\n')
  }, 60_000)
})
