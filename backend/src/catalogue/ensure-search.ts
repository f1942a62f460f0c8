// At each start: what searches look into is there, whole, and made as searches of this version compare.
import { sql } from 'kysely'
import type { Database } from '../storage/database.ts'
import { isPostgres } from '../storage/is-postgres.ts'
import { FILL_SQLITE_INDEX } from '../storage/migrations/32-captions.ts'
import { FOLDING, searchTextOf } from './search-text.ts'

export const SLOW_SEARCH =
  'searches in large catalogues will be slow: this Postgres lacks the extension pg_trgm. Have its administrator execute: create extension pg_trgm'

const ROWS_AT_ONCE = 2_000

/** Texts folded as an earlier version did are folded anew; triggers take them to the index. */
const refold = async (database: Database): Promise<void> => {
  const state = await database.selectFrom('search_state').select('folding').executeTakeFirst()
  if (state?.folding === FOLDING) return
  for (let after: number | undefined = 0; after !== undefined;) {
    const rows: { number: number; name: string; caption: string; search_text: string }[] = await database
      .selectFrom('files')
      .select(['number', 'name', 'caption', 'search_text'])
      .where('number', '>', after)
      .orderBy('number')
      .limit(ROWS_AT_ONCE)
      .execute()
    const stale = rows.filter((row) => row.search_text !== searchTextOf(row))
    if (stale.length > 0) {
      await database.transaction().execute(async (transaction) => {
        for (const row of stale) {
          await transaction
            .updateTable('files')
            .set({ search_text: searchTextOf(row) })
            .where('number', '=', row.number)
            // Told anew meanwhile by another backend: then it is right already.
            .where('search_text', '=', row.search_text)
            .execute()
        }
      })
    }
    after = rows.at(-1)?.number
  }
  await database
    .insertInto('search_state')
    .values({ id: 1, folding: FOLDING })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ folding: FOLDING }))
    .execute()
}

/** What wrote past the triggers, as a repaired or hand-made database, leaves another number of entries than of files. */
const rebuildIfOutOfStep = async (database: Database): Promise<void> => {
  const { rows } = await sql<{ isInStep: number }>`select
    (select count(*) from files_search_docsize) = (select count(*) from files) as isInStep`.execute(database)
  if (rows[0]?.isInStep === 1) return
  await database.transaction().execute(async (transaction) => {
    await sql`insert into files_search (files_search) values ('delete-all')`.execute(transaction)
    await sql.raw(FILL_SQLITE_INDEX).execute(transaction)
  })
}

/** Not in a migration: Postgres may not have pg_trgm, or not for us. Throws when it has not. */
const indexByTrigrams = async (database: Database): Promise<void> => {
  const index = sql<{ name: string | null }>`select to_regclass('files_search_text') as name`
  if ((await index.execute(database)).rows[0]?.name) return
  await database.transaction().execute(async (transaction) => {
    await sql`create extension if not exists pg_trgm`.execute(transaction)
    await sql`create index if not exists files_search_text on files using gin (search_text gin_trgm_ops)`.execute(
      transaction,
    )
  })
}

/** `onSlow`: searches will work, but look at every file. */
export const ensureSearch = async (
  database: Database,
  onSlow: (reason: unknown) => void = () => {},
): Promise<void> => {
  if (isPostgres(database)) await indexByTrigrams(database).catch(onSlow)
  else await rebuildIfOutOfStep(database)
  await refold(database)
}
