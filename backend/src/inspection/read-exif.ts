// When a picture was taken, with what, and how large it is shown, from its first bytes (EXIF 3.0, 4.6.5).
import ExifReader from 'exifreader'
import { cameraOf } from './camera.ts'
import { plausibleSide, plausibleTime, type Facts } from './facts.ts'

const TIME = /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)/
const ZONE = /^([+-])(\d\d):(\d\d)$/

/** A camera that names no time zone is taken to be in UTC: its clock is what people remember. */
export const parseExifTime = (text: string, zone = ''): number | undefined => {
  const [, ...parts] = TIME.exec(text) ?? []
  if (parts.length === 0) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number)
  const [, sign = '+', hours = '0', minutes = '0'] = ZONE.exec(zone) ?? []
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -60 : 60)
  return plausibleTime(Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - offset)
}

type Tags = Record<string, { value?: unknown; description?: unknown } | undefined>

const describe = (tags: Tags, name: string): string => {
  const text = tags[name]?.description
  return typeof text === 'string' ? text : ''
}

const numberOf = (tags: Tags, ...names: string[]) =>
  names.map((name) => plausibleSide(tags[name]?.value)).find((value) => value !== undefined)

/** Turned by a quarter: 5 to 8 (EXIF 3.0, table 6). */
const isTurned = (tags: Tags): boolean => Number(tags['Orientation']?.value) >= 5

/** From the head of a picture; nothing where there is nothing to read. Never throws. */
export const readExif = (head: Buffer): Facts => {
  let tags: Tags
  try {
    // oxlint-disable-next-line import/no-named-as-default-member -- its names are of CommonJS, which Node does not see
    tags = ExifReader.load(head, { length: head.length, excludeTags: { xmp: true, icc: true, iptc: true } })
  } catch {
    return {}
  }
  const times = [
    ['DateTimeOriginal', 'OffsetTimeOriginal'],
    ['DateTimeDigitized', 'OffsetTimeDigitized'],
  ] as const
  const takenAt = times
    .map(([time, zone]) => parseExifTime(describe(tags, time), describe(tags, zone)))
    .find((time) => time !== undefined)
  const sides = [
    numberOf(tags, 'Image Width', 'ImageWidth', 'PixelXDimension'),
    numberOf(tags, 'Image Height', 'ImageLength', 'PixelYDimension'),
  ]
  const [width, height] = isTurned(tags) ? sides.toReversed() : sides
  const camera = cameraOf(describe(tags, 'Make'), describe(tags, 'Model'))
  return { takenAt, width, height, camera }
}
