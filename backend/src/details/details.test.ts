import { expect, test } from 'vitest'
import { createCaptionFinder } from '../captions/find-captions.ts'
import type { Database } from '../storage/database.ts'
import type { FileRow, PostedFile } from '../storage/schema.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { postFile } from '../testing/share.ts'
import { createDetails } from './details.ts'
import { parseSprites } from './stored.ts'

const CHAT = '-1001234567890'

const post = async (database: Database, fields: Partial<PostedFile>): Promise<FileRow> => {
  const id = await postFile(database, fields)
  return database.selectFrom('files').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}
const beside = (database: Database, name: string, fields: Partial<PostedFile> = {}) =>
  post(database, { name, kind: 'document', mime: 'application/x-subrip', size: 1000, ...fields })

const spritesOf = async (row: FileRow) => ({ stored: parseSprites(row.sprites), areComing: false })

onBothDatabases(({ open }) => {
  const start = async () => {
    const database = await open()
    const findCaptions = createCaptionFinder(database)
    return { database, ...createDetails({ database, findCaptions, spritesOf }) }
  }

  test('details tell what was found in a file, where it is, and in which albums', async () => {
    const { database, forMember, forGuest } = await start()
    const { id, message_id: message } = await post(database, {})
    const sprites = { columns: 2, rows: 1, width: 160, height: 90, everySeconds: 10, count: 2 }
    const found = {
      camera: 'Fujifilm X-T5',
      chapters: '[{"start":0,"title":"One"}]',
      sprites: JSON.stringify(sprites),
    }
    await database.updateTable('files').set(found).where('id', '=', id).execute()
    const channel = {
      bot_id: 7,
      chat_id: CHAT,
      title: 'Films',
      kind: 'channel',
      decision: 'accepted',
    } as const
    await database
      .insertInto('channels')
      .values({ ...channel, problem: null, found_at: 1, heard_at: 1 })
      .execute()
    const album = { id: 'an-album', title: 'Summer', account_id: 'x', created_at: 1, updated_at: 1 }
    await database
      .insertInto('albums')
      .values({ ...album, cover_file: null })
      .execute()
    await database
      .insertInto('album_files')
      .values({ album_id: album.id, file_id: id, added_at: 1 })
      .execute()
    const row = await database.selectFrom('files').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    const everybodys = (base: string) => ({
      camera: 'Fujifilm X-T5',
      chapters: [{ start: 0, title: 'One' }],
      captions: [],
      sprites: { ...sprites, url: `${base}/${id}/sprites?v=AgADexample` },
    })
    expect(await forMember(row)).toEqual({
      ...everybodys('/api/files'),
      place: { channel: 'Films', url: `https://t.me/c/1234567890/${message}` },
      albums: [{ id: 'an-album', title: 'Summer' }],
    })
    const shared = '/api/shares/slug/files'
    expect(await forGuest(row, shared)).toEqual(everybodys(shared))
  })

  test('a post of a private chat has no address, and what is not known is not told', async () => {
    const { database, forMember } = await start()
    const row = await post(database, { chat_id: '77', box: 7 })
    expect(await forMember(row)).toEqual({ chapters: [], captions: [], albums: [] })
  })

  test('captions are the files of that chat that are named after the film', async () => {
    const { database, forMember } = await start()
    const film = await post(database, { name: '1 % of "it"_.mp4' })
    const german = await beside(database, '1 % of "it"_.de.srt')
    const plain = await beside(database, '1 % of "it"_.vtt', { mime: 'text/vtt' })
    await beside(database, '1 % of "it"X.srt')
    await beside(database, '1 % of "it"_.en.srt', { chat_id: '-1009' })
    await beside(database, '1 % of "it"_.fr.srt', { size: 200 * 1024 * 1024 })
    for (const gone of [{ deleted_at: 1 }, { trashed_at: 1 }]) {
      const { id } = await beside(database, '1 % of "it"_.es.srt')
      await database.updateTable('files').set(gone).where('id', '=', id).execute()
    }
    expect((await forMember(film)).captions).toEqual([
      { id: plain.id, label: 'Captions' },
      { id: german.id, label: 'German', language: 'de' },
    ])
    expect((await forMember(plain)).captions).toEqual([])
  })
})
