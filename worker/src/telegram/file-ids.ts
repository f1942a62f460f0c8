// file_id and file_unique_id as Telegram's own Bot API server writes them, so that the backend may use a file that only a worker
// has seen: https://core.telegram.org/bots/api#file
import { tdFileId, toFileId, toUniqueFileId } from '@mtcute/file-id'
import Long from 'long'
import type { FileLocation } from './file-location.ts'

const { FileType } = tdFileId

export type DocumentKind = 'document' | 'video' | 'animation' | 'audio' | 'voice' | 'video_note'

const TYPES: Record<DocumentKind, tdFileId.FileType> = {
  document: FileType.Document,
  video: FileType.Video,
  animation: FileType.Animation,
  audio: FileType.Audio,
  voice: FileType.VoiceNote,
  video_note: FileType.VideoNote,
}

export type FileIds = { file_id: string; file_unique_id: string }

/** Of a document, or of a picture: a size of a photo, a thumbnail of a document. */
export function writeFileIds(location: FileLocation, kind: DocumentKind = 'document'): FileIds {
  const { dc: dcId, id, accessHash, reference, pictureSize } = location
  const common = { id: Long.fromBigInt(id), accessHash: Long.fromBigInt(accessHash) }
  const pictureType = location.kind === 'photo' ? FileType.Photo : FileType.Thumbnail
  const type = pictureSize === '' ? TYPES[kind] : pictureType
  const full: tdFileId.RawFullRemoteFileLocation = {
    _: 'remoteFileLocation',
    dcId,
    type,
    fileReference: reference,
    location:
      pictureSize === ''
        ? { _: 'common', ...common }
        : {
            _: 'photo',
            ...common,
            source: { _: 'thumbnail', fileType: type, thumbnailType: pictureSize },
          },
  }
  return { file_id: toFileId(full), file_unique_id: toUniqueFileId(full) }
}
