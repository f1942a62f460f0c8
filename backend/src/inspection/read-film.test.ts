// How films are coded and what their chapters are, in films that ffmpeg made; and whatever is done to their bytes, reading ends.
import { array, assert, asyncProperty, integer, nat, record } from 'fast-check'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { AAC, ffmpeg, H264, makeFilm, OPUS, VP9 } from '../testing/make-film.ts'
import { createByteSource, OverBudget } from './byte-source.ts'
import { cameraOf } from './camera.ts'
import { cleanChapters } from './chapters.ts'
import { av1, hevc, mpeg4 } from './codec-string.ts'
import { openMatroska } from './read-matroska.ts'
import { readMovie } from './read-movie.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const sourceOf = (bytes: Buffer) => {
  let read = 0
  const source = createByteSource(bytes.length, 16 * 1024 * 1024, async (start, end) => {
    read += end - start
    return bytes.subarray(start, end)
  })
  return { source, read: () => read }
}
const factsOf = async (bytes: Buffer, extension: string) => {
  const { source } = sourceOf(bytes)
  return extension.startsWith('m') && extension !== 'mkv'
    ? readMovie(source)
    : (await openMatroska(source))?.facts
}

const CHAPTERS = [
  { start: 0, title: 'One' },
  { start: 4, title: 'Zwei & "drei"' },
]
const FILMS = {
  mp4: { codecs: 'avc1.42C01E, mp4a.40.2', picture: H264, sound: AAC },
  mov: { codecs: 'avc1.42C01E, mp4a.40.2', picture: H264, sound: AAC },
  mkv: { codecs: 'avc1.42C01E, ac-3', picture: H264, sound: ['-c:a', 'ac3'] },
  webm: { codecs: 'vp9, opus', picture: VP9, sound: OPUS },
} as const
const EXTENSIONS = ['mp4', 'mov', 'mkv', 'webm'] as const
const made = new Map<string, Buffer>()

describe.skipIf(ffmpeg === undefined)('films of every kind', () => {
  beforeAll(async () => {
    for (const extension of EXTENSIONS) {
      const { picture, sound } = FILMS[extension]
      const plain =
        picture === H264 ? [...H264, '-profile:v', 'baseline', '-level', '3.0', '-bf', '0'] : picture
      made.set(extension, await makeFilm({ extension, picture: plain, sound }))
    }
  })

  test.for(EXTENSIONS)(
    'a .%s says how it is coded, how long it is and what its chapters are',
    async (extension) => {
      const facts = await factsOf(made.get(extension) ?? Buffer.alloc(0), extension)
      expect(facts).toMatchObject({
        codecs: FILMS[extension].codecs,
        width: 320,
        height: 180,
        chapters: CHAPTERS,
      })
      expect(facts?.durationSeconds).toBeCloseTo(40, 0)
    },
  )

  test('whatever is done to its bytes, reading a film ends, and fails only for being too much', async () => {
    const change = record({ at: nat(), byte: nat(255) })
    for (const extension of EXTENSIONS) {
      const film = made.get(extension) ?? Buffer.alloc(0)
      const moov = film.indexOf('moov')
      // Where it says how it is made: the index, or the beginning.
      const [from, length] = moov < 0 ? [0, 2_000] : [moov - 4, Math.min(film.length - moov, 20_000)]
      await assert(
        asyncProperty(
          array(change, { maxLength: 20 }),
          integer({ min: 0, max: 100 }),
          async (changes, cut) => {
            const bytes = Buffer.from(
              film.subarray(0, film.length - Math.floor((cut > 90 ? film.length : 0) / 2)),
            )
            for (const { at, byte } of changes)
              if (from + (at % length) < bytes.length) bytes[from + (at % length)] = byte
            await factsOf(bytes, extension).catch((error: unknown) =>
              expect(error).toBeInstanceOf(OverBudget),
            )
          },
        ),
        { numRuns: 400 },
      )
    }
  })
})

test('codecs of which this machine may have no encoder are named from their configuration', () => {
  expect(hevc('hvc1', Buffer.from('0101600000009000000000005d', 'hex'))).toBe('hvc1.1.6.L93.90')
  expect(hevc('hev1', Buffer.from('0122200000009d0800000000b4', 'hex'))).toBe('hev1.2.4.H180.9D.8')
  expect(av1(Buffer.from('81094c00', 'hex'))).toBe('av01.0.09M.10')
  expect(av1(Buffer.from('8148f000', 'hex'))).toBe('av01.2.08H.12')
  const esds = '00000000031900010004114015000000000000000000000005021210060102'
  expect(mpeg4('mp4a', Buffer.from(esds, 'hex'))).toBe('mp4a.40.2')
  expect(mpeg4('mp4a', Buffer.from('000000000313000100040d6b1500000000000000000000000006', 'hex'))).toBe(
    'mp4a.6B',
  )
  for (const length of [0, 1, 5, 12]) {
    const short = Buffer.alloc(length, 0xff)
    expect([hevc('hvc1', short), mpeg4('mp4a', short)]).toEqual([undefined, undefined])
  }
})

test('chapters come in order, once each, within the film, and their titles are lines that can be shown', () => {
  const chapters = [
    { start: 9, title: 'last' },
    { start: 0, title: 'a\u0000\u202Eb\n c'.padEnd(500, 'x') },
    { start: 9, title: 'again' },
    { start: Number.NaN, title: '' },
    { start: 1000, title: 'after the end' },
  ]
  const [first, ...others] = cleanChapters(chapters, 100) ?? []
  expect(first?.title).toMatch(/^a b cx{115}$/)
  expect(others).toEqual([{ start: 9, title: 'last' }])
  expect(cleanChapters(Array.from({ length: 5_000 }, (_none, start) => ({ start, title: '' })))).toHaveLength(
    200,
  )
  expect(cleanChapters([{ start: 0, title: 'All of it' }])).toBeUndefined()
})

test('a camera is called as people call it', () => {
  const cameras = [
    ['FUJIFILM', 'X-T5', 'Fujifilm X-T5'],
    ['NIKON CORPORATION', 'NIKON Z 6', 'Nikon Z 6'],
    ['Canon', 'Canon EOS R5', 'Canon EOS R5'],
    ['SONY', 'ILCE-7M3', 'Sony ILCE-7M3'],
    ['OLYMPUS IMAGING CORP.', 'E-M1', 'Olympus E-M1'],
    ['RICOH IMAGING COMPANY, LTD.', 'RICOH GR III', 'Ricoh GR III'],
    ['LEICA CAMERA AG', 'LEICA Q2', 'Leica Q2'],
    ['samsung', 'SM-G991B', 'Samsung SM-G991B'],
    ['Apple', 'iPhone 15 Pro', 'Apple iPhone 15 Pro'],
    ['DJI', 'FC3582', 'DJI FC3582'],
    ['', 'X\u0000\u202E100\n', 'X 100'],
    ['Phase One', '', 'Phase One'],
    ['', '', undefined],
  ] as const
  for (const [make, model, name] of cameras)
    expect([make, model, cameraOf(make, model)]).toEqual([make, model, name])
  expect(cameraOf('x'.repeat(10_000), ', '.repeat(10_000))?.length).toBeLessThanOrEqual(60)
})
