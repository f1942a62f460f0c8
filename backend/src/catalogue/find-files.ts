// The catalogue under a filter, newest first: which files, and how many. Three ways, by what is asked for and of whom:
// without words, by the index of the order; with words, on Postgres by pg_trgm, on SQLite by FTS5 in the gallery's order; on
// SQLite with words of one or two letters by looking at all, which 200,000 items allow.
import type { FileFilter } from '@gramreel/contracts/catalogue'
import { sql, type ExpressionBuilder, type SqlBool } from 'kysely'
import type { Database } from '../storage/database.ts'
import { isPostgres } from '../storage/is-postgres.ts'
import type { Schema } from '../storage/schema.ts'
import type { Place } from './cursor.ts'
import { likePattern, matchExpression, wordsOf } from './search-plan.ts'

type Files = ExpressionBuilder<Schema, 'files'>

const matches =
  ({ kind, group, trash, deleted }: FileFilter, words: readonly string[]) =>
  (files: Files) =>
    files.and([
      files('deleted_at', deleted === true ? 'is not' : 'is', null),
      ...(kind === undefined ? [] : [files('kind', '=', kind)]),
      files('trashed_at', trash === true ? 'is not' : 'is', null),
      ...(group === undefined ? [] : [files('media_group_id', '=', group)]),
      ...words.map((word) => sql<SqlBool>`${files.ref('search_text')} like ${likePattern(word)} escape '\\'`),
    ])

const isAfter = ({ posted_at, number }: Place) =>
  sql<SqlBool>`(posted_at, number) < (${posted_at}, ${number})`

/** See SQLITE_INDEX in the migration. */
const found = (match: string, after: Place | undefined, limit: number) => {
  const older = after ? sql`and rowid < (${after.posted_at} << 30) | ${after.number}` : sql``
  return sql<number>`(select rowid & 1073741823 from files_search where files_search match ${match} ${older}
    order by rowid desc limit ${limit})`
}

const countKept = async (database: Database, { kind, deleted }: FileFilter): Promise<number> => {
  const { total } = await database
    .selectFrom('file_counts')
    .select((counts) => counts.fn.sum<number | null>('files').as('total'))
    .where('is_deleted', '=', deleted === true ? 1 : 0)
    .$if(kind !== undefined, (counts) => (kind ? counts.where('kind', '=', kind) : counts))
    .executeTakeFirstOrThrow()
  return total ?? 0
}

const countMatches = async (database: Database, match: string): Promise<number> => {
  const count = sql<{
    total: number
  }>`select count(*) as total from files_search where files_search match ${match}`
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
    newest: (filter: FileFilter, after: Place | undefined, limit: number) => {
      const words = wordsOf(filter.q ?? '')
      if (words.length === 0 || filter.group !== undefined || isPostgres(database))
        return inOrder(matches(filter, words), limit, after)
      // First which ones, out of an index alone; then all of these few.
      const match = matchExpression(words, filter)
      const numbers =
        match === undefined
          ? inOrder(matches(filter, words), limit, after).select('number')
          : found(match, after, limit)
      return inOrder((files) => files.and([files('number', 'in', numbers)]), limit)
    },

    count: async (filter: FileFilter): Promise<number> => {
      const words = wordsOf(filter.q ?? '')
      const isCountKept = words.length === 0 && filter.group === undefined
      if (isCountKept) return countKept(database, filter)
      const match = isPostgres(database) ? undefined : matchExpression(words, filter)
      if (match !== undefined && filter.group === undefined) return countMatches(database, match)
      const { total } = await database
        .selectFrom('files')
        .select((files) => files.fn.countAll<number>().as('total'))
        .where(matches(filter, words))
        .executeTakeFirstOrThrow()
      return total
    },
  }
}
