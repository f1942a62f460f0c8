// S35: what is typed into a search or an address is a value, whatever it looks like, and never part of a question to the database.
import { expect, test } from 'vitest'
import { aFile } from '../testing/a-file.ts'
import { createPeople, databaseOf } from '../testing/people.ts'
import { startBackend } from '../testing/start-backend.ts'

/** Each finds everything, or breaks the question, where it becomes part of it. */
const PAYLOADS = [
  "'",
  '"',
  "' OR '1'='1",
  "' OR 1=1 --",
  "') OR ('1'='1",
  "'; DROP TABLE files; --",
  "' UNION SELECT password_hash FROM accounts --",
  '" OR ""="',
  '%',
  '_',
  '%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%',
  '\\',
  '*',
  'name:x OR *',
  'NEAR(a b)',
  '{"$ne":null}',
  '$1',
  '?1',
  ':name',
  '${7*7}',
  '&& sleep 9',
]

const setUp = async () => {
  const backend = await startBackend()
  const database = await databaseOf(backend)
  for (let i = 0; i < 5; i++) {
    const row = { ...aFile({ name: `holiday ${i}.mp4` }), id: `file-${i}`, search_text: `holiday ${i}.mp4` }
    await database.insertInto('files').values(row).execute()
  }
  const people = createPeople(backend, database)
  return { database, owner: await people.browserOf(await people.owner()) }
}

test('S35: a search for the language of databases finds what contains it, which is nothing', async () => {
  const { owner } = await setUp()
  const totalOf = async (q: string) => {
    const { status, body } = await owner.request('GET', `/api/files?q=${encodeURIComponent(q)}`)
    return [q, status, body['total']]
  }
  expect(await totalOf('holiday')).toEqual(['holiday', 200, 5])
  for (const payload of PAYLOADS) {
    const found = await totalOf(`holiday ${payload} zzz`)
    expect(found).toEqual([`holiday ${payload} zzz`, 200, 0])
    expect((await totalOf(payload))[1]).toBe(200)
  }
})

test('S35: cursors and ids made of it find nothing, and everything is still there afterwards', async () => {
  const { database, owner } = await setUp()
  const before = JSON.stringify(await database.selectFrom('files').selectAll().execute())
  for (const payload of PAYLOADS) {
    const text = encodeURIComponent(payload)
    const cursor = Buffer.from(JSON.stringify([payload, payload])).toString('base64url')
    for (const path of [
      `/api/files?cursor=${text}`,
      `/api/files?cursor=${cursor}`,
      `/api/files?kind=${text}`,
      `/api/files?limit=${text}`,
      `/api/files/${text}`,
      `/api/files/${text}/link`,
      `/api/account/browsers/${text}`,
    ]) {
      const { status } = await owner.request('GET', path)
      expect([path, status >= 400 && status < 500]).toEqual([path, true])
    }
    const { status } = await owner.request('DELETE', `/api/people/${text}`)
    expect([400, 404]).toContain(status)
  }
  expect(JSON.stringify(await database.selectFrom('files').selectAll().execute())).toBe(before)
})
