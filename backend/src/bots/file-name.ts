// Names are chosen by strangers. Kept: any script. Removed: what cannot be seen or would turn the text around.
import type { FileKind } from '@gramreel/contracts/catalogue'

const MAX_LENGTH = 255

/** Extensions of what Telegram's own clients send without a name; others go without one. */
const EXTENSIONS: Record<string, string> = {
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/webp': '.webp',
  'image/gif': '.gif',
  'video/mp4': '.mp4',
  'video/quicktime': '.mov',
  'video/webm': '.webm',
  'video/x-matroska': '.mkv',
  'audio/mpeg': '.mp3',
  'audio/mp4': '.m4a',
  'audio/ogg': '.ogg',
  'audio/flac': '.flac',
  'application/pdf': '.pdf',
}

const KIND_NAMES: Record<FileKind, string> = {
  photo: 'Photo',
  video: 'Video',
  animation: 'Animation',
  audio: 'Audio',
  document: 'File',
}

/** Text as it may be shown and put into a URL: no control characters, no direction overrides, no lone surrogates. */
export const cleanText = (text: string): string =>
  text
    .toWellFormed()
    // eslint-disable-next-line no-control-regex -- that is what it is for
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '')

/** The same on one line, not too long; may be empty. */
export const cleanName = (name: string): string =>
  Array.from(cleanText(name).replace(/[\n\t]/g, ' '))
    .slice(0, MAX_LENGTH)
    .join('')
    .trim()

/** "Photo 2026-11-21 10.30.jpg", in UTC. */
const nameFromDate = (kind: FileKind, mime: string, postedAt: number): string => {
  const [date, time = ''] = new Date(postedAt * 1000).toISOString().split('T')
  return `${KIND_NAMES[kind]} ${date} ${time.slice(0, 5).replace(':', '.')}${EXTENSIONS[mime] ?? ''}`
}

export const nameFile = (
  file: {
    kind: FileKind
    mime: string
    name?: string | undefined
    title?: string | undefined
    performer?: string | undefined
  },
  postedAt: number,
): string => {
  const given = cleanName(file.name ?? '')
  // Browsers take a path segment of one or two dots for a step.
  if (given !== '' && given !== '.' && given !== '..') return given
  const title = cleanName([file.performer, file.title].filter(Boolean).join(' – '))
  return title === '' ? nameFromDate(file.kind, file.mime, postedAt) : title + (EXTENSIONS[file.mime] ?? '')
}
