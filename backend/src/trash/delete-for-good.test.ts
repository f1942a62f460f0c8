// Over the whole backend and a Telegram: who may, what guests see, and what becomes of the messages.
import { beforeEach, expect, test, vi } from 'vitest'
import type { Database } from '../storage/database.ts'
import { createPeople, databaseOf } from '../testing/people.ts'
import { createGuest, share } from '../testing/share.ts'
import { signInOwner, startBackend, type Client, type Started } from '../testing/start-backend.ts'
import { postFilm, settingsFor, startTelegram, type TelegramForTest } from '../testing/start-telegram.ts'

let telegram: TelegramForTest
let backend: Started
let database: Database
let client: Client
beforeEach(async () => {
  telegram = await startTelegram()
  backend = await startBackend({
    ...settingsFor(telegram),
    worker: { id: 'worker-1', url: 'http://127.0.0.1:9' },
    directLinks: 'never',
  })
  database = await databaseOf(backend)
  client = await signInOwner(backend)
})

const post = async (name: string) => {
  const message = postFilm(telegram, { name })
  return vi.waitFor(
    async () => {
      const { body } = await client.request('GET', `/api/files?q=${name}`)
      const file = String(body['items'][0].id)
      return { chat: message.chat, id: message.id, file }
    },
    { timeout: 10_000 },
  )
}

test('an album that is shared shows what is in it now, and never what is in the trash: not its page, thumbnail or link', async () => {
  const [one, two] = [await post('one'), await post('two')]
  const album = await client.request('POST', '/api/albums', { title: 'Trip', files: [one.file, two.file] })
  const { slug, kind, title, count } = await share(client, { album: album.body['id'] })
  expect({ kind, title, count }).toEqual({ kind: 'album', title: 'Trip', count: 2 })
  const guest = createGuest(backend.url)
  const addresses = ['', '/thumbnail', '/link'].map((end) => `/api/shares/${slug}/files/${one.file}${end}`)
  const listed = async () => {
    const { body } = await guest.ask('GET', `/api/shares/${slug}/files?limit=1`)
    const cursor = body['nextCursor'] === null ? null : String(body['nextCursor'])
    const more =
      cursor === null
        ? undefined
        : await guest.ask('GET', `/api/shares/${slug}/files?limit=1&cursor=${cursor}`)
    return [body['total'], body['items'][0]?.name, more?.body['items'][0]?.name]
  }
  expect(await listed()).toEqual([2, 'two', 'one'])
  const link = await guest.ask('GET', addresses[2] ?? '')
  expect(link.status).toBe(200)
  const second = await guest.ask('GET', `/api/shares/${slug}/files/${two.file}/link`)
  expect(second.body['next']).toEqual([one.file])

  await client.request('POST', '/api/trash', { files: [one.file] })
  for (const address of addresses)
    expect([address, (await guest.ask('GET', address)).status]).toEqual([address, 404])
  expect(await listed()).toEqual([1, 'two', undefined])
  // Whoever was watching is stopped: what allowed his link is withdrawn.
  const withdrawn = await database.selectFrom('withdrawn_grants').selectAll().execute()
  expect(withdrawn).toHaveLength(1)
  // For the signed-in it plays on, out of the trash.
  expect((await client.request('GET', `/api/files/${one.file}/link`)).status).toBe(200)

  await client.request('POST', '/api/trash/restore', { files: [one.file] })
  expect(await listed()).toEqual([2, 'two', 'one'])
  await client.request('DELETE', `/api/albums/${album.body['id']}`)
  expect((await guest.ask('GET', `/api/shares/${slug}`)).status).toBe(404)
  expect((await client.request('GET', `/api/files/${one.file}`)).status).toBe(200)
})

test('deleting for good deletes the message; without the right to it the item stays in the trash', async () => {
  const [one, two] = [await post('one'), await post('two')]
  await client.request('POST', '/api/trash', { files: [one.file, two.file] })
  telegram.world.setMayDelete(one.chat, telegram.world.defaultBot.id, false)
  const refused = await client.request('POST', '/api/trash/delete', { files: [one.file] })
  expect(refused.body).toMatchObject({ deleted: 0, failed: [{ id: one.file, reason: 'no_right' }] })
  expect(telegram.world.message(one.chat, one.id)).toBeDefined()

  telegram.world.setMayDelete(one.chat, telegram.world.defaultBot.id, true)
  telegram.world.deleteMessage(two.chat, two.id)
  const done = await client.request('POST', '/api/trash/delete', { all: true })
  expect(done.body).toEqual({ deleted: 2, failed: [], left: 0, next: null })
  expect(telegram.world.message(one.chat, one.id)).toBeUndefined()
  expect((await client.request('GET', '/api/files?trash=true')).body).toMatchObject({ total: 0, items: [] })
  expect((await client.request('GET', `/api/files/${one.file}/link`)).body).toMatchObject({
    error: { code: 'file_deleted' },
  })
})

test('a bot that was put out of the channel deletes nothing, and says so', async () => {
  const one = await post('one')
  await client.request('POST', '/api/trash', { files: [one.file] })
  telegram.world.setMember(one.chat, telegram.world.defaultBot.id, 'kicked')
  const { body } = await client.request('POST', '/api/trash/delete', { all: true })
  expect(body).toMatchObject({ deleted: 0, failed: [{ name: 'one', reason: 'no_bot' }] })
})

test('viewers mark favourites and see albums and the trash, and change nothing else; marks go with their person', async () => {
  const one = await post('one')
  const people = createPeople(backend, database)
  const person = await people.add('viewer')
  const viewer = await people.browserOf(person)
  expect((await viewer.request('PUT', `/api/favourites/${one.file}`)).status).toBe(204)
  expect((await viewer.request('GET', '/api/files?favourite=true')).body).toMatchObject({ total: 1 })
  expect((await viewer.request('GET', `/api/files/${one.file}`)).body).toMatchObject({ isFavourite: true })
  expect((await client.request('GET', `/api/files/${one.file}`)).body).not.toHaveProperty('isFavourite')
  expect((await viewer.request('GET', '/api/albums')).body).toEqual({ albums: [] })
  expect((await viewer.request('POST', '/api/trash', { files: [one.file] })).status).toBe(403)
  expect((await viewer.request('POST', '/api/albums', { title: 'x' })).status).toBe(403)
  expect((await client.request('DELETE', `/api/people/${person.id}`)).status).toBe(204)
  expect(await database.selectFrom('favourites').selectAll().execute()).toEqual([])
})

test('what is asked for in another form is refused', async () => {
  const tries: [string, string, unknown][] = [
    ['POST', '/api/trash', { files: [] }],
    ['POST', '/api/trash', { files: ['x'], more: 1 }],
    ['POST', '/api/trash/delete', {}],
    ['POST', '/api/trash/delete', { all: false }],
    ['POST', '/api/albums', { title: '  ' }],
    ['POST', '/api/albums', { title: 'x'.repeat(201) }],
    ['POST', '/api/shares', { album: 'x', files: ['V1StGXR8_Z5jdHi6B-myT'] }],
  ]
  for (const [method, path, body] of tries)
    expect([path, body, (await client.request(method, path, body)).status]).toEqual([path, body, 400])
  expect((await client.request('POST', '/api/shares', { album: 'none' })).status).toBe(404)
})
