// What a film says of itself, from the boxes of MP4 and MOV (ISO/IEC 14496-12; QuickTime File Format): when it was taken, how
// long and how large it is, how it is coded, its chapters. Only headers are read: the film's own bytes are stepped over.
import { createBoxBudget, findBoxes, walkBoxes, type Box, type BoxBudget } from './boxes.ts'
import type { ByteSource } from './byte-source.ts'
import { cleanChapters } from './chapters.ts'
import { plausibleSide, plausibleTime, type Facts } from './facts.ts'
import { readChapterTrack, readNeroChapters } from './movie-chapters.ts'
import { codecOfEntry } from './sample-entry.ts'

/** Of the boxes that are read whole. */
const MAX_BOX_BYTES = 64 * 1024
/** Seconds from 1904, where QuickTime's time begins, to 1970. */
const SINCE_1904 = 2_082_844_800

/** `mvhd`: two versions, of 32 and 64 bits. */
const readHeader = (bytes: Buffer): Facts => {
  const isLong = bytes[0] === 1
  if (bytes.length < (isLong ? 32 : 20)) return {}
  const created = isLong ? Number(bytes.readBigUInt64BE(4)) : bytes.readUInt32BE(4)
  const scale = bytes.readUInt32BE(isLong ? 20 : 12)
  const duration = isLong ? Number(bytes.readBigUInt64BE(24)) : bytes.readUInt32BE(16)
  const seconds = scale > 0 ? duration / scale : 0
  const isUnknown = duration === 0xffffffff || seconds > 10_000_000
  return {
    // Before 1970: a clock that was never set.
    takenAt: created > SINCE_1904 ? plausibleTime(created - SINCE_1904) : undefined,
    durationSeconds: isUnknown || seconds === 0 ? undefined : Math.round(seconds * 1000) / 1000,
  }
}

/** `tkhd` ends with matrix (9 numbers), width and height; a quarter turn has nothing on the matrix's diagonal. */
const readSides = (bytes: Buffer): Facts => {
  if (bytes.length < 84) return {}
  const at = bytes.length - 8
  const width = plausibleSide(Math.round(bytes.readUInt32BE(at) / 65_536))
  const height = plausibleSide(Math.round(bytes.readUInt32BE(at + 4) / 65_536))
  const isTurned = bytes.readInt32BE(at - 36) === 0 && bytes.readInt32BE(at - 32) !== 0
  return isTurned ? { width: height, height: width } : { width, height }
}

/** Apple’s own date, with its time zone: "2024-05-01T12:30:00+0200". */
const APPLE_DATE = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:?\d\d/

const readAppleDate = (bytes: Buffer): number | undefined => {
  const text = bytes.toString('latin1')
  if (!text.includes('com.apple.quicktime.creationdate')) return undefined
  const date = APPLE_DATE.exec(text)?.[0].replace(/([+-]\d\d):?(\d\d)$/, '$1:$2')
  return date === undefined ? undefined : plausibleTime(Date.parse(date) / 1000)
}

type Read = (box: Box) => Promise<Buffer>

const reading =
  (source: ByteSource): Read =>
  ({ start, end }) =>
    source.read(start, Math.min(end - start, MAX_BOX_BYTES))

export type Track = {
  box: Box
  /** Its number in the film; others refer to it by this. */
  id: number
  /** `vide`, `soun`, `text` … */
  kind: string
  /** Units of its time in a second. */
  scale: number
  facts: Facts
  codec: string | undefined
  /** Tracks of which it says that they hold its chapters. */
  chapterTracks: number[]
}

const PARTS = ['tkhd', 'mdia/hdlr', 'mdia/mdhd', 'mdia/minf/stbl/stsd', 'tref/chap']

/** Each of these begins with a version: 1 has times of 64 bits. */
const afterTimes = (bytes: Buffer | undefined): number => {
  const at = bytes?.[0] === 1 ? 20 : 12
  return bytes && bytes.length >= at + 4 ? bytes.readUInt32BE(at) : 0
}

