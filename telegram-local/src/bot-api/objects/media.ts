// The media fields of a Message: https://core.telegram.org/bots/api#message. Only documented fields; the duplicates that
// Telegram keeps for old bots (`thumb`, `forward_from_chat` …) are left out.
import type { Document, DocumentKind, FileOrigin, Media, Photo, PictureSize, World } from '../../world.ts'
import { writeFileIds } from '../file-ids.ts'

/** E.g. `{ video: {…} }`; `origin` is the message it is shown in, which its file references name. */
export function mediaFields(world: World, media: Media, origin: FileOrigin): Record<string, unknown> {
  const reference = world.fileReference(media, origin)
  if (media.kind === 'photo') return { photo: photoSizes(media, reference) }
  const file = fileFields(media, reference)
  const named = { ...nameFields(media), ...thumbnail(media, reference), ...file }
  const duration = Math.round(media.duration ?? 0)
  const measures = { duration, width: media.width ?? 0, height: media.height ?? 0 }
  const shown: Record<DocumentKind, () => Record<string, unknown>> = {
    document: () => ({ document: named }),
    video: () => ({ video: { ...measures, ...named } }),
    animation: () => ({ animation: { ...named, ...measures }, document: named }),
    audio: () => ({ audio: { duration, ...named, ...titles(media) } }),
    voice: () => ({ voice: { duration, mime_type: media.mime, ...file } }),
    video_note: () => ({
      video_note: { duration, length: media.width ?? 0, ...thumbnail(media, reference), ...file },
    }),
  }
  return shown[media.shownAs]()
}

function photoSizes(photo: Photo, reference: Buffer) {
  return photo.sizes.map((size) => pictureObject(photo, reference, size))
}

function pictureObject(media: Media, reference: Buffer, size: PictureSize) {
  const { width, height, bytes } = size
  return { ...writeFileIds(media, reference, size), file_size: bytes, width, height }
}

function fileFields(document: Document, reference: Buffer) {
  return { ...writeFileIds(document, reference), file_size: document.size }
}

function nameFields({ name, mime }: Document) {
  return { ...(name !== '' && { file_name: name }), ...(mime !== '' && { mime_type: mime }) }
}

function thumbnail(document: Document, reference: Buffer) {
  const size = document.thumbs.at(-1)
  return size && { thumbnail: pictureObject(document, reference, size) }
}

function titles({ title, performer }: Document) {
  return { ...(title !== undefined && { title }), ...(performer !== undefined && { performer }) }
}
