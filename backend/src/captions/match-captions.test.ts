import { FILE_SORTS, type FileQuery } from '@gramreel/contracts/catalogue'
import { expect, test } from 'vitest'
import { createAlbums } from '../albums/albums.ts'
import { createCatalogue } from '../catalogue/catalogue.ts'
import { createFileFinder } from '../catalogue/find-files.ts'
import { createFindings } from '../catalogue/findings.ts'
import { createTimelines } from '../catalogue/timeline.ts'
import type { Database } from '../storage/database.ts'
import type { PostedFile } from '../storage/schema.ts'
import { aFile } from '../testing/a-file.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { createTrash } from '../trash/trash.ts'
import { matchAllCaptions, matchCaptions } from './match-captions.ts'
import { gunzipSync } from 'node:zlib'

const nothing = async () => {}

const openGallery = (database: Database) => {
  const finder = createFileFinder(database)
  const catalogue = createCatalogue(database, finder, matchCaptions)
  const parts = { database, matchCaptions, onChange: () => {} }
  const timelines = createTimelines(database, finder)
  let message = 0
  const posts = new Map<string, PostedFile>()
  const tell = async (key: string, fields: Partial<PostedFile>): Promise<string> => {
    const post = {
      ...(posts.get(key) ?? aFile({ message_id: ++message, posted_at: 1000 + message })),
      ...fields,
    }
    posts.set(key, post)
    await catalogue.save([post])
    const row = await database
      .selectFrom('files')
      .select('id')
      .where('chat_id', '=', post.chat_id)
      .where('message_id', '=', post.message_id)
      .executeTakeFirstOrThrow()
    return row.id
  }
  return {
    catalogue,
    timelines,
    tell,
    post: (name: string, fields: Partial<PostedFile> = {}) =>
      tell(name, { name, kind: /\.(srt|vtt)$/i.test(name) ? 'document' : 'video', size: 1000, ...fields }),
    shown: async (query: FileQuery = {}) => {
      const page = await catalogue.page({ sort: 'oldest', ...query })
      expect(page.total).toBe(page.items.length)
      return page.items.map(({ name }) => name)
    },
    trash: createTrash({
      ...parts,
      deleteMessage: async () => undefined,
      stopGuests: nothing,
      forgetPictures: nothing,
    }),
    findings: createFindings(parts),
    albums: createAlbums({
      ...parts,
      thumbnailPath: () => null,
      shares: { endOfAlbum: nothing, renewOfAlbum: nothing },
    }),
  }
}

