import { ALBUM_MAX_FILES, ALBUMS_AT_MOST } from '@gramreel/contracts/albums'
import { expect, test, vi } from 'vitest'
import { createCatalogue, thumbnailPath } from '../catalogue/catalogue.ts'
import type { Database } from '../storage/database.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { postFile } from '../testing/share.ts'
import { createAlbums } from './albums.ts'

const nothing = async () => {}
const albumsOf = (database: Database, now?: () => number) =>
  createAlbums({
    database,
    thumbnailPath: (row) => thumbnailPath(row),
    shares: { endOfAlbum: nothing, renewOfAlbum: nothing },
    onChange: () => {},
    ...(now && { now }),
  })

onBothDatabases(({ open }) => {
  test('an album lists what was put into it, the gallery’s order kept, and the album changed last stands first', async () => {
    const database = await open()
    let time = 100
    const albums = albumsOf(database, () => time)
    const older = await postFile(database, { posted_at: 1_700_000_000, name: 'older' })
    const newer = await postFile(database, { posted_at: 1_700_000_001, name: 'newer' })
    const first = await albums.create('a', { title: ' Holiday ', files: [newer, older] })
    expect(first).toMatchObject({ title: 'Holiday', count: 2, cover: null })
    time = 200
    await albums.create('b', { title: 'Second' })
    expect((await albums.list()).map(({ title }) => title)).toEqual(['Second', 'Holiday'])
    time = 300
    await albums.changeFiles(first.id, { add: [older], remove: [newer] })
    expect((await albums.list()).map(({ title, count }) => [title, count])).toEqual([
      ['Holiday', 1],
      ['Second', 0],
    ])
    await albums.changeFiles(first.id, { add: [newer] })
    const page = await createCatalogue(database).page({ album: first.id })
    expect(page.items.map(({ name }) => name)).toEqual(['newer', 'older'])
  })

  test('its cover is what was chosen, or else the newest that has a picture', async () => {
    const database = await open()
    const albums = albumsOf(database)
    const picture = { thumbnail_file_id: 'thumb-file-id', thumbnail_unique_id: 'v' }
    const chosen = await postFile(database, { ...picture, posted_at: 1_700_000_000 })
    const newest = await postFile(database, { ...picture, posted_at: 1_700_000_001 })
    const bare = await postFile(database, { posted_at: 1_700_000_002 })
    const { id, cover } = await albums.create('a', { title: 'x', files: [chosen, newest, bare] })
    expect(cover).toContain(newest)
    const changed = await albums.change(id, { cover: chosen })
    expect(changed.cover).toContain(chosen)
    expect(changed.coverFile).toBe(chosen)
    await database.updateTable('files').set({ trashed_at: 1 }).where('id', '=', chosen).execute()
    expect((await albums.list())[0]?.cover).toContain(newest)
    expect(await albums.change(id, { cover: null, title: 'y' })).toMatchObject({
      title: 'y',
      coverFile: null,
    })
  })

  test('many albums are told of by a few questions, however many there are', async () => {
    const database = await open()
    const albums = albumsOf(database)
    const picture = { thumbnail_file_id: 'thumb-file-id', thumbnail_unique_id: 'v' }
    const [one, two] = [await postFile(database, picture), await postFile(database, picture)]
    for (const files of [[one], [two], [one, two], []])
      await albums.create('a', { title: `with ${files.length}`, ...(files.length > 0 && { files }) })
    const asked = vi.spyOn(database, 'selectFrom')
    const list = await albums.list()
    expect(asked.mock.calls.length).toBeLessThan(6)
    expect(list.map(({ count }) => count).toSorted((a, b) => a - b)).toEqual([0, 1, 1, 2])
    expect(list.filter(({ cover }) => cover?.includes(two))).toHaveLength(2)
    expect(list.filter(({ cover }) => cover === null)).toHaveLength(1)
  })

  test('what is not there cannot be put in, and nothing of such a request is done', async () => {
    const database = await open()
    const albums = albumsOf(database)
    const file = await postFile(database)
    const { id } = await albums.create('a', { title: 'x', files: [file] })
    await expect(
      albums.changeFiles(id, { remove: [file], add: ['V1StGXR8_Z5jdHi6B-myT'] }),
    ).rejects.toMatchObject({ code: 'file_not_found' })
    expect((await albums.list())[0]?.count).toBe(1)
    await expect(albums.changeFiles('none', { add: [file] })).rejects.toMatchObject({
      code: 'album_not_found',
    })
    await expect(albums.remove('none')).rejects.toMatchObject({ code: 'album_not_found' })
  })

  test('there are so many albums at most, and so many items in one', async () => {
    const database = await open()
    const albums = albumsOf(database)
    const file = await postFile(database)
    const { id } = await albums.create('a', { title: 'full' })
    const rows = Array.from({ length: ALBUM_MAX_FILES }, (_, n) => ({
      album_id: id,
      file_id: `f${n}`,
      added_at: 1,
    }))
    for (let at = 0; at < rows.length; at += 1000)
      await database
        .insertInto('album_files')
        .values(rows.slice(at, at + 1000))
        .execute()
    await expect(albums.changeFiles(id, { add: [file] })).rejects.toMatchObject({ code: 'album_full' })
    const more = Array.from({ length: ALBUMS_AT_MOST - 1 }, (_, n) => ({
      id: `a${n}`,
      title: 'x',
      account_id: 'a',
      cover_file: null,
      created_at: 1,
      updated_at: 1,
    }))
    await database.insertInto('albums').values(more).execute()
    await expect(albums.create('a', { title: 'one more' })).rejects.toMatchObject({ code: 'albums_full' })
  })
})
