import { deflateSync } from 'node:zlib'
import { PublicError } from '@gramreel/contracts/errors'
import sharp from 'sharp'
import { thumbHashToAverageRGBA } from 'thumbhash'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Database } from '../storage/database.ts'
import type { FileRow } from '../storage/schema.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { postFile } from '../testing/share.ts'
import { hashPictures } from './hash-pictures.ts'
import { openThumbhashes } from './thumbhashes.ts'

vi.setConfig({ testTimeout: 60_000 })

const pictureOf = (background: string, format: 'jpeg' | 'png' | 'webp' = 'jpeg') =>
  sharp({ create: { width: 320, height: 200, channels: 3, background } })
    .toFormat(format)
    .toBuffer()

/** A PNG that says it is of 20,000 × 20,000, of zeros packed a thousand times smaller. */
const bomb = async (): Promise<Buffer> => {
  const png = await pictureOf('black', 'png')
  png.writeUInt32BE(20_000, 16)
  png.writeUInt32BE(20_000, 20)
  return Buffer.concat([png, deflateSync(Buffer.alloc(10_000_000))])
}

test('pictures of every kind are hashed, and what cannot be read takes no other with it', async () => {
  const pictures = [
    await pictureOf('red'),
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>'),
    await bomb(),
    await pictureOf('blue', 'webp'),
    Buffer.alloc(0),
    await pictureOf('lime', 'png'),
  ]
  const hashes = await hashPictures(pictures)
  expect(hashes.map((hash) => hash !== '')).toEqual([true, false, false, true, false, true])
  const colours = [hashes[0], hashes[3], hashes[5]].map((hash) =>
    thumbHashToAverageRGBA(Buffer.from(hash ?? '', 'base64')),
  )
  expect(colours.map(({ r, g, b }) => [r, g, b].map(Math.round))).toEqual([
    [1, 0, 0],
    [0, 0, 1],
    [0, 1, 0],
  ])
  for (const hash of hashes) expect(hash.length).toBeLessThanOrEqual(40)
})

const pauseMs = { hashed: 1, fetched: 1, idle: 100 }

const hashOf = async (database: Database, id: string) =>
  (await database.selectFrom('files').select('thumbhash').where('id', '=', id).executeTakeFirstOrThrow())
    .thumbhash

const none = async () => expect.unreachable('nothing is to be fetched')

onBothDatabases(({ open }) => {
  const start = async (picture: (row: FileRow) => Promise<Buffer>, database?: Database, isRunning = true) => {
    const ours = database ?? (await open())
    const thumbhashes = openThumbhashes({
      database: ours,
      picture,
      isKept: async () => false,
      onTrouble: (error) => expect.unreachable(String(error)),
      lead: (begin) => begin(),
      isRunning,
      pauseMs,
    })
    onTestFinished(() => thumbhashes.close())
    return { database: ours, thumbhashes }
  }
  const thumbnail = { thumbnail_file_id: 'a', thumbnail_unique_id: 'b' }

  test('all that have a picture get their hash in the end, each fetched once, also those of before', async () => {
    const picture = await pictureOf('red')
    const database = await open()
    const posted: string[] = []
    // More than a batch; several at the same moment.
    for (let n = 0; n < 40; n++)
      posted.push(await postFile(database, { ...thumbnail, posted_at: 1_000 + (n >> 2) }))
    const made = await postFile(database)
    await database.updateTable('files').set({ made_thumbnail: 'x' }).where('id', '=', made).execute()
    const without = await postFile(database)
    const fetched: string[] = []
    const read = async (row: FileRow) => {
      fetched.push(row.id)
      return picture
    }
    const { thumbhashes } = await start(read, database)
    await vi.waitFor(async () => {
      for (const id of [...posted, made]) expect(await hashOf(database, id)).toMatch(/^\S{8,}$/)
    }, 30_000)
    await thumbhashes.close()
    expect(fetched.toSorted()).toEqual([...posted, made].toSorted())
    // The newest first.
    expect(fetched.slice(0, 4).toSorted()).not.toContain(posted[0])
    expect(await hashOf(database, without)).toBeNull()
  })

  test('what fails for now is tried again, what can have none is left alone, and neither stops the others', async () => {
    const picture = await pictureOf('red')
    const database = await open()
    const away = await postFile(database, { ...thumbnail, name: 'away' })
    const gone = await postFile(database, { ...thumbnail, name: 'gone' })
    const broken = await postFile(database, { ...thumbnail, name: 'broken' })
    const good = await postFile(database, { ...thumbnail, name: 'good', posted_at: 1 })
    let tries = 0
    await start(async ({ name }) => {
      if (name === 'away' && ++tries < 3) throw new PublicError('telegram_wait', 'for a test')
      if (name === 'gone') throw new PublicError('not_found', 'for a test')
      return name === 'broken' ? Buffer.from('no picture') : picture
    }, database)
    await vi.waitFor(async () => {
      expect(await hashOf(database, good)).not.toBeNull()
      expect(await hashOf(database, away)).not.toBeNull()
    }, 30_000)
    expect([await hashOf(database, gone), await hashOf(database, broken)]).toEqual(['', ''])
  })

  test('while nothing comes, what has no picture is not looked through again and again', async () => {
    const picture = await pictureOf('red')
    const database = await open()
    await postFile(database)
    const asked = vi.spyOn(database, 'selectFrom')
    const looks = () => asked.mock.calls.filter(([table]) => table === 'files').length
    await start(async () => picture, database)
    await vi.waitFor(() => expect(asked.mock.calls.length).toBeGreaterThan(8), 20_000)
    expect(looks()).toBe(1)
    const id = await postFile(database, thumbnail)
    await vi.waitFor(async () => expect(await hashOf(database, id)).toMatch(/^\S{8,}$/), 20_000)
  })

  test('a picture that passes by is hashed where it passes, unless it is another one by now', async () => {
    const database = await open()
    const id = await postFile(database)
    const edited = await postFile(database, { file_unique_id: 'other' })
    const { thumbhashes } = await start(none, database)
    const rows = await database.selectFrom('files').selectAll().execute()
    const [row, old] = [id, edited].map((one) => rows.find((candidate) => candidate.id === one))
    if (!row || !old) throw new Error('not posted')
    const picture = await pictureOf('blue')
    thumbhashes.note({ ...old, file_unique_id: 'before' }, picture)
    thumbhashes.note(row, picture)
    await vi.waitFor(async () => expect(await hashOf(database, id)).toMatch(/^\S{8,}$/), 20_000)
    expect(await hashOf(database, edited)).toBeNull()
  })
})
