// What a share shows, now: the files that were chosen, in their order; what was posted together; or what is in an album. Never
// what is in the trash; captions beside their film are told with it, and by themselves only where somebody chose them.
import { PublicError } from '@gramreel/contracts/errors'
import { sql } from 'kysely'
import type { Database } from '../storage/database.ts'
import type { FileRow } from '../storage/schema.ts'
import { kindOf, type ShareRow } from './share-state.ts'

/** Numbers that grow along the share; the second tells apart those that have the first in common. */
type Place = { place: number; tie: number }
type Ordered = FileRow & Place
type Page = { rows: FileRow[]; nextCursor: string | null }

const parseCursor = (cursor: string): Place => {
  const match = /^(-?\d{1,15})\.(-?\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))
  if (!match) throw new PublicError('bad_request', 'the cursor is not one of ours')
  return { place: Number(match[1]), tie: Number(match[2]) }
}

const writeCursor = ({ place, tie }: Place): string => Buffer.from(`${place}.${tie}`).toString('base64url')

export const createShareContents = (database: Database) => {
  const there = () =>
    database
      .selectFrom('files')
      .selectAll('files')
      .where('files.deleted_at', 'is', null)
      .where('files.trashed_at', 'is', null)

  /** In the order of their messages, which is the one that Telegram shows. */
  const postedTogether = ({ album_box, album_chat_id, album_group_id }: ShareRow) =>
    there()
      .select(['files.message_id as place', sql<number>`0`.as('tie')])
      .where('captions_of', 'is', null)
      .where('media_group_id', '=', album_group_id)
      .where('chat_id', '=', album_chat_id)
      .where('box', '=', album_box)

  const chosen = ({ id }: ShareRow) =>
    there()
      .innerJoin('share_files', 'share_files.file_id', 'files.id')
      .select(['share_files.position as place', sql<number>`0`.as('tie')])
      .where('share_files.share_id', '=', id)

  /** The newest first, as the gallery shows it. */
  const inAlbum = ({ album_id }: ShareRow) =>
    there()
      .innerJoin('album_files', 'album_files.file_id', 'files.id')
      .select([sql<number>`-files.posted_at`.as('place'), sql<number>`-files.number`.as('tie')])
      .where('files.captions_of', 'is', null)
      .where('album_files.album_id', '=', album_id)

  const shownBy = (share: ShareRow) => {
    const kind = kindOf(share)
    const files = kind === 'album' ? inAlbum(share) : kind === 'group' ? postedTogether(share) : chosen(share)
    return database.selectFrom(files.as('shown')).selectAll()
  }

  const from = (share: ShareRow, after: Place | undefined, limit: number): Promise<Ordered[]> =>
    shownBy(share)
      .$if(after !== undefined, (files) =>
        // As large as a cursor may say; the columns are smaller in Postgres.
        files.where(
          sql<boolean>`(place, tie) > (cast(${after?.place ?? 0} as bigint), cast(${after?.tie ?? 0} as bigint))`,
        ),
      )
      .orderBy('place')
      .orderBy('tie')
      .limit(limit)
      .execute()

  const find = (share: ShareRow, id: string): Promise<Ordered | undefined> =>
    shownBy(share).where('id', '=', id).executeTakeFirst()

  return {
    /** Throws bad_request for a foreign cursor. */
    page: async (share: ShareRow, cursor: string | undefined, limit: number): Promise<Page> => {
      const after = cursor === undefined ? undefined : parseCursor(cursor)
      const found = await from(share, after, limit + 1)
      const rows = found.slice(0, limit)
      const last = rows.at(-1)
      return { rows, nextCursor: found.length > limit && last ? writeCursor(last) : null }
    },

    count: async (share: ShareRow): Promise<number> => {
      const { count } = await shownBy(share)
        .clearSelect()
        .select((row) => row.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      return count
    },

    /** Ids of what is shown after it: one, or none after the last. */
    next: async (share: ShareRow, { id }: FileRow): Promise<string[]> => {
      const place = await find(share, id)
      return place === undefined ? [] : (await from(share, place, 1)).map((row) => row.id)
    },

    /** Throws file_not_found for a file that the share does not show. */
    file: async (share: ShareRow, id: string): Promise<FileRow> => {
      const row = await find(share, id)
      if (!row) throw new PublicError('file_not_found', `file ${id} in a share`)
      return row
    },
  }
}

export type ShareContents = ReturnType<typeof createShareContents>
