import { randomBytes } from 'node:crypto'
import type { FileItem, FilePage, FileQuery } from '@gramreel/contracts/catalogue'
import { PublicError } from '@gramreel/contracts/errors'
import { sql, type ExpressionBuilder, type SqlBool } from 'kysely'
import { describeSprites, parseSprites } from '../details/stored.ts'
import type { Database } from '../storage/database.ts'
import type { FileRow, PostedFile, Schema } from '../storage/schema.ts'
import { parseCursor, writeCursor } from './cursor.ts'
import { createFileFinder } from './find-files.ts'
import { marksOf, type AskedFilter } from './narrow-files.ts'
import { placeOf } from './order.ts'
import { searchTextOf } from './search-text.ts'
import { isWorthInspecting } from './worth-inspecting.ts'

const DEFAULT_LIMIT = 200

/** 126 random bits, 21 letters. */
const newId = (): string => randomBytes(16).toString('base64url').slice(0, 21)

/** A row as it is read: `is_readable` 1 while a bot of ours can; and what the asker did with it. */
export type CataloguedFile = FileRow & {
  is_readable?: number
  is_favourite?: number
  resume_at?: number | null
}

/** A bot that can read a file, and by which names. */
export type Reader = { botId: number; fileId: string; thumbnailFileId: string | null }

/** What names a message for good. */
export type MessageKey = Pick<PostedFile, 'box' | 'chat_id' | 'message_id'>

/**
 * A bot of ours knows the file; or one has its place in the channel, where a worker finds the message by its number.
 * In private chats (box is not 0) numbers are each bot's own.
 */
const IS_READABLE = sql<number>`case when
  exists (select 1 from file_bots inner join bots on bots.id = file_bots.bot_id
    where file_bots.file = files.id and file_bots.file_unique_id = files.file_unique_id)
  or files.box = 0 and exists (select 1 from channels inner join bots on bots.id = channels.bot_id
    where channels.chat_id = files.chat_id and channels.problem is null)
  then 1 else 0 end`.as('is_readable')

const FILES = '/api/files'

/** Row -> what clients see. `base`: the address of files for who asks. */
export const toItem = (row: CataloguedFile, base = FILES): FileItem => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  caption: row.caption,
  mime: row.mime,
  size: row.size,
  ...(row.width !== null && { width: row.width }),
  ...(row.height !== null && { height: row.height }),
  ...(row.duration_seconds !== null && { durationSeconds: row.duration_seconds }),
  ...(row.media_group_id !== null && { group: row.media_group_id }),
  ...(row.is_readable === 0 && { isUnreadable: true as const }),
  postedAt: isoTime(row.posted_at),
  ...(row.taken_at !== null && { takenAt: isoTime(row.taken_at) }),
  ...(row.trashed_at !== null && { trashedAt: isoTime(row.trashed_at) }),
  ...(row.is_favourite === 1 && { isFavourite: true as const }),
  ...(row.resume_at !== undefined && row.resume_at !== null && { resumeAt: row.resume_at }),
  // Empty: it was found that there can be none.
  ...(row.thumbhash !== null && row.thumbhash !== '' && { thumbhash: row.thumbhash }),
  ...(row.codecs !== null && { codecs: row.codecs }),
  ...(row.deleted_at !== null && { deletedAt: isoTime(row.deleted_at) }),
  thumbnail: thumbnailPath(row, base),
  ...describeSprites(row, parseSprites(row.sprites), base),
})

const isoTime = (seconds: number): string => new Date(seconds * 1000).toISOString()

/** Below `base`, an address of files. It changes with the picture, so it can be cached for good. */
export const thumbnailPath = (row: FileRow, base = FILES): string | null => {
  const version = row.thumbnail_file_id === null ? row.made_thumbnail : (row.thumbnail_unique_id ?? '')
  return version === null ? null : `${base}/${row.id}/thumbnail?v=${encodeURIComponent(version)}`
}

type Files = ExpressionBuilder<Schema, 'files'>

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
  thumbhash: kept<string | null>('thumbhash'),
  codecs: kept<string | null>('codecs'),
  camera: kept<string | null>('camera'),
  chapters: kept<string | null>('chapters'),
  sprites: kept<string | null>('sprites'),
  width: told<number | null>('width'),
  height: told<number | null>('height'),
  duration_seconds: told<number | null>('duration_seconds'),
}

