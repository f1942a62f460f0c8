// Preview pictures, from films whose every second has a grey of its own (testing/make-film.ts); S45 to S47 for what is made
// to make a program read other files or addresses, or to explode.
import { readdirSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { array, assert, asyncProperty, nat, record } from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { AAC, ffmpeg, H264, makeFilm, OPUS, VP9 } from '../testing/make-film.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { createByteSource, OverBudget } from './byte-source.ts'
import { findKeyFrames } from './key-frames.ts'
import {
  chooseFrames,
  makeSprites,
  sheetArguments,
  spriteBudget,
  spriteMaxBytes,
  turnsOf,
} from './make-sprites.ts'
import { writeMovie } from './write-movie.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const EXTENSIONS = ['mp4', 'mov', 'mkv', 'webm'] as const
const films = new Map<string, Buffer>()
const filmOf = (extension: string): Buffer => films.get(extension) ?? Buffer.alloc(0)

beforeAll(async () => {
  process.env['TMPDIR'] = await mkdtemp(join(tmpdir(), 'gramreel-backend-'))
  if (ffmpeg === undefined) return
  for (const extension of EXTENSIONS) {
    const [picture, sound] = extension === 'webm' ? [VP9, OPUS] : [H264, AAC]
    films.set(extension, await makeFilm({ extension, picture, sound }))
  }
})
afterAll(() => rm(tmpdir(), { recursive: true }))

const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('gramreel-look-'))

const spritesOf = async (bytes: Buffer) => {
  let read = 0
  const source = createByteSource(bytes.length, spriteMaxBytes(bytes.length), async (start, end) => {
    read += end - start
    return bytes.subarray(start, end)
  })
  return { made: await makeSprites(source, ffmpeg ?? 'ffmpeg'), read }
}

/** What makeFilm shows at that second: films are coded with 16 for black and 235 for white. */
const greyAt = (seconds: number) => Math.min(255, Math.max(0, ((seconds * 255) / 40 - 16) * (255 / 219)))

/** How bright each tile is in its middle, 0 to 255. */
const greysOf = async (sheet: Buffer, { columns, count, width, height }: Record<string, number>) => {
  const { data, info } = await sharp(sheet).greyscale().raw().toBuffer({ resolveWithObject: true })
  return Array.from({ length: count ?? 0 }, (_none, n) => {
    const x = ((n % (columns ?? 1)) + 0.5) * (width ?? 0)
    const y = (Math.floor(n / (columns ?? 1)) + 0.5) * (height ?? 0)
    return data[Math.floor(y) * info.width + Math.floor(x)] ?? -1
  })
}

