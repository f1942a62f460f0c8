import { randomBytes } from 'node:crypto'
import type { FileFilter, FileItem, FilePage, FileQuery } from '@gramreel/contracts/catalogue'
import { PublicError } from '@gramreel/contracts/errors'
import { sql, type ExpressionBuilder, type SqlBool } from 'kysely'
import type { Database } from '../storage/database.ts'
import type { FileRow, PostedFile, Schema } from '../storage/schema.ts'
import { parseCursor, writeCursor, type Place } from './cursor.ts'
import { likePatterns, searchTextOf } from './search-text.ts'
import { isWorthInspecting } from './worth-inspecting.ts'

const DEFAULT_LIMIT = 200

/** 126 random bits, 21 letters. */
const newId = (): string => randomBytes(16).toString('base64url').slice(0, 21)

/** Row -> what clients see. */
export const toItem = (row: FileRow): FileItem => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  caption: row.caption,
  mime: row.mime,
  size: row.size,
  ...(row.width !== null && { width: row.width }),
  ...(row.height !== null && { height: row.height }),
  ...(row.duration_seconds !== null && { durationSeconds: row.duration_seconds }),
  ...(row.media_group_id !== null && { album: row.media_group_id }),
  postedAt: isoTime(row.posted_at),
  ...(row.taken_at !== null && { takenAt: isoTime(row.taken_at) }),
  ...(row.deleted_at !== null && { deletedAt: isoTime(row.deleted_at) }),
  thumbnail: thumbnailPath(row),
})

const isoTime = (seconds: number): string => new Date(seconds * 1000).toISOString()

/** Below `base`, an address of files. It changes with the picture, so it can be cached for good. */
export const thumbnailPath = (row: FileRow, base = '/api/files'): string | null => {
  const version = row.thumbnail_file_id === null ? row.made_thumbnail : (row.thumbnail_unique_id ?? '')
  return version === null ? null : `${base}/${row.id}/thumbnail?v=${encodeURIComponent(version)}`
}

type Files = ExpressionBuilder<Schema, 'files'>

const matches =
  ({ q, kind, deleted }: FileFilter) =>
  (files: Files) =>
    files.and([
      files('deleted_at', deleted === true ? 'is not' : 'is', null),
      ...(kind === undefined ? [] : [files('kind', '=', kind)]),
      ...likePatterns(q ?? '').map(
        (pattern) => sql<SqlBool>`${files.ref('search_text')} like ${pattern} escape '\\'`,
      ),
    ])

/** What is known of a file's insides stays as long as it is the same file. */
const isSameFile = sql`files.file_unique_id = excluded.file_unique_id`
const kept = <T>(column: keyof FileRow) =>
  sql<T>`case when ${isSameFile} then ${sql.ref(`files.${column}`)} else ${sql.ref(`excluded.${column}`)} end`
const told = <T>(column: keyof FileRow) =>
  sql<T>`coalesce(${sql.ref(`excluded.${column}`)}, case when ${isSameFile} then ${sql.ref(`files.${column}`)} end)`
const keptOfSameFile = {
  inspected_at: kept<number | null>('inspected_at'),
  taken_at: kept<number | null>('taken_at'),
  made_thumbnail: kept<string | null>('made_thumbnail'),
  width: told<number | null>('width'),
  height: told<number | null>('height'),
  duration_seconds: told<number | null>('duration_seconds'),
}

const isNoOlder = sql<SqlBool>`coalesce(excluded.edited_at, 0) >= coalesce(files.edited_at, 0)`
const isNews = sql<SqlBool>`coalesce(excluded.edited_at, 0) > coalesce(files.edited_at, 0)
  or files.deleted_at is not null`

export const createCatalogue = (database: Database) => ({
  /**
   * Stores what messages told, all or nothing, each message once: the same message again, or an edit of it, changes
   * its row and keeps its id. An older telling than the one stored changes nothing; an import nothing that is there, unless
   * that was edited since, or was taken for deleted.
   */
  save: async (files: PostedFile[], { isImport = false } = {}): Promise<void> => {
    await database.transaction().execute(async (transaction) => {
      for (const file of files) {
        const row = { ...file, search_text: searchTextOf(file), deleted_at: null }
        const insides = { inspected_at: isWorthInspecting(file) ? null : 0 }
        await transaction
          .insertInto('files')
          .values({ ...row, ...insides, id: newId() })
          .onConflict((conflict) =>
            conflict
              .columns(['box', 'chat_id', 'message_id'])
              .doUpdateSet({ ...row, ...keptOfSameFile })
              .where(isImport ? isNews : isNoOlder),
          )
          .execute()
      }
    })
  },

  /** A page, newest first. Throws bad_request for a foreign cursor. */
  page: async (query: FileQuery): Promise<FilePage> => {
    const limit = query.limit ?? DEFAULT_LIMIT
    const after = query.cursor === undefined ? undefined : parseCursor(query.cursor)
    const { total } = await database
      .selectFrom('files')
      .select((files) => files.fn.countAll<number>().as('total'))
      .where(matches(query))
      .executeTakeFirstOrThrow()
    const rows = await database
      .selectFrom('files')
      .selectAll()
      .where(matches(query))
      .$if(after !== undefined, (files) =>
        files.where(sql<SqlBool>`(posted_at, number) < (${after?.posted_at}, ${after?.number})`),
      )
      .orderBy('posted_at', 'desc')
      .orderBy('number', 'desc')
      .limit(limit + 1)
      .execute()
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    return {
      items: items.map(toItem),
      nextCursor: rows.length > limit && last ? writeCursor(last) : null,
      total,
    }
  },

  /** The item after this one in the newest-first order under the filter; none after the last. */
  next: async ({ posted_at, number }: Place, filter: FileFilter): Promise<string | undefined> => {
    const row = await database
      .selectFrom('files')
      .select('id')
      .where(matches(filter))
      .where(sql<SqlBool>`(posted_at, number) < (${posted_at}, ${number})`)
      .orderBy('posted_at', 'desc')
      .orderBy('number', 'desc')
      .limit(1)
      .executeTakeFirst()
    return row?.id
  },

  /** Undefined for one that is not there. */
  findItem: async (id: string): Promise<FileItem | undefined> => {
    const row = await database.selectFrom('files').selectAll().where('id', '=', id).executeTakeFirst()
    return row && toItem(row)
  },

  /** Throws file_not_found. */
  file: async (id: string): Promise<FileRow> => {
    const row = await database.selectFrom('files').selectAll().where('id', '=', id).executeTakeFirst()
    if (!row) throw new PublicError('file_not_found', `file ${id}`)
    return row
  },
})

export type Catalogue = ReturnType<typeof createCatalogue>