const isNoOlder = sql<SqlBool>`coalesce(excluded.edited_at, 0) >= coalesce(files.edited_at, 0)`
const isNews = sql<SqlBool>`coalesce(excluded.edited_at, 0) > coalesce(files.edited_at, 0)
  or files.deleted_at is not null`

const isMessage =
  ({ box, chat_id, message_id }: MessageKey) =>
  (files: Files) =>
    files.and({ box, chat_id, message_id })

/** A message that was stored before changes its row, unless this is an older telling of it. Answers the row's id if it did. */
const saveFile = async (
  file: PostedFile,
  isImport: boolean,
  within: Database,
): Promise<string | undefined> => {
  const row = { ...file, search_text: searchTextOf(file), deleted_at: null }
  const insides = { inspected_at: isWorthInspecting(file) ? null : 0 }
  const saved = await within
    .insertInto('files')
    .values({ ...row, ...insides, id: newId() })
    .onConflict((conflict) =>
      conflict
        .columns(['box', 'chat_id', 'message_id'])
        .doUpdateSet({ ...row, ...keptOfSameFile })
        .where(isImport ? isNews : isNoOlder),
    )
    .returning('id')
    .executeTakeFirst()
  return saved?.id
}

/** Films and documents; and what an edit may have made of one. */
const mayHaveCaptions = ({ kind, edited_at: editedAt }: PostedFile): boolean =>
  kind === 'video' || kind === 'document' || editedAt !== null

/** Notes what this bot calls the file, unless the message shows another one by now. */
const saveReader = async (file: PostedFile, within: Database): Promise<void> => {
  const { bot_id, file_id, file_unique_id, thumbnail_file_id } = file
  await within
    .insertInto('file_bots')
    .columns(['file', 'bot_id', 'file_id', 'file_unique_id', 'thumbnail_file_id'])
    .expression((from) =>
      from
        .selectFrom('files')
        .select((files) => [
          'files.id',
          files.cast<number>(files.val(bot_id), 'bigint').as('bot_id'),
          files.cast<string>(files.val(file_id), 'text').as('file_id'),
          'files.file_unique_id',
          files.cast<string | null>(files.val(thumbnail_file_id), 'text').as('thumbnail_file_id'),
        ])
        .where(isMessage(file))
        .where('files.file_unique_id', '=', file_unique_id),
    )
    .onConflict((conflict) =>
      conflict.columns(['file', 'bot_id']).doUpdateSet({ file_id, file_unique_id, thumbnail_file_id }),
    )
    .execute()
}

