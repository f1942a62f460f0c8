import { expect, onTestFinished, test, vi } from 'vitest'
import sharp from 'sharp'
import type { Database } from '../storage/database.ts'
import { AAC, ffmpeg, H264, makeFilm } from '../testing/make-film.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { postFile } from '../testing/share.ts'
import { createInspector } from './inspect-file.ts'
import { openInspections } from './inspections.ts'

const rowOf = (database: Database, id: string) =>
  database.selectFrom('files').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

onBothDatabases(({ open }) => {
  const start = async (contents: Map<string, Buffer>) => {
    const database = await open()
    const kept = new Map<string, Buffer>()
    const inspections = openInspections({
      database,
      inspect: createInspector({
        open: (row) => async (from, to) => (contents.get(row.name) ?? Buffer.alloc(0)).subarray(from, to),
        ffmpeg,
      }),
      keep: async (key, picture) => void kept.set(key, picture),
      onChange: () => {},
      onTrouble: (error) => expect.unreachable(String(error)),
      lead: (begin) => begin(),
      isRunning: true,
    })
    onTestFinished(() => inspections.close())
    return { database, kept }
  }

  test('a picture sent as a file says what took it, and a film how it is coded; what is known stays known', async () => {
    const picture = await sharp({ create: { width: 64, height: 48, channels: 3, background: 'red' } })
      .withExif({ IFD0: { Make: 'FUJIFILM', Model: 'X-T5' } })
      .jpeg()
      .toBuffer()
    const film =
      ffmpeg === undefined ? undefined : await makeFilm({ extension: 'mp4', picture: H264, sound: AAC })
    const { database, kept } = await start(
      new Map([['a.jpg', picture], ...(film ? [['a.mp4', film] as const] : [])]),
    )
    const photo = await postFile(database, { name: 'a.jpg', kind: 'photo', as_file: 1, size: picture.length })
    const video = await postFile(database, { name: 'a.mp4', size: film?.length ?? 0 })
    await vi.waitFor(async () => {
      expect((await rowOf(database, photo)).inspected_at).not.toBeNull()
      expect((await rowOf(database, video)).inspected_at).not.toBeNull()
    }, 20_000)
    expect(await rowOf(database, photo)).toMatchObject({ camera: 'Fujifilm X-T5', chapters: null })
    const { codecs, chapters, made_thumbnail: made } = await rowOf(database, video)
    if (film) {
      expect(codecs).toMatch(/^avc1\.[0-9A-F]{6}, mp4a\.40\.2$/)
      expect(JSON.parse(chapters ?? '')).toHaveLength(2)
      expect(made).not.toBeNull()
      // An earlier version looked into it, and made its picture: that one stays.
      kept.clear()
      const before = { inspected_at: null, codecs: null }
      await database.updateTable('files').set(before).where('id', '=', video).execute()
      await vi.waitFor(async () => expect((await rowOf(database, video)).codecs).toBe(codecs), 20_000)
      expect(kept.size).toBe(0)
      expect((await rowOf(database, video)).made_thumbnail).toBe(made)
    }
  })
})
