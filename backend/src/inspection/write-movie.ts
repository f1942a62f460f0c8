// A small MP4 of key frames (ISO/IEC 14496-12): the film's own header of its track and description of its coding, and tables
// of ours. Pure.
import type { Shown } from './key-frames.ts'

const TICKS = 1_000

const box = (type: string, ...bodies: readonly Buffer[]): Buffer => {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(bodies.reduce((sum, { length }) => sum + length, 8))
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, ...bodies])
}

const numbers = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, i) => bytes.writeUInt32BE(value, i * 4))
  return bytes
}

const HANDLER = Buffer.concat([numbers(0, 0), Buffer.from('vide', 'latin1'), Buffer.alloc(13)])
const SAME_FILE = box('dinf', box('dref', numbers(0, 1), box('url ', numbers(1))))

/** `tkhd`, `stsd`: what is in those boxes. In parts, for the pictures together are large. */
export const writeMovie = (tkhd: Buffer, stsd: Buffer, shown: readonly Shown[]): Buffer[] => {
  const count = shown.length
  const pictures = shown.map(({ picture }) => picture)
  const times = shown.flatMap(({ seconds }) => [1, seconds * TICKS])
  const duration = shown.reduce((sum, { seconds }) => sum + seconds * TICKS, 0)
  const head = box('ftyp', Buffer.from('isom\0\0\0\0isom', 'latin1'))
  const tables = (at: number) =>
    box(
      'stbl',
      box('stsd', stsd),
      box('stts', numbers(0, count, ...times)),
      box('stsc', numbers(0, 1, 1, count, 1)),
      box('stsz', numbers(0, 0, count, ...pictures.map(({ length }) => length))),
      box('stco', numbers(0, 1, at)),
    )
  const moov = (at: number) => {
    const media = box('minf', box('vmhd', numbers(1, 0, 0)), SAME_FILE, tables(at))
    const mdhd = box('mdhd', numbers(0, 0, 0, TICKS, duration, 0))
    const mvhd = box('mvhd', numbers(0, 0, 0, TICKS, duration), Buffer.alloc(80))
    return box('moov', mvhd, box('trak', box('tkhd', tkhd), box('mdia', mdhd, box('hdlr', HANDLER), media)))
  }
  const index = moov(head.length + moov(0).length + 8)
  const mdat = Buffer.from(box('mdat'))
  mdat.writeUInt32BE(pictures.reduce((sum, { length }) => sum + length, mdat.length))
  return [head, index, mdat, ...pictures]
}
