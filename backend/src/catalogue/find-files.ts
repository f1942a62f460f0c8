// The catalogue under a filter, in its order: which files, and how many. Three ways, by what is asked for and of whom:
// without words, by the index of the order; with words, on Postgres by pg_trgm, on SQLite by FTS5 in the gallery's order; on
// SQLite with words of one or two letters by looking at all, which 200,000 items allow. Under other orders, what SQLite finds is
// sorted where it is little, and else met soon enough along the order's index.
import { sql, type ExpressionBuilder, type SqlBool } from 'kysely'
import type { Database } from '../storage/database.ts'
import { isPostgres } from '../storage/is-postgres.ts'
import type { Schema } from '../storage/schema.ts'
import { isNarrow, narrowed, stateOf, type AskedFilter } from './narrow-files.ts'
import { isAfter, isBefore, orderOf, type Place } from './order.ts'
import { likePattern, matchExpression, wordsOf } from './search-plan.ts'

type Files = ExpressionBuilder<Schema, 'files'>

const matches = (filter: AskedFilter, words: readonly string[]) => (files: Files) =>
  files.and([
    ...narrowed(files, filter),
    ...words.map((word) => sql<SqlBool>`${files.ref('search_text')} like ${likePattern(word)} escape '\\'`),
  ])

const FOUND_NUMBER = sql<number>`files_search.rowid & 1073741823`

/** Entries of the index without those in an album; see SQLITE_INDEX in the migration. */
const looseOnly = ({ loose }: AskedFilter) =>
  loose === true
    ? sql`and not exists (select 1 from files inner join album_files on album_files.file_id = files.id
        where files.number = ${FOUND_NUMBER})`
    : sql``

const found = (match: string, filter: AskedFilter, after: Place | undefined, limit: number) => {
  const isOldest = filter.sort === 'oldest'
  const sign = sql.raw(isOldest ? '>' : '<')
  const beyond = after ? sql`and rowid ${sign} (${after.key} << 30) | ${after.number}` : sql``
  return sql<number>`(select ${FOUND_NUMBER} as number from files_search where files_search match ${match} ${beyond}
    ${looseOnly(filter)} order by rowid ${sql.raw(isOldest ? 'asc' : 'desc')} limit ${limit})`
}

/** So few are sorted. Of more, one in a hundred of 200,000, a page of any order is full after some 20,000 files. */
const FEW = 2_000

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
  const isOnPostgres = isPostgres(database)

  const where = (filter: AskedFilter, words: readonly string[]) => {
    const isByPosting = orderOf(filter.sort).column === 'posted_at'
    if (isOnPostgres || isByPosting || filter.kind === undefined) return matches(filter, words)
    // Led by its index of kinds, which is in the order of posting, SQLite would sort all of a kind for each page.
    const { kind, ...rest } = filter
    return (files: Files) => files.and([matches(rest, words)(files), sql<SqlBool>`+files.kind = ${kind}`])
  }

  const ordered = (
    condition: (files: Files) => ReturnType<Files['and']>,
    limit: number,
    after: Place | undefined,
    sort: AskedFilter['sort'],
  ) => {
    const { column, direction } = orderOf(sort)
    return database
      .selectFrom('files')
      .where(condition)
      .$if(after !== undefined, (files) => (after ? files.where(isAfter(after, sort)) : files))
      .orderBy(`files.${column}`, direction)
      .orderBy('files.number', direction)
      .limit(limit)
  }

  /** All that have these words, when they are few. */
  const fewOf = async (filter: AskedFilter, words: readonly string[]): Promise<number[] | undefined> => {
    const { sort: _sort, ...unsorted } = filter
    const match = matchExpression(words, unsorted)
    const numbers =
      match === undefined
        ? ordered(where(unsorted, words), FEW + 1, undefined, undefined).select('files.number')
        : found(match, unsorted, undefined, FEW + 1)
    const { rows } = await sql<{ number: number }>`select number from ${
      match === undefined ? sql`(${numbers})` : numbers
    }`.execute(database)
    return rows.length > FEW ? undefined : rows.map(({ number }) => number)
  }

  return {
    /** The files after this place, to select from. (In an object: what is awaited must not be a query.) */
    inOrder: async (filter: AskedFilter, after: Place | undefined, limit: number) => {
      const { sort } = filter
      const words = wordsOf(filter.q ?? '')
      const along = () => ({ files: ordered(where(filter, words), limit, after, sort) })
      if (words.length === 0 || isNarrow(filter) || isOnPostgres) return along()
      if (orderOf(sort).column !== 'posted_at') {
        const few = await fewOf(filter, words)
        if (few === undefined) return along()
        const listed = sql<number>`(select value from json_each(${JSON.stringify(few)}))`
        return { files: ordered((files) => files.and([files('number', 'in', listed)]), limit, after, sort) }
      }
      // First which ones, out of an index alone; then all of these few.
      const match = matchExpression(words, filter)
      const numbers =
        match === undefined
          ? ordered(where(filter, words), limit, after, sort).select('files.number')
          : found(match, filter, after, limit)
      return {
        files: ordered((files) => files.and([files('number', 'in', numbers)]), limit, undefined, sort),
      }
    },

    /** How many stand before what is at this place; undefined when that is not under the filter. */
    indexOf: async (filter: AskedFilter, place: Place): Promise<number | undefined> => {
      const before = isBefore(place, filter.sort)
      const isIt = sql<SqlBool>`files.number = ${place.number}`
      const { total, found: isThere } = await database
        .selectFrom('files')
        .select([
          sql<number | null>`sum(case when ${before} then 1 else 0 end)`.as('total'),
          sql<number | null>`max(case when ${isIt} then 1 else 0 end)`.as('found'),
        ])
        .where(where(filter, wordsOf(filter.q ?? '')))
        .where((files) => files.or([before, isIt]))
        .executeTakeFirstOrThrow()
      return isThere === 1 ? (total ?? 0) : undefined
    },

    count: async (filter: AskedFilter): Promise<number> => {
      const words = wordsOf(filter.q ?? '')
      if (words.length === 0 && !isNarrow(filter)) {
        const all = await countKept(database, filter)
        return filter.loose === true ? all - (await countInAlbums(database, filter)) : all
      }
      const match = isOnPostgres ? undefined : matchExpression(words, filter)
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