describe.skipIf(ffmpeg === undefined)('with ffmpeg', () => {
  test.for(EXTENSIONS)('tile n of a .%s shows what is to be seen at n × everySeconds', async (extension) => {
    const { made } = await spritesOf(filmOf(extension))
    if (!made) throw new Error('none were made')
    const { sheet, sprites } = made
    expect(sprites).toMatchObject({ columns: 10, rows: 1, width: 160, height: 90, count: 10 })
    expect(sprites.everySeconds).toBeCloseTo(4, 1)
    const { width, height, format } = await sharp(sheet).metadata()
    expect([width, height, format]).toEqual([1600, 90, 'jpeg'])
    const greys = await greysOf(sheet, sprites)
    greys.forEach((grey, n) => expect(Math.abs(grey - greyAt(n * 4))).toBeLessThan(12))
    expect(left()).toEqual([])
  })

  test.for(['mp4', 'mkv'] as const)(
    'a .%s with few pictures that need no other shows each of them until the next',
    async (extension) => {
      const few = await makeFilm({
        extension,
        picture: H264,
        sound: AAC,
        more: ['-g', '90', '-sc_threshold', '0'],
      })
      const { made } = await spritesOf(few)
      if (!made) throw new Error('none were made')
      const greys = await greysOf(made.sheet, made.sprites)
      expect(greys).toHaveLength(10)
      // Key frames at 0, 18 and 36 s; the nearest one stands for each.
      const nearest = [0, 0, 0, 18, 18, 18, 18, 36, 36, 36]
      greys.forEach((grey, n) => expect(Math.abs(grey - greyAt(nearest[n] ?? 0))).toBeLessThan(12))
    },
  )

  test('of a large film little is read, wherever its index lies', async () => {
    const padding = Buffer.alloc(60 * 1024 * 1024)
    const box = Buffer.alloc(8)
    box.writeUInt32BE(padding.length + 8)
    box.write('mdat', 4)
    const film = filmOf('mp4')
    const { made, read } = await spritesOf(Buffer.concat([film, box, padding]))
    expect(made).toBeDefined()
    expect(read).toBeLessThan(film.length + 200_000)
  })

  test('whatever is done to its bytes, there are sprites or none', async () => {
    const change = record({ at: nat(), byte: nat(255) })
    for (const extension of EXTENSIONS) {
      const film = filmOf(extension)
      const moov = film.indexOf('moov')
      const [from, length] = moov < 0 ? [0, 2_000] : [moov, Math.min(film.length - moov, 10_000)]
      await assert(
        asyncProperty(array(change, { minLength: 1, maxLength: 12 }), async (changes) => {
          const bytes = Buffer.from(film)
          for (const { at, byte } of changes) bytes[from + (at % length)] = byte
          const source = createByteSource(bytes.length, 8 * 1024 * 1024, async (start, end) =>
            bytes.subarray(start, end),
          )
          const format = moov < 0 ? 'matroska' : 'mov'
          const found = await findKeyFrames(source, format, 50).catch((error: unknown) => {
            expect(error).toBeInstanceOf(OverBudget)
          })
          for (const { start, end } of found?.frames ?? []) {
            expect(start).toBeGreaterThanOrEqual(0)
            expect(end).toBeLessThanOrEqual(bytes.length)
          }
        }),
        { numRuns: 150 },
      )
    }
  })

  test('S45, S47: films that point elsewhere, or whose pictures are noise, give no foreign byte and end', async () => {
    let connections = 0
    const server = createServer((socket) => {
      connections++
      socket.destroy()
    })
    onTestFinished(() => void server.close())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/canary`
    const secret = join(await temporaryFolder(), 'secret.mp4')
    await writeFile(secret, filmOf('mp4'))
    for (const text of [
      `#EXTM3U\n#EXTINF:10,\n${url}\n`,
      `#EXTM3U\n#EXTINF:10,\nfile://${secret}\n`,
      `ffconcat version 1.0\nfile '${secret}'\n`,
      `<MPD><BaseURL>${url}</BaseURL></MPD>`,
    ])
      expect((await spritesOf(Buffer.from(text))).made).toBeUndefined()
    // A film whose data are said to lie in another file, or at an address (ISO/IEC 14496-12, section 8.7.2): ours alone count.
    for (const elsewhere of [url, `file://${secret}`]) {
      const film = Buffer.from(filmOf('mp4'))
      film.write(elsewhere.slice(0, 12), film.indexOf('url ') + 4, 'latin1')
      const { made } = await spritesOf(film)
      if (made) expect((await greysOf(made.sheet, made.sprites))[9]).toBeGreaterThan(200)
    }
    // Its pictures are a list of other files.
    const list = Buffer.from(filmOf('mp4'))
    const mdat = list.indexOf('mdat') + 4
    list.fill(Buffer.from(`#EXTM3U\n#EXTINF:10,\nfile://${secret}\n`), mdat, list.indexOf('moov', mdat) - 4)
    expect((await spritesOf(list)).made).toBeUndefined()
    expect(connections).toBe(0)
    expect(left()).toEqual([])
  })
})

const film = (bytesEach: number, durationSeconds = 3_600) => ({
  durationSeconds,
  frames: Array.from({ length: durationSeconds / 2 }, (_none, n) => ({
    seconds: n * 2,
    start: n * bytesEach,
    end: (n + 1) * bytesEach,
  })),
})

