// The catalogue under a filter, newest first: which files, and how many. Three ways, by what is asked for and of whom:
// without words, by the index of the order; with words, on Postgres by pg_trgm, on SQLite by FTS5 in the gallery's order; on
// SQLite with words of one or two letters by looking at all, which 200,000 items allow.
import { sql, type ExpressionBuilder, type SqlBool } from 'kysely'
import type { Database } from '../storage/database.ts'
import { isPostgres } from '../storage/is-postgres.ts'
import type { Schema } from '../storage/schema.ts'
import type { Place } from './cursor.ts'
import { isNarrow, narrowed, stateOf, type AskedFilter } from './narrow-files.ts'
import { likePattern, matchExpression, wordsOf } from './search-plan.ts'

type Files = ExpressionBuilder<Schema, 'files'>

const matches = (filter: AskedFilter, words: readonly string[]) => (files: Files) =>
  files.and([
    ...narrowed(files, filter),
    ...words.map((word) => sql<SqlBool>`${files.ref('search_text')} like ${likePattern(word)} escape '\\'`),
  ])

const isAfter = ({ posted_at, number }: Place) =>
  sql<SqlBool>`(posted_at, number) < (${posted_at}, ${number})`

const FOUND_NUMBER = sql<number>`files_search.rowid & 1073741823`

/** Entries of the index without those in an album; see SQLITE_INDEX in the migration. */
const looseOnly = ({ loose }: AskedFilter) =>
  loose === true
    ? sql`and not exists (select 1 from files inner join album_files on album_files.file_id = files.id
        where files.number = ${FOUND_NUMBER})`
    : sql``

const found = (match: string, filter: AskedFilter, after: Place | undefined, limit: number) => {
  const older = after ? sql`and rowid < (${after.posted_at} << 30) | ${after.number}` : sql``
  return sql<number>`(select ${FOUND_NUMBER} from files_search where files_search match ${match} ${older}
    ${looseOnly(filter)} order by rowid desc limit ${limit})`
}

const countKept = async (database: Database, filter: AskedFilter): Promise<number> => {
  const { kind } = filter
  const { total } = await database
    .selectFrom('file_counts')
    .select((counts) => counts.fn.sum<number | null>('files').as('total'))
    .where('state', '=', stateOf(filter))
    .$if(kind !== undefined, (counts) => (kind ? counts.where('kind', '=', kind) : counts))
    .executeTakeFirstOrThrow()
  return total ?? 0
}

/** Those in some album: read from the albums, for the most part is in none. */
const countInAlbums = async (
  database: Database,
  { loose: _loose, ...filter }: AskedFilter,
): Promise<number> => {
  const { total } = await database
    .selectFrom('files')
    .select((files) => files.fn.countAll<number>().as('total'))
    .where((files) =>
      files.and([
        ...narrowed(files, filter),
        files('files.id', 'in', files.selectFrom('album_files').select('file_id')),
      ]),
    )
    .executeTakeFirstOrThrow()
  return total
}

const countMatches = async (database: Database, match: string, filter: AskedFilter): Promise<number> => {
  const count = sql<{
    total: number
  }>`select count(*) as total from files_search where files_search match ${match} ${looseOnly(filter)}`
  return (await count.execute(database)).rows[0]?.total ?? 0
}

export const createFileFinder = (database: Database) => {
  const inOrder = (where: (files: Files) => ReturnType<Files['and']>, limit: number, after?: Place) =>
    database
      .selectFrom('files')
      .where(where)
      .$if(after !== undefined, (files) => (after ? files.where(isAfter(after)) : files))
      .orderBy('posted_at', 'desc')
      .orderBy('number', 'desc')
      .limit(limit)

  return {
    /** The files after this place, to select from. */
    newest: (filter: AskedFilter, after: Place | undefined, limit: number) => {
      const words = wordsOf(filter.q ?? '')
      if (words.length === 0 || isNarrow(filter) || isPostgres(database))
        return inOrder(matches(filter, words), limit, after)
      // First which ones, out of an index alone; then all of these few.
      const match = matchExpression(words, filter)
      const numbers =
        match === undefined
          ? inOrder(matches(filter, words), limit, after).select('number')
          : found(match, filter, after, limit)
      return inOrder((files) => files.and([files('number', 'in', numbers)]), limit)
    },

    count: async (filter: AskedFilter): Promise<number> => {
      const words = wordsOf(filter.q ?? '')
      if (words.length === 0 && !isNarrow(filter)) {
        const all = await countKept(database, filter)
        return filter.loose === true ? all - (await countInAlbums(database, filter)) : all
      }
      const match = isPostgres(database) ? undefined : matchExpression(words, filter)
      if (match !== undefined && !isNarrow(filter)) return countMatches(database, match, filter)
      const { total } = await database
        .selectFrom('files')
        .select((files) => files.fn.countAll<number>().as('total'))
        .where(matches(filter, words))
        .executeTakeFirstOrThrow()
      return total
    },
  }
}
