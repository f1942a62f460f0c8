import { array, assert, asyncProperty, constantFrom, integer, oneof, record, uniqueArray } from 'fast-check'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { FileQuery } from '@gramreel/contracts/catalogue'
import { createAlbums } from '../albums/albums.ts'
import { createCatalogue } from '../catalogue/catalogue.ts'
import { createThumbnailCache } from '../catalogue/thumbnail-cache.ts'
import { createFavourites } from '../favourites/favourites.ts'
import type { Database } from '../storage/database.ts'
import { SOAK } from '../faults/backend-process.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { postFile } from '../testing/share.ts'
import { createTrash } from './trash.ts'

const nothing = async () => {}

const openLibrary = (database: Database, patienceMs?: number) => {
  const catalogue = createCatalogue(database)
  const deleted: string[] = []
  const refused = new Set<string>()
  return {
    catalogue,
    deleted,
    refused,
    trash: createTrash({
      database,
      deleteMessage: async (row) => {
        if (refused.has(row.id)) return 'no_right'
        deleted.push(row.id)
        return undefined
      },
      stopGuests: nothing,
      matchCaptions: nothing,
      forgetPictures: nothing,
      onChange: () => {},
      ...(patienceMs !== undefined && { patienceMs }),
    }),
    albums: createAlbums({
      database,
      thumbnailPath: () => null,
      shares: { endOfAlbum: nothing, renewOfAlbum: nothing },
      onChange: () => {},
    }),
    favourites: createFavourites({ database, file: catalogue.file, onChange: () => {} }),
  }
}

const NAMES = ['summer one', 'summer two', 'winter', 'xy', 'summer three', 'autumn']
const KINDS = ['photo', 'video', 'photo', 'audio', 'video', 'document'] as const

const fill = (database: Database) =>
  Promise.all(
    NAMES.map((name, n) =>
      postFile(database, { name, kind: KINDS[n] ?? 'photo', media_group_id: n < 2 ? '77' : null }),
    ),
  )

/** Each filter, with how many it lists and how many it says there are, a page at a time. */
const QUERIES: FileQuery[] = [undefined, 'photo' as const, 'video' as const].flatMap((kind) =>
  [{}, { q: 'summer' }, { q: 'xy' }, { q: 'er' }].flatMap((words) =>
    [
      {},
      { trash: true as const },
      { deleted: true },
      { loose: true as const },
      { favourite: true as const },
    ].map((part) => ({ ...words, ...part, ...(kind && { kind }) })),
  ),
)