test('as many tiles as the budget pays for; of a film that cannot be had cheaply, none', () => {
  expect(chooseFrames(film(100_000), 100, 64_000_000)?.chosen).toHaveLength(100)
  const fewer = chooseFrames(film(1_000_000), 100, 50_000_000)
  expect(fewer?.chosen.length).toBeLessThanOrEqual(50)
  expect(fewer?.everySeconds).toBe(3_600 / (fewer?.chosen.length ?? 0))
  expect(chooseFrames(film(20_000_000), 100, 50_000_000)).toBeUndefined()
  expect(chooseFrames({ durationSeconds: 100, frames: [] }, 100, 1e9)).toBeUndefined()
  expect([1e6, 1e9, 1e11].map(spriteBudget)).toEqual(
    [2 * 1024 * 1024, 80_000_000, 64 * 1024 * 1024].map((n) => Math.min(n, 64 * 1024 * 1024)),
  )
})

test('S46: a picture that stands for many tiles is laid out twice at most', () => {
  const one = { seconds: 0, start: 0, end: 1_000_000 }
  const two = { seconds: 3_000, start: 1_000_000, end: 2_000_000 }
  const plan = chooseFrames({ durationSeconds: 3_600, frames: [one, two] }, 100, 64_000_000)
  const turns = turnsOf(plan?.chosen ?? [])
  expect(turns).toEqual([
    { frame: one, seconds: 42 },
    { frame: two, seconds: 57 },
    { frame: two, seconds: 1 },
  ])
  const picture = Buffer.alloc(1_000_000)
  const laidOut = writeMovie(
    Buffer.alloc(84),
    Buffer.alloc(8),
    turns.map(({ seconds }) => ({ picture, seconds })),
  )
  expect(laidOut.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(3_100_000)
})

const numbers = (...values: number[]) => {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, i) => bytes.writeUInt32BE(value, i * 4))
  return bytes
}
const box = (type: string, ...bodies: Buffer[]) =>
  Buffer.concat([
    numbers(bodies.reduce((sum, { length }) => sum + length, 8)),
    Buffer.from(type, 'latin1'),
    ...bodies,
  ])

/** MP4 of so many pictures of so many bytes, none of which is written down one by one. */
const madeUpMovie = (count: number, bytesEach: number): Buffer => {
  const tables = [
    box('stsd', numbers(0, 1), box('avc1', Buffer.alloc(78))),
    box('stts', numbers(0, 1, count, 1)),
    box('stsz', numbers(0, bytesEach, count)),
    box('stsc', numbers(0, 1, 1, count, 1)),
    box('stco', numbers(0, 1, 4_096)),
  ]
  const media = [
    box('mdhd', numbers(0, 0, 0, 100, count, 0)),
    box('hdlr', numbers(0, 0), Buffer.from('vide', 'latin1'), Buffer.alloc(13)),
    box('minf', box('stbl', ...tables)),
  ]
  const track = box('trak', box('tkhd', Buffer.alloc(84)), box('mdia', ...media))
  const head = box('mvhd', numbers(0, 0, 0, 100, count), Buffer.alloc(80))
  return Buffer.concat([box('ftyp', Buffer.from('isom\0\0\0\0isom', 'latin1')), box('moov', head, track)])
}

test('S46: a million pictures in a header of half a kilobyte hold up nobody', async () => {
  const head = madeUpMovie(1_000_000, 200)
  expect(head.length).toBeLessThan(1_000)
  const source = createByteSource(250_000_000, spriteMaxBytes(250_000_000), async (start, end) => {
    const bytes = Buffer.alloc(end - start)
    head.copy(bytes, 0, Math.min(start, head.length), Math.min(end, head.length))
    return bytes
  })
  const began = performance.now()
  const found = await findKeyFrames(source, 'mov', 100)
  if (!found) throw new Error('none were found')
  expect(chooseFrames(found, 100, 1)).toBeUndefined()
  expect(performance.now() - began).toBeLessThan(1_000)
})

test('S46: no word of the command is a stranger’s', () => {
  const tile = { columns: 10, rows: 1, width: 160, height: 90, count: 10 }
  const args = sheetArguments('mov', tile)
  expect(args.filter((word) => word === '-i')).toHaveLength(1)
  expect(args[args.indexOf('-i') + 1]).toBe('file:film')
  expect(args[args.indexOf('-protocol_whitelist') + 1]).toBe('file')
})
