// file_id and file_unique_id, byte for byte as Telegram's own server writes them
// (tdlib FileLocation.h; https://core.telegram.org/bots/api#file): type, DC, file reference, id, access hash, picture size.
import { parseFileId, tdFileId, toFileId, toUniqueFileId } from '@mtcute/file-id'
import Long from 'long'
import type { DocumentKind, Media, PictureSize } from '../world.ts'

const { FileType } = tdFileId
type FullLocation = tdFileId.RawFullRemoteFileLocation
type FileType = tdFileId.FileType

const DOCUMENT_TYPES: Record<DocumentKind, FileType> = {
  document: FileType.Document,
  video: FileType.Video,
  animation: FileType.Animation,
  audio: FileType.Audio,
  voice: FileType.VoiceNote,
  video_note: FileType.VideoNote,
}

export type FileIds = { file_id: string; file_unique_id: string }

/** What a file_id says; `size` is set for pictures. */
export type FileIdFacts = {
  /** TDLib's name, as its errors spell it. */
  type: string
  id: bigint
  accessHash: bigint
  dc: number
  reference: Uint8Array
  size?: string
}

/** Ids of a document, or of one size of a photo or thumbnail. */
export function writeFileIds(media: Media, reference: Uint8Array, size?: PictureSize): FileIds {
  const type = fileType(media, size)
  const id = Long.fromBigInt(media.id)
  const accessHash = Long.fromBigInt(media.accessHash)
  const location: FullLocation = {
    _: 'remoteFileLocation',
    dcId: media.dc,
    type,
    fileReference: reference,
    location:
      size === undefined
        ? { _: 'common', id, accessHash }
        : {
            _: 'photo',
            id,
            accessHash,
            source: { _: 'thumbnail', fileType: type, thumbnailType: size.type },
          },
  }
  return { file_id: toFileId(location), file_unique_id: toUniqueFileId(location) }
}

/** Undefined when the text is no file_id of a document or picture. */
export function readFileId(fileId: string): FileIdFacts | undefined {
  try {
    const { type, dcId, fileReference, location } = parseFileId(fileId)
    if (location._ === 'web') return undefined
    const facts = {
      type: FileType[type],
      id: BigInt(location.id.toString()),
      accessHash: BigInt(location.accessHash.toString()),
      dc: dcId,
      reference: fileReference ?? new Uint8Array(),
    }
    if (location._ === 'common') return facts
    return location.source._ === 'thumbnail' ? { ...facts, size: location.source.thumbnailType } : undefined
  } catch {
    return undefined
  }
}

function fileType(media: Media, size: PictureSize | undefined): FileType {
  if (media.kind === 'photo') return FileType.Photo
  return size === undefined ? DOCUMENT_TYPES[media.shownAs] : FileType.Thumbnail
}
