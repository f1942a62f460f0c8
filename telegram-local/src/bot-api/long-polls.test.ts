import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Face, startFace } from './face-for-tests.ts'

let face: Face
beforeEach(async () => {
  face = await startFace()
})
afterEach(() => face.close())

type Update = { update_id: number; channel_post?: { text: string }; message?: { text: string } }
const poll = (values = {}) => face.result<Update[]>('getUpdates', values)
const say = (text: string) => face.world.addMessage({ chat: face.chat, from: face.person, text })
const texts = (updates: Update[]) => updates.map((update) => update.channel_post?.text)

test('updates are given again until an offset confirms them', async () => {
  for (const text of ['a', 'b', 'c']) say(text)
  const first = await poll()
  expect(texts(first)).toEqual(['a', 'b', 'c'])
  expect(texts(await poll({ limit: 2 }))).toEqual(['a', 'b'])
  expect(texts(await poll({ offset: Number(first[0]?.update_id) + 1 }))).toEqual(['b', 'c'])
  expect(texts(await poll())).toEqual(['b', 'c'])
})

test('a negative offset keeps only the last ones', async () => {
  for (const text of ['a', 'b', 'c']) say(text)
  expect(texts(await poll({ offset: -1 }))).toEqual(['c'])
  expect(texts(await poll())).toEqual(['c'])
})

test('a poll without updates waits its time, and one that gets an update ends at once', async () => {
  const start = performance.now()
  expect(await poll({ timeout: 1 })).toEqual([])
  expect(performance.now() - start).toBeGreaterThan(950)

  const waiting = poll({ timeout: 30 })
  await sleep(50)
  const told = performance.now()
  say('now')
  expect(texts(await waiting)).toEqual(['now'])
  expect(performance.now() - told).toBeLessThan(2000)
})

test('a second poll ends the first with 409', async () => {
  const first = face.call('getUpdates', { timeout: 30 })
  await sleep(50)
  const second = face.call('getUpdates', { timeout: 30 })
  expect(await first).toMatchObject({
    status: 409,
    body: {
      ok: false,
      error_code: 409,
      description:
        'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    },
  })
  say('for the second')
  expect(await second).toMatchObject({ status: 200 })
})

test('a client that leaves takes no updates with it', async () => {
  const gone = new AbortController()
  const left = face.call('getUpdates', { timeout: 30 }, { signal: gone.signal })
  await sleep(50)
  gone.abort()
  await expect(left).rejects.toThrow()
  say('kept')
  expect(texts(await poll())).toEqual(['kept'])
})

test('allowed_updates hold until they are said anew; an empty list means the default', async () => {
  const { id: bot } = face.world.defaultBot
  const both = () => {
    say('post')
    face.world.addMessage({ chat: face.person, bot, from: face.person, text: 'private' })
  }
  both()
  const only = await poll({ allowed_updates: ['message'] })
  expect(only.map((update) => update.message?.text)).toEqual(['private'])
  both()
  expect(await poll()).toHaveLength(2)
  expect(await poll({ allowed_updates: ['callback_query'] })).toEqual([])
  expect(await poll({ allowed_updates: [] })).toHaveLength(4)
})

test('updates that are wanted are found behind many that are not', async () => {
  const { id: bot } = face.world.defaultBot
  for (let count = 0; count < 150; count++) say('post')
  face.world.addMessage({ chat: face.person, bot, from: face.person, text: 'private' })
  const found = await poll({ allowed_updates: ['message'], limit: 10 })
  expect(found.map((update) => update.message?.text)).toEqual(['private'])
})

test('an update that is not wanted does not end the waiting', async () => {
  const waiting = poll({ timeout: 30, allowed_updates: ['edited_channel_post'] })
  await sleep(50)
  const { id } = say('first')
  await sleep(50)
  face.world.editMessage(face.chat, id, { text: 'second', entities: [] })
  expect(await waiting).toMatchObject([{ edited_channel_post: { text: 'second' } }])
})

test('closing ends a waiting poll within a second', async () => {
  const waiting = face.call('getUpdates', { timeout: 50 }).catch(() => 'cut')
  await sleep(50)
  const start = performance.now()
  await face.close()
  await waiting
  expect(performance.now() - start).toBeLessThan(1500)
  face = await startFace()
})

test('updates wait over a restart', async () => {
  say('before')
  const [before] = await poll()
  face = await face.restart()
  expect(await poll()).toEqual([before])
})
