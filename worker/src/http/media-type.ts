// How a file may be shown: its media type, and whether a browser may render it on our origin. Pure.
import { create } from 'content-disposition'
import mime from 'mime-types'

export type Presentation = {
  contentType: string
  contentDisposition: string
  /** Set for what must never run: everything that is not a picture, film or sound. */
  contentSecurityPolicy: string | undefined
}

const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/
const FALLBACK = 'application/octet-stream'

/** The type by the name's ending, then by what Telegram or the catalogue says, else octets. */
export function mediaType(name: string, ...hints: (string | undefined)[]): string {
  const candidates = [mime.lookup(name) || undefined, ...hints]
  return (
    candidates.map((type) => type?.toLowerCase()).find((type) => type && MEDIA_TYPE.test(type)) ?? FALLBACK
  )
}

/** Pictures, films and sounds. SVG is a document with scripts, and stays out. */
export function isInline(type: string): boolean {
  return /^(?:image|video|audio)\//.test(type) && type !== 'image/svg+xml'
}

export function present(name: string, type: string, isDownload: boolean): Presentation {
  const shown = isInline(type)
  return {
    contentType: type,
    contentDisposition: create(fileName(name), { type: shown && !isDownload ? 'inline' : 'attachment' }),
    contentSecurityPolicy: shown ? undefined : "sandbox; default-src 'none'",
  }
}

const MAX_NAME = 200

/**
 * A name that is safe to save under: no path, no control or direction-changing characters (a right-to-left override shows
 * "exe.mp4" for "4pm.exe"), no half surrogate, which could not be percent-encoded.
 */
function fileName(name: string): string {
  const safe = name
    .toWellFormed()
    .replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu, '')
    .replace(/[/\\]/g, '_')
    .trim()
  const characters = Array.from(safe)
  const short =
    characters.length > MAX_NAME
      ? [...characters.slice(0, MAX_NAME - 10), ...characters.slice(-10)].join('')
      : safe
  // Dots alone are a folder.
  return /^\.*$/.test(short) ? 'file' : short
}
