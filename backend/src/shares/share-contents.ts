// What a share shows, now: the files that were chosen, in their order, or what is in the album.
import { PublicError } from '@gramreel/contracts/errors'
import type { Database } from '../storage/database.ts'
import type { FileRow } from '../storage/schema.ts'
import type { ShareRow } from './share-state.ts'

type Ordered = FileRow & { place: number }
type Page = { rows: FileRow[]; nextCursor: string | null }

const parseCursor = (cursor: string): number => {
  const text = Buffer.from(cursor, 'base64url').toString('latin1')
  if (!/^\d{1,15}$/.test(text)) throw new PublicError('bad_request', 'the cursor is not one of ours')
  return Number(text)
}

const writeCursor = (place: number): string => Buffer.from(`${place}`).toString('base64url')

export const createShareContents = (database: Database) => {
  /** An album's files stand in the order of their messages, which is the one that Telegram shows. */
  const inAlbum = ({ album_box, album_chat_id, album_group_id }: ShareRow) =>
    database
      .selectFrom('files')
      .selectAll('files')
      .select('files.message_id as place')
      .where('media_group_id', '=', album_group_id)
      .where('chat_id', '=', album_chat_id)
      .where('box', '=', album_box)
      .where('deleted_at', 'is', null)

  const chosen = ({ id }: ShareRow) =>
    database
      .selectFrom('files')
      .innerJoin('share_files', 'share_files.file_id', 'files.id')
      .selectAll('files')
      .select('share_files.position as place')
      .where('share_files.share_id', '=', id)
      .where('deleted_at', 'is', null)

  const from = (share: ShareRow, after: number | undefined, limit: number): Promise<Ordered[]> =>
    share.album_group_id === null
      ? chosen(share)
          .$if(after !== undefined, (files) => files.where('position', '>', after ?? 0))
          .orderBy('position')
          .limit(limit)
          .execute()
      : inAlbum(share)
          .$if(after !== undefined, (files) => files.where('message_id', '>', after ?? 0))
          .orderBy('message_id')
          .limit(limit)
          .execute()

  return {
    /** Throws bad_request for a foreign cursor. */
    page: async (share: ShareRow, cursor: string | undefined, limit: number): Promise<Page> => {
      const after = cursor === undefined ? undefined : parseCursor(cursor)
      const found = await from(share, after, limit + 1)
      const rows = found.slice(0, limit)
      const last = rows.at(-1)
      return { rows, nextCursor: found.length > limit && last ? writeCursor(last.place) : null }
    },

    count: async (share: ShareRow): Promise<number> => {
      const files = share.album_group_id === null ? chosen(share) : inAlbum(share)
      const { count } = await files
        .clearSelect()
        .select((row) => row.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      return count
    },

    /** Ids of what is shown after it: one, or none after the last. */
    next: async (share: ShareRow, { id, message_id }: FileRow): Promise<string[]> => {
      const place =
        share.album_group_id === null
          ? (await chosen(share).where('files.id', '=', id).executeTakeFirst())?.place
          : message_id
      return place === undefined ? [] : (await from(share, place, 1)).map((row) => row.id)
    },

    /** Throws file_not_found for a file that the share does not show. */
    file: async (share: ShareRow, id: string): Promise<FileRow> => {
      const files = share.album_group_id === null ? chosen(share) : inAlbum(share)
      const row = await files.where('files.id', '=', id).executeTakeFirst()
      if (!row) throw new PublicError('file_not_found', `file ${id} in a share`)
      return row
    },
  }
}

export type ShareContents = ReturnType<typeof createShareContents>
