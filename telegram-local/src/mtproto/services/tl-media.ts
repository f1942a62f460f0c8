// Photos and documents as TL: https://core.telegram.org/api/files
import type { Document, FileOrigin, Media, Photo, PictureSize, World } from '../../world.ts'
import type { TlObject } from '../service.ts'

export function tlMedia(world: World, media: Media, origin?: FileOrigin): TlObject {
  if (media.kind === 'photo') {
    return { _: 'messageMediaPhoto', photo: tlPhoto(world, media, origin) }
  }
  return {
    _: 'messageMediaDocument',
    document: tlDocument(world, media, origin),
    video: media.shownAs === 'video',
    round: media.shownAs === 'video_note',
    voice: media.shownAs === 'voice',
  }
}

function tlPhoto(world: World, photo: Photo, origin?: FileOrigin): TlObject {
  return {
    _: 'photo',
    id: photo.id,
    access_hash: photo.accessHash,
    file_reference: world.fileReference(photo, origin),
    date: photo.date,
    sizes: tlSizes(photo.sizes, photo.stripped),
    dc_id: photo.dc,
  }
}

function tlDocument(world: World, document: Document, origin?: FileOrigin): TlObject {
  const thumbs = tlSizes(document.thumbs, document.stripped)
  return {
    _: 'document',
    id: document.id,
    access_hash: document.accessHash,
    file_reference: world.fileReference(document, origin),
    date: document.date,
    mime_type: document.mime,
    size: BigInt(document.size),
    thumbs: thumbs.length === 0 ? undefined : thumbs,
    dc_id: document.dc,
    attributes: tlAttributes(document),
  }
}

function tlSizes(sizes: PictureSize[], stripped: string | undefined): TlObject[] {
  const plain = sizes.map(({ type, width, height, bytes }) => ({
    _: 'photoSize',
    type,
    w: width,
    h: height,
    size: bytes,
  }))
  if (stripped === undefined) return plain
  return [{ _: 'photoStrippedSize', type: 'i', bytes: Buffer.from(stripped, 'base64') }, ...plain]
}

function tlAttributes(document: Document): TlObject[] {
  const { shownAs, width = 0, height = 0, duration = 0, title, performer } = document
  const attributes: TlObject[] = []
  if (shownAs === 'video' || shownAs === 'animation' || shownAs === 'video_note') {
    attributes.push({
      _: 'documentAttributeVideo',
      round_message: shownAs === 'video_note',
      supports_streaming: document.supportsStreaming === true,
      nosound: shownAs === 'animation',
      duration,
      w: width,
      h: height,
    })
  }
  if (shownAs === 'animation') attributes.push({ _: 'documentAttributeAnimated' })
  if (shownAs === 'audio' || shownAs === 'voice') {
    const seconds = Math.round(duration)
    attributes.push({
      _: 'documentAttributeAudio',
      voice: shownAs === 'voice',
      duration: seconds,
      title,
      performer,
    })
  }
  if (shownAs === 'document' && width > 0 && document.mime.startsWith('image/')) {
    attributes.push({ _: 'documentAttributeImageSize', w: width, h: height })
  }
  if (document.name !== '') attributes.push({ _: 'documentAttributeFilename', file_name: document.name })
  return attributes
}
