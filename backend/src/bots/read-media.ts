// Message -> the one file in it. Pure; reads https://core.telegram.org/bots/api#message.
import type { FileKind } from '@gramreel/contracts/catalogue'
import type { PhotoSize } from 'grammy/types'
import { mimeOr } from '../mime-type.ts'
import type { Message } from './bot-api.ts'

export type Media = {
  kind: FileKind
  mime: string
  fileId: string
  uniqueId: string
  /** Bytes; 0 where Telegram does not say. */
  size: number
  width?: number | undefined
  height?: number | undefined
  durationSeconds?: number | undefined
  name?: string | undefined
  title?: string | undefined
  performer?: string | undefined
  thumbnail?: { fileId: string; uniqueId: string } | undefined
}

/** A grid shows a picture at some 320 px, on dense screens at twice that: the largest size up to this one is sharp. */
const THUMBNAIL_MAX_SIDE = 800
/** A picture sent as a file without a thumbnail is its own when it is this small. */
const OWN_THUMBNAIL_MAX_BYTES = 1024 * 1024

/** Pictures that every browser shows; SVG is a document with script, TIFF and HEIC are not shown. */
const PICTURE_MIMES = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'])

const longestSide = (size: PhotoSize) => Math.max(size.width, size.height)

const refer = (file: PhotoSize | undefined) => file && { fileId: file.file_id, uniqueId: file.file_unique_id }

const basic = (file: {
  file_id: string
  file_unique_id: string
  file_size?: number
  thumbnail?: PhotoSize
}) => ({
  fileId: file.file_id,
  uniqueId: file.file_unique_id,
  size: file.file_size ?? 0,
  thumbnail: refer(file.thumbnail),
})

/** The largest size that is not larger than a grid needs; else the smallest there is. */
const chooseThumbnail = (sizes: PhotoSize[]) => {
  const bySide = sizes.toSorted((a, b) => longestSide(a) - longestSide(b))
  return refer(bySide.findLast((size) => longestSide(size) <= THUMBNAIL_MAX_SIDE) ?? bySide[0])
}

const readPhoto = (sizes: PhotoSize[]): Media | undefined => {
  const largest = sizes.toSorted((a, b) => a.width * a.height - b.width * b.height).at(-1)
  return (
    largest && {
      ...basic(largest),
      kind: 'photo',
      mime: 'image/jpeg',
      width: largest.width,
      height: largest.height,
      thumbnail: chooseThumbnail(sizes),
    }
  )
}

const kindOf = (mime: string): FileKind => {
  if (PICTURE_MIMES.has(mime)) return 'photo'
  if (mime.startsWith('video/')) return 'video'
  return mime.startsWith('audio/') ? 'audio' : 'document'
}

/** A file sent "as a file" is shown as what it is. */
const readDocument = (document: NonNullable<Message['document']>): Media => {
  const mime = mimeOr(document.mime_type, 'application/octet-stream')
  const media = { ...basic(document), kind: kindOf(mime), mime, name: document.file_name }
  const isOwnThumbnail =
    media.kind === 'photo' && !media.thumbnail && media.size > 0 && media.size <= OWN_THUMBNAIL_MAX_BYTES
  return isOwnThumbnail ? { ...media, thumbnail: { fileId: media.fileId, uniqueId: media.uniqueId } } : media
}

/** Undefined for a message without a file. */
export const readMedia = (message: Message): Media | undefined => {
  const { photo, video, animation, audio, voice, video_note: note, document } = message
  if (photo) return readPhoto(photo)
  const moving = animation ?? video
  if (moving) {
    return {
      ...basic(moving),
      kind: animation ? 'animation' : 'video',
      mime: mimeOr(moving.mime_type, 'video/mp4'),
      width: moving.width,
      height: moving.height,
      durationSeconds: moving.duration,
      name: moving.file_name,
    }
  }
  if (note) {
    const side = note.length
    return {
      ...basic(note),
      kind: 'video',
      mime: 'video/mp4',
      width: side,
      height: side,
      durationSeconds: note.duration,
    }
  }
  if (audio) {
    const { duration: durationSeconds, file_name: name, title, performer } = audio
    const mime = mimeOr(audio.mime_type, 'audio/mpeg')
    return { ...basic(audio), kind: 'audio', mime, durationSeconds, name, title, performer }
  }
  if (voice) {
    const mime = mimeOr(voice.mime_type, 'audio/ogg')
    return { ...basic(voice), kind: 'audio', mime, durationSeconds: voice.duration }
  }
  return document && readDocument(document)
}