onBothDatabases(({ open }) => {
  test('what is in the trash leaves lists, counts, searches and what comes next, until it is restored', async () => {
    const database = await open()
    const { catalogue, trash } = openLibrary(database)
    const ids = await fill(database)
    const [one = ''] = ids
    await trash.put([one])
    expect((await catalogue.page({})).total).toBe(5)
    expect((await catalogue.page({ q: 'summer' })).total).toBe(2)
    expect((await catalogue.page({ group: '77' })).total).toBe(1)
    expect((await catalogue.page({ trash: true, q: 'summer' })).items).toMatchObject([
      { id: one, trashedAt: expect.stringMatching(/^20/) },
    ])
    const second = await catalogue.file(ids[1] ?? '')
    expect(await catalogue.next(second, {})).not.toBe(one)
    await trash.restore([one])
    expect((await catalogue.page({})).total).toBe(6)
    expect((await catalogue.page({ trash: true })).items).toEqual([])
    expect((await catalogue.file(one)).trashed_at).toBe(null)
  })

  test('only what is in the trash is deleted for good; what Telegram refuses stays there, with the reason in words', async () => {
    const database = await open()
    const { catalogue, trash, albums, favourites, refused, deleted } = openLibrary(database)
    const [one = '', two = '', three = ''] = await fill(database)
    const { id } = await albums.create('a', { title: 'Both', files: [one, two] })
    await favourites.mark('a', one)
    await trash.put([one, two])
    refused.add(two)
    const answer = await trash.deleteForGood({ files: [one, two, three] })
    expect(deleted).toEqual([one])
    expect(answer).toMatchObject({
      deleted: 1,
      left: 0,
      failed: [{ id: two, name: 'summer two', reason: 'no_right' }],
    })
    expect(answer.failed[0]?.message).toMatch(/may not delete/)
    expect((await catalogue.page({ trash: true })).items).toMatchObject([{ id: two }])
    expect((await catalogue.file(one)).deleted_at).not.toBe(null)
    expect(await database.selectFrom('favourites').selectAll().execute()).toEqual([])
    expect(await database.selectFrom('album_files').select('file_id').execute()).toEqual([{ file_id: two }])
    expect((await albums.list()).find((album) => album.id === id)?.count).toBe(0)
    refused.clear()
    expect(await trash.deleteForGood({ all: true })).toMatchObject({ deleted: 1, failed: [], left: 0 })
  })

  test('what takes too long is gone on with behind what was tried, so what cannot be deleted stands in nobody’s way', async () => {
    const database = await open()
    const { trash, refused } = openLibrary(database, -1)
    const ids = await fill(database)
    await trash.put(ids)
    refused.add(ids[5] ?? '')
    let after: string | undefined
    const told: { deleted: number; failed: number; left: number }[] = []
    do {
      const { deleted, failed, left, next } = await trash.deleteForGood({
        all: true,
        ...(after && { after }),
      })
      told.push({ deleted, failed: failed.length, left })
      after = next ?? undefined
    } while (after !== undefined)
    expect(told.map(({ left }) => left)).toEqual([5, 4, 3, 2, 1, 0])
    expect(told.map(({ deleted }) => deleted).filter((count) => count === 1)).toHaveLength(5)
    expect(told.map(({ failed }) => failed).filter((count) => count === 1)).toHaveLength(1)
    await expect(trash.deleteForGood({ all: true, after: 'V1StGXR8_Z5jdHi6B-myT' })).rejects.toMatchObject({
      code: 'file_not_found',
    })
  })

  test('what is restored while others are deleted stays; when Telegram asks to wait, nobody asks it on', async () => {
    const database = await open()
    const ids = await fill(database)
    const asked: string[] = []
    let isBusy = false
    const trash = createTrash({
      database,
      deleteMessage: async ({ id }) => {
        asked.push(id)
        // Somebody else, meanwhile.
        await trash.restore(ids.filter((one) => one !== id).slice(0, 2))
        return isBusy ? 'wait' : undefined
      },
      stopGuests: nothing,
      matchCaptions: nothing,
      forgetPictures: nothing,
      onChange: () => {},
    })
    await trash.put(ids)
    expect(await trash.deleteForGood({ files: ids })).toMatchObject({ deleted: 4, left: 0 })
    expect(await createCatalogue(database).page({})).toMatchObject({ total: 2 })
    isBusy = true
    await trash.put(ids)
    asked.length = 0
    const answer = await trash.deleteForGood({ all: true })
    expect(answer).toMatchObject({ deleted: 0, failed: [{ reason: 'wait' }] })
    expect(asked).toHaveLength(1)
  })

  test('what is deleted for good leaves no picture of it here', async () => {
    const database = await open()
    const folder = await mkdtemp(join(tmpdir(), 'gramreel pictures '))
    const thumbnails = createThumbnailCache(folder)
    const picture = Buffer.from('ffd8ffe0', 'hex')
    const forgotten: string[] = []
    const trash = createTrash({
      database,
      deleteMessage: async () => undefined,
      stopGuests: nothing,
      matchCaptions: nothing,
      forgetPictures: async ({ id }) => {
        forgotten.push(id)
        await thumbnails.forget(id)
      },
      onChange: () => {},
    })
    const id = await postFile(database, { thumbnail_file_id: 'AAMCAgAD', thumbnail_unique_id: 'AQAD' })
    await thumbnails.get(id, async () => picture)
    await database
      .updateTable('files')
      .set({ sprites: '{}', thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI' })
      .execute()
    await trash.put([id])
    expect(await thumbnails.has(id)).toBe(true)
    await trash.deleteForGood({ files: [id] })
    expect(forgotten).toEqual([id])
    expect(await readdir(folder)).toEqual([])
    const { items } = await createCatalogue(database).page({ deleted: true })
    expect(items).toMatchObject([{ id, thumbnail: null }])
    expect(items[0]).not.toHaveProperty('thumbhash')
    await rm(folder, { recursive: true })
  })

  test('an edit in Telegram does not take an item out of the trash', async () => {
    const database = await open()
    const { catalogue, trash } = openLibrary(database)
    const id = await postFile(database, { message_id: 900, name: 'before' })
    await trash.put([id])
    await postFile(database, { message_id: 900, name: 'after', edited_at: 1_790_000_100 })
    expect((await catalogue.page({})).items).toEqual([])
    expect((await catalogue.page({ trash: true, q: 'after' })).items).toMatchObject([{ id, name: 'after' }])
  })

  test('favourites are each person’s own', async () => {
    const database = await open()
    const { catalogue, favourites } = openLibrary(database)
    const [one = '', two = ''] = await fill(database)
    await favourites.mark('a', one)
    await favourites.mark('a', one)
    await favourites.mark('b', two)
    const page = await catalogue.page({ favourite: true }, 'a')
    expect([page.total, page.items.map(({ id, isFavourite }) => [id, isFavourite])]).toEqual([
      1,
      [[one, true]],
    ])
    const all = await catalogue.page({}, 'b')
    expect(all.items.filter(({ isFavourite }) => isFavourite).map(({ id }) => id)).toEqual([two])
    await favourites.unmark('a', one)
    expect((await catalogue.page({ favourite: true }, 'a')).total).toBe(0)
    await expect(favourites.mark('a', 'V1StGXR8_Z5jdHi6B-myT')).rejects.toMatchObject({
      code: 'file_not_found',
    })
  })

  test('whatever is done with items, every filter counts as many as it lists', async () => {
    const act = record({
      what: constantFrom('put', 'restore', 'delete', 'add', 'remove', 'mark', 'unmark', 'album', 'apart'),
      which: uniqueArray(integer({ min: 0, max: NAMES.length - 1 }), { minLength: 1, maxLength: 4 }),
    })
    const database = await open()
    await assert(
      asyncProperty(array(oneof(act), { minLength: 1, maxLength: 12 }), async (acts) => {
        const { catalogue, trash, albums, favourites } = openLibrary(database)
        for (const table of ['files', 'albums', 'favourites'] as const)
          await database.deleteFrom(table).execute()
        const ids = await fill(database)
        let album = (await albums.create('a', { title: 'First' })).id
        const there = async (files: string[]) =>
          (await Promise.all(files.map((id) => catalogue.file(id)))).flatMap((row) =>
            row.deleted_at === null ? [row.id] : [],
          )
        for (const { what, which } of acts) {
          const files = which.map((n) => ids[n] ?? '')
          const left = await there(files)
          if (what === 'put') await trash.put(files)
          else if (what === 'restore') await trash.restore(files)
          else if (what === 'delete') await trash.deleteForGood({ files })
          else if (what === 'add' && left.length > 0) await albums.changeFiles(album, { add: left })
          else if (what === 'remove') await albums.changeFiles(album, { remove: files })
          else if (what === 'mark') await favourites.mark('a', files[0] ?? '')
          else if (what === 'unmark') await favourites.unmark('a', files[0] ?? '')
          else if (what === 'album')
            album = (await albums.create('a', { title: 'Next', files: left.slice(0, 1) })).id
          else if (what === 'apart') {
            await albums.remove(album)
            album = (await albums.create('a', { title: 'New' })).id
          }
        }
        for (const query of [
          ...QUERIES,
          { album },
          { album, trash: true as const },
          { album, q: 'summer' },
        ]) {
          // A page of one, so that the count is asked for and not read off the list.
          const { total } = await catalogue.page({ ...query, limit: 1 }, 'a')
          const listed = (await catalogue.page(query, 'a')).items.length
          expect([query, total]).toEqual([query, listed])
        }
        for (const { id, count } of await albums.list())
          expect([id, count]).toEqual([id, (await catalogue.page({ album: id }, 'a')).items.length])
      }),
      { numRuns: 8 * SOAK },
    )
  })
})