export const createCatalogue = (
  database: Database,
  { inOrder, count, indexOf } = createFileFinder(database),
  /** Told, in the same transaction, of files that may be captions, or have some, since they changed. */
  matchCaptions: (within: Database, ids: readonly string[]) => Promise<void> = async () => {},
) => ({
  /**
   * Stores what messages told, all or nothing, each message once, whichever bots tell of it: the same message again, or
   * an edit of it, changes its row and keeps its id. An older telling than the one stored changes nothing; an import
   * nothing that is there, unless that was edited since, or was taken for deleted. `within`: a transaction of the
   * caller's.
   */
  save: async (
    files: readonly PostedFile[],
    { isImport = false, within }: { isImport?: boolean; within?: Database } = {},
  ): Promise<void> => {
    const saveAll = async (transaction: Database): Promise<void> => {
      const changed: string[] = []
      for (const file of files) {
        const id = await saveFile(file, isImport, transaction)
        await saveReader(file, transaction)
        if (id !== undefined && mayHaveCaptions(file)) changed.push(id)
      }
      await matchCaptions(transaction, changed)
    }
    if (within) return saveAll(within)
    await database.transaction().execute(saveAll)
  },

  /** An edit took the file out of this message, unless a later telling put one in. True when there was one. */
  remove: async (
    message: MessageKey & { edited_at: number },
    within: Database = database,
  ): Promise<boolean> => {
    const removed = await within
      .updateTable('files')
      .set({ deleted_at: message.edited_at })
      .where(isMessage(message))
      .where('deleted_at', 'is', null)
      .where((files) => files(files.fn.coalesce('edited_at', files.val(0)), '<=', message.edited_at))
      .returning('id')
      .execute()
    await matchCaptions(
      within,
      removed.map(({ id }) => id),
    )
    return removed.length > 0
  },

  /** Who can read it: all bots that told of the file that the message shows now, ours or not any more. */
  readers: async ({ id }: Pick<FileRow, 'id'>): Promise<Reader[]> =>
    database
      .selectFrom('file_bots')
      .innerJoin('files', (join) =>
        join
          .onRef('files.id', '=', 'file_bots.file')
          .onRef('files.file_unique_id', '=', 'file_bots.file_unique_id'),
      )
      .select([
        'file_bots.bot_id as botId',
        'file_bots.file_id as fileId',
        'file_bots.thumbnail_file_id as thumbnailFileId',
      ])
      .where('file', '=', id)
      .orderBy('file_bots.bot_id')
      .execute(),

  /** Bots that may know its message: those that told of it, and in a channel those that have a place there. */
  botsAt: async ({ id, box, chat_id }: Pick<FileRow, 'id' | 'box' | 'chat_id'>): Promise<number[]> => {
    if (box !== 0) return [box]
    const told = await database.selectFrom('file_bots').select('bot_id').where('file', '=', id).execute()
    const there = await database
      .selectFrom('channels')
      .select('bot_id')
      .where('chat_id', '=', chat_id)
      .where('problem', 'is', null)
      .orderBy('may_delete', 'desc')
      .execute()
    return [...new Set([...there, ...told].map(({ bot_id }) => bot_id))]
  },

  /** A page for this account, in the order asked for. Throws bad_request for a foreign cursor. */
  page: async (asked: FileQuery, asker?: string): Promise<FilePage> => {
    const query = { ...asked, asker }
    const limit = query.limit ?? DEFAULT_LIMIT
    const after = query.cursor === undefined ? undefined : parseCursor(query.cursor, query.sort)
    const { files, total } = await inOrder(query, after, limit + 1)
    const rows = await files
      .selectAll('files')
      .select([IS_READABLE, ...marksOf(asker)])
      .execute()
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    return {
      items: items.map((row) => toItem(row)),
      nextCursor: rows.length > limit && last ? writeCursor(placeOf(last, query.sort)) : null,
      // All of them are here: no need to count.
      total: total ?? (after === undefined && rows.length <= limit ? rows.length : await count(query)),
    }
  },

  /** The item after this one in the order under the filter; none after the last. */
  next: async (row: FileRow, filter: AskedFilter): Promise<string | undefined> => {
    const { files } = await inOrder(filter, placeOf(row, filter.sort), 1)
    return (await files.select('files.id').executeTakeFirst())?.id
  },

  /** Where an item stands under the filter, from 0. Throws file_not_found when it does not. */
  index: async (id: string, filter: AskedFilter): Promise<number> => {
    const row = await database.selectFrom('files').selectAll().where('id', '=', id).executeTakeFirst()
    const place = row && placeOf(row, filter.sort)
    const index = place && (await indexOf(filter, place))
    if (index === undefined) throw new PublicError('file_not_found', `file ${id} in the timeline`)
    return index
  },

  /** Undefined for one that is not there, or not any more. */
  findItem: async (id: string): Promise<FileItem | undefined> => {
    const row = await database
      .selectFrom('files')
      .selectAll()
      .select(IS_READABLE)
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .executeTakeFirst()
    return row && toItem(row)
  },

  /** As this account sees it. Throws file_not_found. */
  file: async (id: string, asker?: string): Promise<CataloguedFile> => {
    const row = await database
      .selectFrom('files')
      .selectAll()
      .select([IS_READABLE, ...marksOf(asker)])
      .where('id', '=', id)
      .executeTakeFirst()
    if (!row) throw new PublicError('file_not_found', `file ${id}`)
    return row
  },
})

export type Catalogue = ReturnType<typeof createCatalogue>
