// Pictures as Telegram keeps them: JPEG in fixed sizes (https://core.telegram.org/api/files#image-thumbnail-types).
import sharp, { type Sharp } from 'sharp'
import type { Document, Photo, PictureSize, World } from '../world.ts'

/** Longest side in pixels of each size of a photo. */
const PHOTO_SIDES = { s: 100, m: 320, x: 800, y: 1280, w: 2560 } as const

const KNOWN_FORMATS = new Set(['jpeg', 'png', 'webp', 'gif', 'heif', 'tiff'])
const MAX_PIXELS = 50_000_000
/**
 * Telegram's stripped pictures are JPEG of quality 20 with the standard tables, without the end mark and without what comes
 * before the scan, which clients put back: 623 bytes there, 605 here, where the 18 bytes of the JFIF mark are not written.
 */
const STRIPPED_HEADER_BYTES = 605

/** Upright JPEG of the picture, at most 2560 px; undefined when it is none (SVG is none: it can name other files). */
export async function readPicture(bytes: Buffer): Promise<Buffer | undefined> {
  try {
    const picture = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
    const { format } = await picture.metadata()
    if (format === undefined || !KNOWN_FORMATS.has(format)) return undefined
    return await scaled(picture.autoOrient().flatten({ background: '#fff' }), PHOTO_SIDES.w)
  } catch {
    return undefined
  }
}

/** All sizes up to the picture's own, which is the last. */
export async function makePhotoSizes(
  store: World['store'],
  picture: Buffer,
): Promise<Pick<Photo, 'sizes' | 'stripped'>> {
  const { width, height } = await sharp(picture).metadata()
  const sizes: PictureSize[] = []
  for (const [type, side] of Object.entries(PHOTO_SIDES)) {
    const whole = Math.max(width, height) <= side
    sizes.push(await keepSize(store, type, whole ? picture : await scaled(sharp(picture), side)))
    if (whole) break
  }
  return { sizes, ...(await strip(picture)) }
}

/** The one thumbnail of a document: type m, 320 px. */
export async function makeThumbnail(
  store: World['store'],
  picture: Buffer,
): Promise<Pick<Document, 'thumbs' | 'stripped'>> {
  const thumb = await keepSize(store, 'm', await scaled(sharp(picture), PHOTO_SIDES.m))
  return { thumbs: [thumb], ...(await strip(picture)) }
}

async function keepSize(store: World['store'], type: string, jpeg: Buffer): Promise<PictureSize> {
  const { width, height } = await sharp(jpeg).metadata()
  return { type, width, height, bytes: jpeg.length, content: await store([jpeg]) }
}

function scaled(picture: Sharp, side: number): Promise<Buffer> {
  return picture
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 87 })
    .toBuffer()
}

async function strip(picture: Buffer): Promise<{ stripped?: string }> {
  const { data, info } = await sharp(picture)
    .resize({ width: 40, height: 40, fit: 'inside' })
    .jpeg({ quality: 20, optimiseCoding: false, chromaSubsampling: '4:2:0' })
    .toBuffer({ resolveWithObject: true })
  // Where the scan begins elsewhere, clients would put the wrong header before it.
  if (data.readUInt16BE(STRIPPED_HEADER_BYTES - 14) !== 0xffda) return {}
  const scan = data.subarray(STRIPPED_HEADER_BYTES, -2)
  return { stripped: Buffer.concat([Buffer.from([1, info.height, info.width]), scan]).toString('base64') }
}
