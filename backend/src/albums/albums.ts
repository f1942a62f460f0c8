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
import { aside } from '../storage/aside.ts'
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

type Pictures = { count: number; newest: number | null }

export const createAlbums = ({ database, thumbnailPath, shares, onChange, now = seconds }: Parts) => {
  const read = aside(database)

  /** Of each album that is not empty: how many are there, and the newest that has a picture. */
  const picturesOf = async (ids: readonly string[]): Promise<Map<string, Pictures>> => {
    const rows = await read
      .selectFrom('album_files')
      .select([
        'album_id',
        (row) => row.fn.countAll<number>().as('count'),
        // The last in the gallery's order, by one number; its lower half says which.
        sql<
          number | null
        >`max(case when has_picture = 1 then (posted_at << 30) | number end) & 1073741823`.as('newest'),
      ])
      .where('album_id', 'in', ids)
      .where('deleted_at', 'is', null)
      .where('trashed_at', 'is', null)
      .where('captions_of', 'is', null)
      .groupBy('album_id')
      .execute()
    return new Map(rows.map(({ album_id, ...pictures }) => [album_id, pictures]))
  }

  /** The ones that were chosen, while they are there and have a picture. */
  const chosenOf = async (ids: readonly string[]): Promise<Map<string, number>> => {
    const rows = await read
      .selectFrom('albums')
      .innerJoin('album_files', (join) =>
        join
          .onRef('album_files.album_id', '=', 'albums.id')
          .onRef('album_files.file_id', '=', 'albums.cover_file'),
      )
      .select(['albums.id', 'album_files.number'])
      .where('albums.id', 'in', ids)
      .where('deleted_at', 'is', null)
      .where('trashed_at', 'is', null)
      .where('captions_of', 'is', null)
      .where('has_picture', '=', 1)
      .execute()
    return new Map(rows.map(({ id, number }) => [id, number]))
  }

  const coversOf = async (numbers: readonly number[]): Promise<Map<number, string | null>> => {
    if (numbers.length === 0) return new Map()
    const rows = await read.selectFrom('files').selectAll().where('number', 'in', numbers).execute()
    return new Map(rows.map((row) => [row.number, thumbnailPath(row)]))
  }

  const describe = async (rows: readonly AlbumRow[]): Promise<Album[]> => {
    if (rows.length === 0) return []
    const ids = rows.map(({ id }) => id)
    const [pictures, chosen] = [await picturesOf(ids), await chosenOf(ids)]
    const coverOf = (id: string): number | undefined =>
      chosen.get(id) ?? pictures.get(id)?.newest ?? undefined
    const covers = await coversOf(ids.flatMap((id) => coverOf(id) ?? []))
    return rows.map(({ id, title, cover_file, created_at, updated_at }) => ({
      id,
      title,
      count: pictures.get(id)?.count ?? 0,
      cover: covers.get(coverOf(id) ?? -1) ?? null,
      coverFile: cover_file,
      createdAt: toIso(created_at),
      updatedAt: toIso(updated_at),
    }))
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
