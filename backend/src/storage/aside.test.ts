import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { aFile } from '../testing/a-file.ts'
import { onBothDatabases, onSqlite } from '../testing/on-both-databases.ts'
import { aside } from './aside.ts'
import type { Database } from './database.ts'
import { isPostgres } from './is-postgres.ts'

/** So large that it is read aside. */
const large = async (database: Promise<Database>): Promise<Database> => {
  const opened = await database
  if (!isPostgres(opened))
    await sql`create table ballast as select zeroblob(17000000) as bytes`.execute(opened)
  return opened
}

const row = { ...aFile(), id: 'x', search_text: '' }

onBothDatabases(({ open }) => {
  test('what was committed before is read aside, odd texts too', async () => {
    const database = await large(open())
    const name = `"\\ \u{1f600} \u202e\n€`
    await database
      .insertInto('files')
      .values({ ...row, name })
      .execute()
    const read = aside(database).selectFrom('files').select(['name', 'size', 'taken_at'])
    expect(await read.execute()).toEqual(
      await database.selectFrom('files').select(['name', 'size', 'taken_at']).execute(),
    )
    expect(await read.where('size', '=', -1).execute()).toEqual([])
    await database.updateTable('files').set({ size: 4_294_967_296 }).execute()
    expect((await read.execute())[0]?.size).toBe(4_294_967_296)
  })

  test('a transaction reads aside what it wrote itself', async () => {
    const database = await large(open())
    await database.transaction().execute(async (transaction) => {
      await transaction.insertInto('files').values(row).execute()
      expect(await aside(transaction).selectFrom('files').select('id').execute()).toEqual([{ id: 'x' }])
    })
  })

  test('what cannot be read says why, and the next one is answered', async () => {
    const read = aside(await large(open()))
    await expect(sql`select one from nowhere`.execute(read)).rejects.toThrow('nowhere')
    expect((await sql`select 1 as one`.execute(read)).rows).toEqual([{ one: 1 }])
  })
})

onSqlite(({ open }) => {
  test('a small database is read where it is, and starts no thread', async () => {
    let isAnswered = false
    void sql`select 1 as one`.execute(aside(await open())).then(() => (isAnswered = true))
    // No message of a thread comes before the next turn of the loop.
    for (let n = 0; n < 20; n++) await Promise.resolve()
    expect(isAnswered).toBe(true)
  })

  const LONG = sql<{ total: number }>`with recursive numbers (n) as
    (select 1 union all select n + 1 from numbers where n < 2000000) select count(*) as total from numbers`

  test('while much is read aside, everybody else is answered', async () => {
    const database = await large(open())
    const read = aside(database)
    let isOver = false
    const long = LONG.execute(read).finally(() => (isOver = true))
    await database.insertInto('files').values(row).execute()
    expect(await database.selectFrom('files').select('id').execute()).toEqual([{ id: 'x' }])
    expect(isOver).toBe(false)
    expect((await long).rows).toEqual([{ total: 2_000_000 }])
  })

  test('a database that is closed leaves no question open', async () => {
    const database = await large(open())
    const long = LONG.execute(aside(database))
    const ended = expect(long).rejects.toThrow('ended')
    // Closed right away, it would not have been asked yet.
    await new Promise((resolve) => setTimeout(resolve, 50))
    await database.destroy()
    await ended
  })
})
