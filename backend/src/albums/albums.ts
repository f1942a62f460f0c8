// Albums of the whole gallery. An item that goes into the trash keeps its place in them, and is shown there again when restored.
import { randomBytes } from 'node:crypto'
import {
  ALBUM_MAX_FILES,
  ALBUMS_AT_MOST,
  type Album,
  type AlbumChange,
  type AlbumFiles,
  type NewAlbum,
} from '@gramreel/contracts/albums'
import { PublicError } from '@gramreel/contracts/errors'
import { sql, type Selectable } from 'kysely'
import type { Database } from '../storage/database.ts'
import type { AlbumsTable, FileRow } from '../storage/schema.ts'

type Parts = {
  database: Database
  thumbnailPath: (row: FileRow) => string | null
  /** What guests see of them ends with an album, and with what is taken out of it: in the same transaction. */
  shares: {
    endOfAlbum: (albumId: string, within: Database) => Promise<void>
    renewOfAlbum: (albumId: string, within: Database) => Promise<void>
  }
  onChange: () => void
  /** Seconds since 1970. */
  now?: () => number
}

type AlbumRow = Selectable<AlbumsTable>

const seconds = () => Math.floor(Date.now() / 1000)
const toIso = (time: number): string => new Date(time * 1000).toISOString()

/** Throws albums_full. */
const refuseTooMany = async (within: Database): Promise<void> => {
  const { count } = await within
    .selectFrom('albums')
    .select((row) => row.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  if (count >= ALBUMS_AT_MOST) throw new PublicError('albums_full', 'one more album')
}

export const createAlbums = ({ database, thumbnailPath, shares, onChange, now = seconds }: Parts) => {
  const shown = (within: Database = database) =>
    within
      .selectFrom('album_files')
      .innerJoin('files', 'files.id', 'album_files.file_id')
      .where('files.deleted_at', 'is', null)
      .where('files.trashed_at', 'is', null)
      .where('files.captions_of', 'is', null)

  /** The one that was chosen while it is there and has a picture; else the newest that has one. */
  const coverOf = async ({ id, cover_file }: AlbumRow): Promise<string | null> => {
    const file = await shown()
      .selectAll('files')
      .where('album_id', '=', id)
      .where((row) =>
        row.or([row('thumbnail_file_id', 'is not', null), row('made_thumbnail', 'is not', null)]),
      )
      .orderBy(sql`case when files.id = ${cover_file ?? ''} then 0 else 1 end`)
      .orderBy('posted_at', 'desc')
      .orderBy('number', 'desc')
      .limit(1)
      .executeTakeFirst()
    return file ? thumbnailPath(file) : null
  }

  const countsOf = async (ids: readonly string[]): Promise<Map<string, number>> => {
    if (ids.length === 0) return new Map()
    const rows = await shown()
      .select(['album_id', (row) => row.fn.countAll<number>().as('count')])
      .where('album_id', 'in', ids)
      .groupBy('album_id')
      .execute()
    return new Map(rows.map(({ album_id, count }) => [album_id, count]))
  }

  const describe = async (rows: readonly AlbumRow[]): Promise<Album[]> => {
    const counts = await countsOf(rows.map(({ id }) => id))
    return Promise.all(
      rows.map(async (row) => ({
        id: row.id,
        title: row.title,
        count: counts.get(row.id) ?? 0,
        cover: await coverOf(row),
        createdAt: toIso(row.created_at),
        updatedAt: toIso(row.updated_at),
      })),
    )
  }

  /** Throws album_not_found. */
  const find = async (id: string, within: Database = database): Promise<AlbumRow> => {
    const row = await within.selectFrom('albums').selectAll().where('id', '=', id).executeTakeFirst()
    if (!row) throw new PublicError('album_not_found', `album ${id}`)
    return row
  }

  const describeOne = async (id: string): Promise<Album> => {
    const [album] = await describe([await find(id)])
    if (!album) throw new PublicError('album_not_found', `album ${id}`)
    return album
  }

  /** Holds its row until the transaction ends, so that two that add at once do not overfill it. */
  const touch = async (id: string, within: Database): Promise<void> => {
    const { numUpdatedRows } = await within
      .updateTable('albums')
      .set({ updated_at: now() })
      .where('id', '=', id)
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw new PublicError('album_not_found', `album ${id}`)
  }

  /** Throws file_not_found for one that is not there, and album_full. */
  const addFiles = async (id: string, files: readonly string[], within: Database): Promise<void> => {
    const there = await within
      .selectFrom('files')
      .select('id')
      .where('id', 'in', files)
      .where('deleted_at', 'is', null)
      .execute()
    if (there.length < files.length) throw new PublicError('file_not_found', 'a file for an album')
    await within
      .insertInto('album_files')
      .values(files.map((file_id) => ({ album_id: id, file_id, added_at: now() })))
      .onConflict((conflict) => conflict.columns(['album_id', 'file_id']).doNothing())
      .execute()
    const { count } = await within
      .selectFrom('album_files')
      .select((row) => row.fn.countAll<number>().as('count'))
      .where('album_id', '=', id)
      .executeTakeFirstOrThrow()
    if (count > ALBUM_MAX_FILES) throw new PublicError('album_full', `album ${id}`)
  }

  return {
    /** The one changed last on top. */
    list: async (): Promise<Album[]> =>
      describe(
        await database
          .selectFrom('albums')
          .selectAll()
          .orderBy('updated_at', 'desc')
          .orderBy('created_at', 'desc')
          .orderBy('id')
          .execute(),
      ),

    /** Throws albums_full, or file_not_found. */
    create: async (accountId: string, { title, files = [] }: NewAlbum): Promise<Album> => {
      const id = randomBytes(16).toString('base64url')
      const times = { created_at: now(), updated_at: now() }
      await database.transaction().execute(async (transaction) => {
        await refuseTooMany(transaction)
        await transaction
          .insertInto('albums')
          .values({ id, title: title.trim(), account_id: accountId, cover_file: null, ...times })
          .execute()
        if (files.length > 0) await addFiles(id, files, transaction)
      })
      onChange()
      return describeOne(id)
    },

    /** Throws album_not_found. */
    change: async (id: string, { title, cover }: AlbumChange): Promise<Album> => {
      const set = {
        ...(title !== undefined && { title: title.trim() }),
        ...(cover !== undefined && { cover_file: cover }),
      }
      await database.transaction().execute(async (transaction) => {
        await touch(id, transaction)
        if (Object.keys(set).length > 0)
          await transaction.updateTable('albums').set(set).where('id', '=', id).execute()
      })
      onChange()
      return describeOne(id)
    },

    /** Adds and takes out, all or nothing. Throws album_not_found, album_full, or file_not_found. */
    changeFiles: async (id: string, { add, remove }: AlbumFiles): Promise<Album> => {
      await database.transaction().execute(async (transaction) => {
        await touch(id, transaction)
        if (remove) {
          await transaction
            .deleteFrom('album_files')
            .where('album_id', '=', id)
            .where('file_id', 'in', remove)
            .execute()
          await shares.renewOfAlbum(id, transaction)
        }
        if (add) await addFiles(id, add, transaction)
      })
      onChange()
      return describeOne(id)
    },

    /** What is in it stays in the gallery. Throws album_not_found. */
    remove: async (id: string): Promise<void> => {
      await database.transaction().execute(async (transaction) => {
        await find(id, transaction)
        await shares.endOfAlbum(id, transaction)
        await transaction.deleteFrom('albums').where('id', '=', id).execute()
      })
      onChange()
    },
  }
}

export type Albums = ReturnType<typeof createAlbums>
