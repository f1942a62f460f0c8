import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { aFile } from '../testing/a-file.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { firstLight } from './migrations/01-first-light.ts'
import { openDatabase } from './database.ts'

const open = async (folder?: string) => {
  const path = join(folder ?? (await temporaryFolder()), 'test.db')
  const database = await openDatabase(path)
  onTestFinished(() => database.destroy())
  return database
}

const row = { ...aFile(), id: 'x', search_text: '' }

test('a commit is on the disk before it returns', async () => {
  const database = await open()
  expect((await sql`PRAGMA journal_mode`.execute(database)).rows).toEqual([{ journal_mode: 'wal' }])
  expect((await sql`PRAGMA synchronous`.execute(database)).rows).toEqual([{ synchronous: 2 }])
})

test('a transaction that fails leaves nothing', async () => {
  const database = await open()
  const failing = database.transaction().execute(async (transaction) => {
    await transaction.insertInto('files').values(row).execute()
    throw new Error('stop')
  })
  await expect(failing).rejects.toThrow('stop')
  expect(await database.selectFrom('files').selectAll().execute()).toEqual([])
})

test('two transactions at once come one after the other', async () => {
  const database = await open()
  const insert = (id: string) =>
    database.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('files')
        .values({ ...row, id, message_id: id.length })
        .execute()
      const rows = await transaction.selectFrom('files').select('id').execute()
      return rows.length
    })
  expect(await Promise.all([insert('a'), insert('bb'), insert('ccc')])).toEqual([1, 2, 3])
})

test('what changes a row can give it back', async () => {
  const database = await open()
  const inserted = await database.insertInto('files').values(row).returning(['id', 'number']).execute()
  expect(inserted).toEqual([{ id: 'x', number: 1 }])
  const updated = await database.updateTable('files').set({ size: 4_294_967_296 }).executeTakeFirst()
  expect(updated.numUpdatedRows).toBe(1n)
  expect((await database.selectFrom('files').select('size').executeTakeFirst())?.size).toBe(4_294_967_296)
})

test('a second program may read and write the same file', async () => {
  const folder = await temporaryFolder()
  const [one, other] = [await open(folder), await open(folder)]
  await one.insertInto('files').values(row).execute()
  expect(await other.selectFrom('files').select('id').execute()).toEqual([{ id: 'x' }])
})

test('browsers that were signed in before links named a grant get one each', async () => {
  const folder = await temporaryFolder()
  const before = await open(folder)
  // As the first release left it.
  await sql`PRAGMA foreign_keys = OFF`.execute(before)
  for (const { name } of await before.introspection.getTables()) await before.schema.dropTable(name).execute()
  await sql`DELETE FROM kysely_migration WHERE name > '2026-11-21-first-light'`.execute(before)
  await firstLight.up(before)
  const account = {
    id: 'a',
    name: 'A',
    email: null,
    password_hash: null,
    role: 'owner' as const,
    created_at: 1,
  }
  await before.insertInto('accounts').values(account).execute()
  await sql`INSERT INTO sessions VALUES ('one', 'a', 1, 2), ('two', 'a', 1, 2)`.execute(before)
  const after = await open(folder)
  const rows = await after.selectFrom('sessions').select('grant_id').execute()
  for (const { grant_id: grant } of rows) expect(grant).toMatch(/^[\w-]{22}$/)
  expect(new Set(rows.map((row) => row.grant_id)).size).toBe(2)
})