const readTrack = async (source: ByteSource, box: Box, budget: BoxBudget): Promise<Track> => {
  const read = reading(source)
  const parts = await findBoxes(source, box, budget, PARTS)
  const part = async (path: string) => {
    const found = parts.get(path)
    return found && read(found)
  }
  const [head, handler, media, entry, chapters] = [
    await part('tkhd'),
    await part('mdia/hdlr'),
    await part('mdia/mdhd'),
    await part('mdia/minf/stbl/stsd'),
    await part('tref/chap'),
  ]
  const kind = handler?.toString('latin1', 8, 12) ?? ''
  const isMedia = kind === 'vide' || kind === 'soun'
  return {
    box,
    id: afterTimes(head),
    kind,
    scale: afterTimes(media),
    facts: head ? readSides(head) : {},
    codec: entry && isMedia ? codecOfEntry(entry, kind === 'vide' ? 'picture' : 'sound') : undefined,
    chapterTracks: Array.from(
      { length: Math.min(8, (chapters?.length ?? 0) >> 2) },
      (_none, i) => chapters?.readUInt32BE(i * 4) ?? 0,
    ),
  }
}

/** Of the first picture and the first sound, which are what is played; undefined where one of them is not known. */
const codecsOf = (tracks: readonly Track[]): string | undefined => {
  const played = ['vide', 'soun'].flatMap((kind) => tracks.find((track) => track.kind === kind) ?? [])
  const codecs = played.map(({ codec }) => codec)
  return codecs.length > 0 && !codecs.includes(undefined) ? codecs.join(', ') : undefined
}

export type Movie = {
  facts: Facts
  tracks: Track[]
  budget: BoxBudget
}

/** Throws what the source throws. */
export const openMovie = async (source: ByteSource): Promise<Movie> => {
  const budget = createBoxBudget()
  const read = reading(source)
  const tracks: Track[] = []
  let facts: Facts = {}
  let appleDate: number | undefined
  let nero: Box | undefined

  const inMovie = async (box: Box): Promise<void> => {
    if (box.type === 'mvhd') facts = { ...facts, ...readHeader(await read(box)) }
    if (box.type === 'meta') appleDate = readAppleDate(await read(box))
    if (box.type === 'trak') tracks.push(await readTrack(source, box, budget))
    if (box.type === 'udta') nero ??= (await findBoxes(source, box, budget, ['chpl'])).get('chpl')
  }
  await walkBoxes(source, { start: 0, end: source.size }, budget, async (box) => {
    if (box.type === 'moov') await walkBoxes(source, box, budget, inMovie)
  })
  const shown = tracks.find(({ facts: { width, height } }) => width !== undefined && height !== undefined)
  const chapters = nero ? readNeroChapters(await read(nero)) : await chaptersOf(source, tracks, budget)
  return {
    facts: {
      ...shown?.facts,
      ...facts,
      takenAt: appleDate ?? facts.takenAt,
      codecs: codecsOf(tracks),
      chapters: cleanChapters(chapters, facts.durationSeconds),
    },
    tracks,
    budget,
  }
}

const chaptersOf = async (source: ByteSource, tracks: readonly Track[], budget: BoxBudget) => {
  const named = tracks.flatMap(({ chapterTracks }) => chapterTracks)
  const track = tracks.find(({ id, kind }) => named.includes(id) && (kind === 'text' || kind === 'sbtl'))
  return track ? readChapterTrack(source, track.box, budget, track.scale) : []
}

/** Throws what the source throws. */
export const readMovie = async (source: ByteSource): Promise<Facts> => (await openMovie(source)).facts

/** Where the index of a film lies: it must be at hand to show anything of it. Undefined where there is none. */
export const findIndex = async (source: ByteSource): Promise<Box | undefined> => {
  let index: Box | undefined
  await walkBoxes(source, { start: 0, end: source.size }, createBoxBudget(), (box) => {
    if (box.type === 'moov') index ??= { ...box, start: Math.max(0, box.start - 16) }
  })
  return index
}
