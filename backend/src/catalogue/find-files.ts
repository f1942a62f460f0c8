// The catalogue under a filter, in its order: which files, and how many. By what is asked for and of whom: without words, by the
// index of the order, or by the list that an album is; with words, on Postgres by pg_trgm, on SQLite by FTS5 in the gallery's
// order; with words of one or two letters by an index that holds all texts. Under other orders, what is found is sorted where it
// is little, and else met soon enough along the order's index.
import { sql, type Expression, type ExpressionBuilder, type SelectQueryBuilder, type SqlBool } from 'kysely'
import { aside } from '../storage/aside.ts'
import type { Database } from '../storage/database.ts'
import { isPostgres } from '../storage/is-postgres.ts'
import type { Schema } from '../storage/schema.ts'
import { countInAlbums, countListed, listFor, numbersAfter } from './listed-files.ts'
import { isNarrow, narrowed, stateOf, type AskedFilter } from './narrow-files.ts'
import { isAfter, isBefore, orderOf, type Place } from './order.ts'
import { isIndexed, likePattern, matchExpression, wordsOf } from './search-plan.ts'

type Files = ExpressionBuilder<Schema, 'files'>
type Numbers = Expression<number> | SelectQueryBuilder<Schema, 'files', { number: number }>
type Ordered = { files: SelectQueryBuilder<Schema, 'files', object>; total?: number }

const isByPosting = ({ sort }: AskedFilter): boolean => orderOf(sort).column === 'posted_at'

const FOUND_NUMBER = sql<number>`files_search.rowid & 1073741823`

/** Entries of the index without those in an album; see SQLITE_INDEX in the migration. */
const looseOnly = ({ loose }: AskedFilter) =>
  loose === true
    ? sql`and not exists (select 1 from album_files where album_files.number = ${FOUND_NUMBER})`
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
/** So few of one kind are sorted; more are met soon enough along the order's index. */
const RARE = 500

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

const countMatches = async (database: Database, match: string, filter: AskedFilter): Promise<number> => {
  const count = sql<{
    total: number
  }>`select count(*) as total from files_search where files_search match ${match} ${looseOnly(filter)}`
  return (await count.execute(database)).rows[0]?.total ?? 0
}

export const createFileFinder = (whole: Database) => {
  const database = aside(whole)
  const isOnPostgres = isPostgres(database)

  const matchOf = (filter: AskedFilter, words: readonly string[]): string | undefined =>
    isOnPostgres ? undefined : matchExpression(words, filter)

  /** What pg_trgm cannot answer it is not asked, for it would go through all that it has. */
  const holds = (word: string) => {
    if (!isOnPostgres) return sql<SqlBool>`instr(files.search_text, ${word}) > 0`
    return isIndexed(word)
      ? sql<SqlBool>`files.search_text like ${likePattern(word)} escape '\\'`
      : sql<SqlBool>`strpos(files.search_text, ${word}) > 0`
  }

  const matches = (filter: AskedFilter, words: readonly string[]) => (files: Files) =>
    files.and([...narrowed(files, filter), ...words.map(holds)])

  const where = (filter: AskedFilter, words: readonly string[]) => {
    if (isOnPostgres || isByPosting(filter) || filter.kind === undefined) return matches(filter, words)
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

  /** All under the filter, when they are few. */
  const fewOf = async (filter: AskedFilter, words: readonly string[]): Promise<number[] | undefined> => {
    const { sort: _sort, ...unsorted } = filter
    const match = isNarrow(filter) ? undefined : matchOf(unsorted, words)
    const all = database
      .selectFrom('files')
      .where(where(unsorted, words))
      .select('files.number')
      .limit(FEW + 1)
    // In the order of an index that holds the text, so that both databases read that and nothing else.
    const some = isNarrow(filter) ? all : all.orderBy('posted_at', 'desc').orderBy('number', 'desc')
    const numbers = match === undefined ? sql`(${some})` : found(match, unsorted, undefined, FEW + 1)
    const { rows } = await sql<{ number: number }>`select number from ${numbers} as few`.execute(database)
    return rows.length > FEW ? undefined : rows.map(({ number }) => number)
  }

  /** SQLite would meet them far apart along the index of an order that is not theirs. */
  const isOfRareKind = async (filter: AskedFilter): Promise<boolean> =>
    !isOnPostgres &&
    filter.kind !== undefined &&
    !isByPosting(filter) &&
    (await countKept(database, filter)) <= RARE

  const valuesOf = (numbers: readonly number[]) => {
    const json = JSON.stringify(numbers)
    return isOnPostgres
      ? sql<number>`(select value::integer from json_array_elements_text(${json}::json))`
      : sql<number>`(select value from json_each(${json}))`
  }

  return {
    /**
     * The files after this place, to select from, and how many there are in all where that was found out by the way. (In an
     * object: what is awaited must not be a query.)
     */
    inOrder: async (filter: AskedFilter, after: Place | undefined, limit: number): Promise<Ordered> => {
      const { sort } = filter
      const words = wordsOf(filter.q ?? '')
      const these = (numbers: Numbers, beyond?: Place) =>
        ordered((files) => files.and([files('number', 'in', numbers)]), limit, beyond, sort)
      const along = () => ordered(where(filter, words), limit, after, sort)
      const isSearch = words.length > 0
      const list = listFor(database, filter, isSearch)
      if (list) return { files: these(numbersAfter(list, after, limit, sort)) }
      const isQuickAlong = isSearch ? isOnPostgres && words.some(isIndexed) : !(await isOfRareKind(filter))
      if (isQuickAlong && !isNarrow(filter)) return { files: along() }
      if (isNarrow(filter) || !isByPosting(filter)) {
        const few = await fewOf(filter, words)
        if (few === undefined) return { files: along() }
        return { files: these(valuesOf(few), after), total: few.length }
      }
      // First which ones, out of an index alone; then all of these few.
      const match = matchOf(filter, words)
      return {
        files: these(
          match === undefined ? along().select('files.number') : found(match, filter, after, limit),
        ),
      }
    },

    /** How many stand before what is at this place; undefined when that is not under the filter. */
    indexOf: async (filter: AskedFilter, place: Place): Promise<number | undefined> => {
      const files = database.selectFrom('files').where(where(filter, wordsOf(filter.q ?? '')))
      const isThere = await files.select('number').where('number', '=', place.number).executeTakeFirst()
      if (!isThere) return undefined
      const { total } = await files
        .select((file) => file.fn.countAll<number>().as('total'))
        .where(isBefore(place, filter.sort))
        .executeTakeFirstOrThrow()
      return total
    },

    count: async (filter: AskedFilter): Promise<number> => {
      const words = wordsOf(filter.q ?? '')
      const list = listFor(database, filter, words.length > 0)
      if (list) return countListed(list)
      if (words.length === 0 && !isNarrow(filter)) {
        const all = await countKept(database, filter)
        return filter.loose === true ? all - (await countInAlbums(database, filter)) : all
      }
      const match = matchOf(filter, words)
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
