import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PublicError } from '@gramreel/contracts/errors'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createThumbnailCache } from '../catalogue/thumbnail-cache.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { AAC, ffmpeg, H264, makeFilm } from '../testing/make-film.ts'
import { postFile } from '../testing/share.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { openSprites } from './sprites.ts'

vi.setConfig({ testTimeout: 60_000 })

onBothDatabases(({ open }) => {
  const start = async (read: (name: string) => Buffer, folder?: string) => {
    const database = await open()
    const opened: string[] = []
    const troubles: unknown[] = []
    const sprites = openSprites({
      database,
      thumbnails: createThumbnailCache(folder ?? (await temporaryFolder())),
      open: (row) => {
        opened.push(row.name)
        return async (from, to) => read(row.name).subarray(from, to)
      },
      ffmpeg,
      onMade: () => {},
      onTrouble: (error) => troubles.push(error),
      isRunning: true,
    })
    onTestFinished(() => sprites.close())
    const rowOf = (id: string) =>
      database.selectFrom('files').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    return { database, sprites, opened, troubles, rowOf }
  }

  test.skipIf(ffmpeg === undefined)('sprites are made once, for a film that somebody opened', async () => {
    const film = await makeFilm({ extension: 'mp4', picture: H264, sound: AAC })
    const { database, sprites, opened, rowOf } = await start(() => film)
    const id = await postFile(database, { name: 'opened.mp4', size: film.length })
    await postFile(database, { name: 'never opened.mp4', size: film.length })
    await expect(sprites.read(await rowOf(id))).rejects.toThrow(PublicError)
    expect(await sprites.of(await rowOf(id))).toEqual({ stored: undefined, areComing: true })
    await vi.waitFor(
      async () =>
        expect(await sprites.of(await rowOf(id))).toMatchObject({ stored: { count: 10 }, areComing: false }),
      30_000,
    )
    expect((await sprites.read(await rowOf(id))).mime).toBe('image/jpeg')
    expect(opened).toEqual(['opened.mp4'])
  })

  test.skipIf(ffmpeg === undefined)(
    'of what can have none it is asked once, and what fails is not asked at once again',
    async () => {
      const { database, sprites, opened, troubles, rowOf } = await start((name) => {
        if (name === 'away.mp4') throw new PublicError('no_worker', 'for a test')
        return Buffer.alloc(100_000, 'no film')
      })
      const broken = await postFile(database, { name: 'broken.mp4', size: 100_000 })
      const away = await postFile(database, { name: 'away.mp4', size: 100_000 })
      for (let n = 0; n < 5; n++) {
        const nothing = { stored: undefined, areComing: n === 0 }
        expect(await sprites.of(await rowOf(broken))).toEqual(nothing)
        expect(await sprites.of(await rowOf(away))).toEqual(nothing)
        await vi.waitFor(async () => {
          expect((await rowOf(broken)).sprites).toBe('')
          expect(troubles).toHaveLength(1)
        }, 10_000)
      }
      expect(opened.toSorted()).toEqual(['away.mp4', 'broken.mp4'])
      expect((await rowOf(away)).sprites).toBeNull()
    },
  )

  test.skipIf(ffmpeg === undefined)(
    'R19: while nothing can be kept, they are not made again and again',
    async () => {
      const film = await makeFilm({ extension: 'mp4', picture: H264, sound: AAC })
      // A file where the folder should be.
      const folder = join(await temporaryFolder(), 'full')
      await writeFile(folder, '')
      const { database, sprites, opened, troubles, rowOf } = await start(() => film, folder)
      const id = await postFile(database, { name: 'opened.mp4', size: film.length })
      await sprites.of(await rowOf(id))
      await vi.waitFor(() => expect(troubles).toHaveLength(1), 30_000)
      expect(await sprites.of(await rowOf(id))).toEqual({ stored: undefined, areComing: false })
      expect(opened).toHaveLength(1)
    },
  )

  test('of sounds and pictures none are coming', async () => {
    const { database, sprites, rowOf } = await start(() => Buffer.alloc(0))
    for (const kind of ['audio', 'photo'] as const) {
      const id = await postFile(database, { name: kind, kind, size: 100_000 })
      expect(await sprites.of(await rowOf(id))).toEqual({ stored: undefined, areComing: false })
    }
  })
})
