// Where a file is at Telegram: from a Bot API file_id, which holds it all, so no message need be looked up first.
import { parseFileId, tdFileId } from '@mtcute/file-id'

export type FileLocation = {
  dc: number
  kind: 'document' | 'photo'
  id: bigint
  accessHash: bigint
  reference: Buffer
  /** Which picture of a photo, or which thumbnail of a document; '' is the document itself. */
  pictureSize: string
}

/** Undefined for a text that is no file_id, or one of something that is no photo and no document. */
export function locationOfFileId(fileId: string): FileLocation | undefined {
  let parsed: tdFileId.RawFullRemoteFileLocation
  try {
    parsed = parseFileId(fileId)
  } catch {
    return undefined
  }
  const { location, dcId: dc, type } = parsed
  if (location._ === 'web') return undefined
  const common = {
    dc,
    id: BigInt(location.id.toString()),
    accessHash: BigInt(location.accessHash.toString()),
    reference: Buffer.from(parsed.fileReference ?? []),
  }
  if (location._ === 'common') {
    return DOCUMENT_TYPES.has(type) ? { ...common, kind: 'document', pictureSize: '' } : undefined
  }
  if (location.source._ !== 'thumbnail' || !/^[a-z]$/.test(location.source.thumbnailType)) return undefined
  const kind = location.source.fileType === tdFileId.FileType.Photo ? 'photo' : 'document'
  return { ...common, kind, pictureSize: location.source.thumbnailType }
}

const { FileType } = tdFileId
const DOCUMENT_TYPES = new Set<tdFileId.FileType>([
  FileType.VoiceNote,
  FileType.Video,
  FileType.Document,
  FileType.Sticker,
  FileType.Audio,
  FileType.Animation,
  FileType.VideoNote,
  FileType.DocumentAsFile,
])

/** Equal keys, equal bytes: what an id and a size at Telegram name never changes. */
export function contentKey({ kind, id, pictureSize }: FileLocation, size: number): string {
  const letter = kind === 'photo' ? 'p' : 'd'
  return [letter + BigInt.asUintN(64, id).toString(36), pictureSize, size.toString(36)]
    .filter(Boolean)
    .join('-')
}
