// When a film was taken, how long and how large it is, from the boxes of MP4 and MOV (ISO/IEC 14496-12; QuickTime File Format).
// Only headers are read: the film's own bytes are stepped over.
import type { ByteSource } from './byte-source.ts'
import { plausibleSide, plausibleTime, type Facts } from './facts.ts'

/** Boxes looked at in one file; a made-up one could go on for ever. */
const MAX_BOXES = 500
/** Of the boxes that are read whole. */
const MAX_BOX_BYTES = 64 * 1024
/** Seconds from 1904, where QuickTime's time begins, to 1970. */
const SINCE_1904 = 2_082_844_800

export type Box = { type: string; start: number; end: number }

const walk = async (
  source: ByteSource,
  from: number,
  end: number,
  visit: (box: Box) => Promise<void> | void,
  budget: { boxes: number },
): Promise<void> => {
  let at = from
  while (at + 8 <= end) {
    if (budget.boxes++ >= MAX_BOXES) return
    const head = await source.read(at, 16)
    if (head.length < 8) return
    const short = head.readUInt32BE(0)
    const isLong = short === 1
    if (isLong && head.length < 16) return
    const size = short === 0 ? end - at : isLong ? Number(head.readBigUInt64BE(8)) : short
    const start = at + (isLong ? 16 : 8)
    if (size < start - at || !Number.isSafeInteger(size)) return
    await visit({ type: head.toString('latin1', 4, 8), start, end: Math.min(end, at + size) })
    at += size
  }
}

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
const readTrack = (bytes: Buffer): Facts => {
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

/** Throws what the source throws. */
export const readMovie = async (source: ByteSource): Promise<Facts> => {
  const budget = { boxes: 0 }
  let facts: Facts = {}
  let appleDate: number | undefined
  const body = ({ start, end }: Box) => source.read(start, Math.min(end - start, MAX_BOX_BYTES))

  const inTrack = async (box: Box): Promise<void> => {
    if (box.type !== 'tkhd') return
    const { width, height } = readTrack(await body(box))
    if (width !== undefined && height !== undefined) facts = { width, height, ...facts }
  }
  const inMovie = async (box: Box): Promise<void> => {
    if (box.type === 'mvhd') facts = { ...facts, ...readHeader(await body(box)) }
    if (box.type === 'meta') appleDate = readAppleDate(await body(box))
    if (box.type === 'trak') await walk(source, box.start, box.end, inTrack, budget)
  }
  await walk(
    source,
    0,
    source.size,
    async (box) => {
      if (box.type === 'moov') await walk(source, box.start, box.end, inMovie, budget)
    },
    budget,
  )
  return { ...facts, takenAt: appleDate ?? facts.takenAt }
}

/** Where the index of a film lies: it must be at hand to show anything of it. Undefined where there is none. */
export const findIndex = async (source: ByteSource): Promise<Box | undefined> => {
  let index: Box | undefined
  const visit = (box: Box) => {
    if (box.type === 'moov') index ??= { ...box, start: box.start - 16 < 0 ? 0 : box.start - 16 }
  }
  await walk(source, 0, source.size, visit, { boxes: 0 })
  return index
}
