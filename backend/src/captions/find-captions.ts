// Captions lie beside their film: documents of the same chat whose names begin with the film's.
import type { Caption } from '@gramreel/contracts/details'
import { sql, type SqlBool } from 'kysely'
import type { Database } from '../storage/database.ts'
import { isPostgres } from '../storage/is-postgres.ts'
import type { FileRow } from '../storage/schema.ts'
import { CAPTIONS_MAX_BYTES, readCaptionName, stemOf } from './name-of-captions.ts'

const MAX_CAPTIONS = 50

/** Word for word as the index has it (migrations/32-captions.ts). */
export const ARE_CAPTIONS = sql<SqlBool>`(lower(name) like '%.srt' or lower(name) like '%.vtt')`

/** Files of its chat that are named as captions of a film of this name would be; whatever else they are. */
export const namedAfter = (database: Database, film: Pick<FileRow, 'box' | 'chat_id' | 'name'>) => {
  const stem = stemOf(film.name)
  const bytes = isPostgres(database) ? sql`name collate "C"` : sql`name`
  return (
    database
      .selectFrom('files')
      .where('chat_id', '=', film.chat_id)
      .where(ARE_CAPTIONS)
      // All that begins with it: the letter after the full stop is the slash.
      .where(sql<SqlBool>`${bytes} >= ${stem} and ${bytes} < ${`${stem.slice(0, -1)}/`}`)
      // The sign keeps SQLite from the index by box and chat: that one leads through all files of the chat.
      .where(sql<number>`+box`, '=', film.box)
  )
}

export type FoundCaptions = { caption: Caption; row: FileRow }

/** Of films alone; in the order of their labels. One that is too large is none. */
export const createCaptionFinder =
  (database: Database) =>
  async (film: FileRow): Promise<FoundCaptions[]> => {
    if (film.kind !== 'video') return []
    const rows = await namedAfter(database, film)
      .selectAll()
      .where('kind', '=', 'document')
      .where('size', '<=', CAPTIONS_MAX_BYTES)
      .where('deleted_at', 'is', null)
      .where('trashed_at', 'is', null)
      .orderBy('message_id', 'desc')
      .limit(MAX_CAPTIONS)
      .execute()
    return rows
      .flatMap((row) => {
        const name = readCaptionName(film.name, row.name)
        return name ? [{ caption: { id: row.id, ...name }, row }] : []
      })
      .toSorted((a, b) => a.caption.label.localeCompare(b.caption.label, 'en'))
  }

export type FindCaptions = ReturnType<typeof createCaptionFinder>
