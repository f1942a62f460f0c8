import { assert, asyncProperty, uint8Array } from 'fast-check'
import { expect, test } from 'vitest'
import { createByteSource, OverBudget } from './byte-source.ts'
import { parseExifTime, readExif } from './read-exif.ts'
import { findIndex, readMovie } from './read-movie.ts'
import { sniff } from './sniff.ts'

const sourceOf = (bytes: Buffer) => {
  let read = 0
  const source = createByteSource(bytes.length, 4 * 1024 * 1024, async (start, end) => {
    read += end - start
    return bytes.subarray(start, end)
  })
  return { source, read: () => read }
}

const box = (type: string, ...bodies: Buffer[]): Buffer => {
  const body = Buffer.concat(bodies)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length + 8)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body])
}
const numbers = (...values: number[]) => {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, i) => bytes.writeInt32BE(value | 0, i * 4))
  return bytes
}
const SINCE_1904 = 2_082_844_800
const TAKEN = Date.UTC(2024, 4, 1, 10, 30) / 1000

const movie = ({
  created = TAKEN + SINCE_1904,
  matrix = [65_536, 0, 0, 0, 65_536, 0, 0, 0, 1 << 30],
  meta = '',
} = {}) => {
  const mvhd = box('mvhd', numbers(0, created, created, 1000, 90_500), Buffer.alloc(80))
  const tkhd = box(
    'tkhd',
    numbers(0, 0, 0, 1, 0, 90_500, 0, 0, 0, 0),
    numbers(...matrix, 1920 << 16, 1080 << 16),
  )
  const sound = box('tkhd', numbers(0, 0, 0, 2, 0, 90_500, 0, 0, 0, 0), numbers(...matrix, 0, 0))
  return box('moov', mvhd, box('trak', sound), box('trak', tkhd), box('meta', Buffer.from(meta)))
}
const ftyp = box('ftyp', Buffer.from('isom\0\0\0\0'))

test('a film says when it was taken, how long and how large it is, wherever its index lies', async () => {
  const mdat = box('mdat', Buffer.alloc(3_000_000))
  for (const file of [Buffer.concat([ftyp, movie(), mdat]), Buffer.concat([ftyp, mdat, movie()])]) {
    const { source, read } = sourceOf(file)
    expect(await readMovie(source)).toEqual({
      takenAt: TAKEN,
      durationSeconds: 90.5,
      width: 1920,
      height: 1080,
    })
    expect(read()).toBeLessThan(300_000)
    const index = await findIndex(source)
    expect(file.subarray(index?.start ?? 0).includes('mvhd')).toBe(true)
  }
})

test('a film held upright, and Apple’s own date with its time zone', async () => {
  const turned = movie({
    matrix: [0, 65_536, 0, -65_536, 0, 0, 0, 0, 1 << 30],
    meta: 'com.apple.quicktime.creationdate …data…2024-05-01T12:30:00+0200',
  })
  const facts = await readMovie(sourceOf(Buffer.concat([ftyp, turned])).source)
  expect(facts).toMatchObject({ width: 1080, height: 1920, takenAt: TAKEN })
})

test('a clock that was never set says nothing', async () => {
  for (const created of [0, 1, 4_294_967_295]) {
    const { source } = sourceOf(Buffer.concat([ftyp, movie({ created })]))
    expect((await readMovie(source)).takenAt).toBeUndefined()
  }
})

test('whatever bytes there are, boxes of any size within one another, reading them ends', async () => {
  await assert(
    asyncProperty(uint8Array({ maxLength: 2_000 }), async (noise) => {
      const bytes = Buffer.concat([ftyp, box('moov', Buffer.from(noise)), Buffer.from(noise)])
      await readMovie(sourceOf(bytes).source)
      readExif(Buffer.from(noise))
      sniff(Buffer.from(noise))
    }),
    { numRuns: 300 },
  )
  const many = Buffer.concat([ftyp, Buffer.alloc(4_000_000, Buffer.from('0000000866726565', 'hex'))])
  const { source, read } = sourceOf(many)
  expect(await readMovie(source)).toEqual({ takenAt: undefined })
  expect(read()).toBeLessThan(200_000)
})

test('a source ends what would read too much of it', async () => {
  const source = createByteSource(2 ** 40, 1_000_000, async (start, end) => Buffer.alloc(end - start))
  await expect(source.read(0, 2_000_000)).rejects.toThrow(OverBudget)
})

test('EXIF’s times are read with their zone; without one they are UTC, and nonsense is none', () => {
  expect(parseExifTime('2024:05:01 12:30:00', '+02:00')).toBe(TAKEN)
  expect(parseExifTime('2024:05:01 10:30:00')).toBe(TAKEN)
  for (const text of ['', '0000:00:00 00:00:00', '2024-05-01', '9999:01:01 00:00:00', 'x'.repeat(10_000)])
    expect([text.slice(0, 20), parseExifTime(text)]).toEqual([text.slice(0, 20), undefined])
})
