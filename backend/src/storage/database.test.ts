import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { aFile } from '../testing/a-file.ts'
import { onBothDatabases, onPostgres, onSqlite } from '../testing/on-both-databases.ts'
import { openDatabase } from './database.ts'
import { MIGRATIONS } from './migrations.ts'

const row = { ...aFile(), id: 'x', search_text: '' }

onBothDatabases(({ open, create }) => {
  test('a transaction that fails leaves nothing', async () => {
    const database = await open()
    const failing = database.transaction().execute(async (transaction) => {
      await transaction.insertInto('files').values(row).execute()
      throw new Error('stop')
    })
    await expect(failing).rejects.toThrow('stop')
    expect(await database.selectFrom('files').selectAll().execute()).toEqual([])
  })

  test('transactions at once come one after the other, those of another backend too', async () => {
    const place = await create()
    const [one, other] = [await open(place), await open(place)]
    const insert = (id: string, database = one) =>
      database.transaction().execute(async (transaction) => {
        const rows = await transaction.selectFrom('files').select('id').execute()
        await transaction
          .insertInto('files')
          .values({ ...row, id, message_id: id.length })
          .execute()
        return rows.length
      })
    const counts = await Promise.all([insert('a'), insert('bb', other), insert('ccc'), insert('dddd', other)])
    expect(counts.toSorted()).toEqual([0, 1, 2, 3])
  })

  test('what changes a row can give it back, and numbers are numbers', async () => {
    const database = await open()
    const inserted = await database.insertInto('files').values(row).returning(['id', 'number']).execute()
    expect(inserted).toEqual([{ id: 'x', number: 1 }])
    const updated = await database.updateTable('files').set({ size: 4_294_967_296 }).executeTakeFirst()
    expect(updated.numUpdatedRows).toBe(1n)
    const sizes = await database
      .selectFrom('files')
      .select((files) => ['size', 'duration_seconds', files.fn.sum('size').over().as('sum')])
      .execute()
    expect(sizes).toEqual([{ size: 4_294_967_296, duration_seconds: 60, sum: 4_294_967_296 }])
  })

  test('a number is never given twice', async () => {
    const database = await open()
    for (const number of [1, 2]) {
      const inserted = await database.insertInto('files').values(row).returning('number').execute()
      expect(inserted).toEqual([{ number }])
      await database.deleteFrom('files').execute()
    }
  })

  test('a second program may read and write the same database', async () => {
    const place = await create()
    const [one, other] = [await open(place), await open(place)]
    await one.insertInto('files').values(row).execute()
    expect(await other.selectFrom('files').select('id').execute()).toEqual([{ id: 'x' }])
  })

  test('odd texts come back, or do no harm', async () => {
    const database = await open()
    const name = `'"; drop table files; -- \\ % _ \u{1f600} \u202e €.mp4`
    await database
      .insertInto('files')
      .values({ ...row, name, caption: 'a\0b\ud800' })
      .execute()
    const [stored] = await database.selectFrom('files').selectAll().where('name', '=', name).execute()
    expect(stored).toMatchObject({ name, caption: expect.stringMatching(/^a.b/s) })
  })
})

onSqlite(({ open, create }) => {
  test('a commit is on the disk before it returns', async () => {
    const database = await open()
    expect((await sql`PRAGMA journal_mode`.execute(database)).rows).toEqual([{ journal_mode: 'wal' }])
    expect((await sql`PRAGMA synchronous`.execute(database)).rows).toEqual([{ synchronous: 2 }])
  })

  test('browsers that were signed in before links named a grant get one each', async () => {
    const place = await create()
    const [first] = Object.entries(MIGRATIONS)
    const before = await openDatabase(place, Object.fromEntries(first ? [first] : []))
    onTestFinished(() => before.destroy())
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
    const after = await open(place)
    const rows = await after.selectFrom('sessions').select('grant_id').execute()
    for (const { grant_id: grant } of rows) expect(grant).toMatch(/^[\w-]{22}$/)
    expect(new Set(rows.map((row) => row.grant_id)).size).toBe(2)
  })
})

onPostgres(({ open, createEmpty }) => {
  test('five backends that start at once make the tables once', async () => {
    const place = await createEmpty()
    const databases = await Promise.all(Array.from({ length: 5 }, () => open(place)))
    await databases[0]?.insertInto('files').values(row).execute()
    for (const database of databases) {
      expect(await database.selectFrom('files').select('id').execute()).toEqual([{ id: 'x' }])
    }
  })

  test('more transactions at once than there are connections leave readers some', async () => {
    const database = await open()
    const count = () => database.selectFrom('files').select('id').execute()
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
    const transactions = Array.from({ length: 40 }, () => database.transaction().execute(() => held))
    expect(await Promise.race([count(), held])).toEqual([])
    letGo()
    await Promise.all(transactions)
  })

  test('a connection that breaks is replaced, and what hung on it is told busy', async () => {
    const database = await open()
    const cut = sql`select pg_terminate_backend(pg_backend_pid())`
    await expect(cut.execute(database)).rejects.toMatchObject({ code: 'busy' })
    await expect(
      database.transaction().execute((transaction) => cut.execute(transaction)),
    ).rejects.toMatchObject({ code: 'busy' })
    expect(await database.selectFrom('files').select('id').execute()).toEqual([])
    await database
      .transaction()
      .execute((transaction) => transaction.insertInto('files').values(row).execute())
  })

  test('a Postgres that is not there is one sentence without name and password', async () => {
    const failing = openDatabase('postgres://someone:canary@127.0.0.1:9/gallery')
    await expect(failing).rejects.toThrow(
      /^The catalogue's database postgres:\/\/127\.0\.0\.1:9\/gallery cannot be opened: .*ECONNREFUSED.*\.$/,
    )
    await expect(failing).rejects.not.toThrow('canary')
  })
})
