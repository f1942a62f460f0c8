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
import { sql, type Selectable, type SqlBool } from 'kysely'
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

const HAS_PICTURE = sql<SqlBool>`(files.thumbnail_file_id is not null or files.made_thumbnail is not null)`

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

  /** How many each shows, and the number of the newest that has a picture. */
  const lookInto = async (ids: readonly string[]) => {
    const rows = await shown()
      .select(['album_id', (row) => row.fn.countAll<number>().as('count')])
      .select(
        sql<number | null>`max(case when ${HAS_PICTURE} then (posted_at << 30) | number end) & 1073741823`.as(
          'newest',
        ),
      )
      .where('album_id', 'in', ids)
      .groupBy('album_id')
      .execute()
    return new Map(rows.map((row) => [row.album_id, row]))
  }

  /** The covers that were chosen, as far as they are there and have a picture; by album. */
  const chosenCovers = async (ids: readonly string[]): Promise<Map<string, FileRow>> => {
    const rows = await shown()
      .innerJoin('albums', (join) =>
        join.onRef('albums.id', '=', 'album_files.album_id').onRef('albums.cover_file', '=', 'files.id'),
      )
      .selectAll('files')
      .select('album_id')
      .where('album_id', 'in', ids)
      .where(HAS_PICTURE)
      .execute()
    return new Map(rows.map((row) => [row.album_id, row]))
  }

  /** Some questions for all albums together. */
  const describe = async (rows: readonly AlbumRow[]): Promise<Album[]> => {
    if (rows.length === 0) return []
    const ids = rows.map(({ id }) => id)
    const [insides, chosen] = await Promise.all([lookInto(ids), chosenCovers(ids)])
    const numbers = ids.flatMap((id) => (chosen.has(id) ? [] : (insides.get(id)?.newest ?? [])))
    const files =
      numbers.length === 0
        ? []
        : await database.selectFrom('files').selectAll().where('number', 'in', numbers).execute()
    const newest = new Map(files.map((file) => [file.number, file]))
    return rows.map((row) => {
      const cover = chosen.get(row.id) ?? newest.get(insides.get(row.id)?.newest ?? -1)
      return {
        id: row.id,
        title: row.title,
        count: insides.get(row.id)?.count ?? 0,
        cover: cover ? thumbnailPath(cover) : null,
        createdAt: toIso(row.created_at),
        updatedAt: toIso(row.updated_at),
      }
    })
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