onBothDatabases(({ open }) => {
  test('captions beside their film are in no list, no count, no timeline and no album, whichever was posted first', async () => {
    const database = await open()
    const { post, shown, catalogue, timelines, albums } = openGallery(database)
    const early = await post('Tide.de.srt')
    await post('Tide.mp4')
    await post('Tide.en.forced.VTT')
    await post('a.b.webm')
    await post('a.b.srt')
    // Of nobody: of another chat, of a picture, of a second part, too large.
    const alone = ['Alone.srt', 'Tide.srt', 'Photo.srt', 'Tide.part2.srt', 'Tide.fr.srt']
    await post('Alone.srt')
    await post('Tide.srt', { chat_id: '-100777' })
    await post('Photo.jpg', { kind: 'photo' })
    await post('Photo.srt')
    await post('Tide.part2.srt')
    await post('Tide.fr.srt', { size: 50_000_000 })

    const rest = ['Tide.mp4', 'a.b.webm', 'Alone.srt', 'Tide.srt', 'Photo.jpg', 'Photo.srt']
    expect(await shown()).toEqual([...rest, 'Tide.part2.srt', 'Tide.fr.srt'])
    expect(await shown({ kind: 'document' })).toEqual(alone)
    for (const sort of FILE_SORTS) {
      expect((await shown({ sort })).toSorted(), sort).toEqual((await shown()).toSorted())
      const { body } = await timelines.get({ sort })
      expect([sort, JSON.parse(gunzipSync(body).toString()).total]).toEqual([sort, 8])
      const found = (await shown({ sort, q: 'tide' })).toSorted()
      expect([sort, found]).toEqual([sort, ['Tide.fr.srt', 'Tide.mp4', 'Tide.part2.srt', 'Tide.srt']])
      expect([sort, await shown({ sort, q: 'a.' })]).toEqual([sort, ['a.b.webm']])
    }
    const album = await albums.create('me', { title: 'Sea', files: [early] })
    expect([album.count, await shown({ album: album.id })]).toEqual([0, []])
    expect(await shown({ loose: true })).toHaveLength(8)
    await expect(catalogue.index(early, {})).rejects.toMatchObject({ code: 'file_not_found' })
  })

  test('who asks for captions by the end of their name finds them', async () => {
    const { post, shown } = openGallery(await open())
    await post('Tide.mp4')
    await post('Tide.de.srt')
    for (const q of ['Tide.de.srt', 'tide srt', '.srt'])
      expect([q, await shown({ q })]).toEqual([q, ['Tide.de.srt']])
    for (const sort of FILE_SORTS) expect(await shown({ q: 'srt', sort })).toEqual(['Tide.de.srt'])
    expect(await shown({ q: 'Tide.de' })).toEqual([])
  })

  test('they come back when the film is renamed, replaced, deleted or found to be gone, and leave when it is there again', async () => {
    const database = await open()
    const { post, tell, shown, catalogue, findings, trash } = openGallery(database)
    const film = await post('Tide.mp4')
    const captions = await post('Tide.srt')
    expect(await shown()).toEqual(['Tide.mp4'])
    let edited = 1
    const edit = (fields: Partial<PostedFile>) => tell('Tide.mp4', { ...fields, edited_at: ++edited })
    await edit({ name: 'Low tide.mp4' })
    expect(await shown()).toEqual(['Low tide.mp4', 'Tide.srt'])
    await edit({ name: 'Tide.mkv' })
    expect(await shown()).toEqual(['Tide.mkv'])
    await edit({ name: 'Tide.jpg', kind: 'photo', file_unique_id: 'another' })
    expect(await shown()).toEqual(['Tide.jpg', 'Tide.srt'])
    await edit({ name: 'Tide.mp4', kind: 'video' })
    const key = await catalogue.file(film)
    await catalogue.remove({ ...key, edited_at: ++edited })
    expect(await shown()).toEqual(['Tide.srt'])
    await edit({})
    expect(await shown()).toEqual(['Tide.mp4'])

    const found = { file: film, chat: key.chat_id, msg: key.message_id }
    await findings.take([{ ...found, found: 'deleted' }], [key.bot_id])
    expect(await shown()).toEqual(['Tide.srt'])
    await findings.take([{ ...found, found: 'different', size: 7 }], [key.bot_id])
    expect(await shown()).toEqual(['Tide.mp4'])

    // In the trash the two stay together.
    await trash.put([film])
    expect([await shown(), await shown({ trash: true })]).toEqual([[], ['Tide.mp4']])
    await trash.restore([film])
    expect(await shown()).toEqual(['Tide.mp4'])
    await trash.put([film, captions])
    expect((await shown({ trash: true })).length, 'what was put there itself is there').toBe(2)
    await trash.restore([captions])
    await trash.deleteForGood({ all: true })
    expect(await shown()).toEqual(['Tide.srt'])
  })

  test('captions that are renamed are those of another film; of two films of one name, one that is there', async () => {
    const { post, tell, shown, trash } = openGallery(await open())
    await post('Tide.mp4')
    await post('Rain.mp4')
    await post('Tide.srt')
    expect(await shown()).toEqual(['Tide.mp4', 'Rain.mp4'])
    await tell('Tide.srt', { name: 'Snow.srt', edited_at: 2 })
    expect(await shown()).toEqual(['Tide.mp4', 'Rain.mp4', 'Snow.srt'])
    await tell('Tide.srt', { name: 'Rain.srt', edited_at: 3 })
    const again = await post('Rain.webm')
    expect(await shown()).toEqual(['Tide.mp4', 'Rain.mp4', 'Rain.webm'])
    await trash.put([again])
    await trash.deleteForGood({ all: true })
    expect(await shown()).toEqual(['Tide.mp4', 'Rain.mp4'])
  })

  test('a catalogue of before is put right at the start, and then nothing is left to do', async () => {
    const database = await open()
    const { post, shown } = openGallery(database)
    await post('Tide.mp4')
    await post('Tide.srt')
    const other = await post('Other.srt')
    await database.updateTable('files').set({ captions_of: null }).execute()
    await database.updateTable('files').set({ captions_of: 'nobody' }).where('id', '=', other).execute()
    expect(await matchAllCaptions(database)).toBe(true)
    expect(await shown()).toEqual(['Tide.mp4', 'Other.srt'])
    expect(await matchAllCaptions(database)).toBe(false)
  })
})
