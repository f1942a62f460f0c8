// Captions lie beside their film: documents of the same chat whose names begin with the film's.
import type { Caption } from '@gramreel/contracts/details'
import { sql, type SqlBool } from 'kysely'
import type { Database } from '../storage/database.ts'
import type { FileRow } from '../storage/schema.ts'
import { baseOf, readCaptionName } from './name-of-captions.ts'

/** A feature film's are some 100 kB. */
export const CAPTIONS_MAX_BYTES = 5 * 1024 * 1024
const MAX_CAPTIONS = 50

/** Word for word as the index has it (migrations/30-insides.ts). */
const ARE_CAPTIONS = sql<SqlBool>`(lower(name) like '%.srt' or lower(name) like '%.vtt')`

export type FoundCaptions = { caption: Caption; row: FileRow }

/** Of films alone; in the order of their labels. One that is too large is none. */
export const createCaptionFinder =
  (database: Database) =>
  async (film: FileRow): Promise<FoundCaptions[]> => {
    if (film.kind !== 'video') return []
    const prefix = `${baseOf(film.name)}.`
    const rows = await database
      .selectFrom('files')
      .selectAll()
      .where('chat_id', '=', film.chat_id)
      .where(ARE_CAPTIONS)
      // The sign keeps SQLite from the index by box and chat: that one leads through all files of the chat.
      .where(sql<number>`+box`, '=', film.box)
      .where(sql<SqlBool>`substr(name, 1, ${sql.lit(Array.from(prefix).length)}) = ${prefix}`)
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
