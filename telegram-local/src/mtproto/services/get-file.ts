// Downloading: https://core.telegram.org/api/files#downloading-files
import type { Content } from '../../files/content.ts'
import type { Media, PictureSize, World } from '../../world.ts'
import { LazyBytes } from '../../tl/lazy-bytes.ts'
import { type Caller, RpcError, type Services, type TlObject } from '../service.ts'
import { sha256 } from './digests.ts'
import { bytes, flag, int, long, object, text } from './fields.ts'
import { checkRange } from './file-range.ts'
import { signedIn } from './peers.ts'

const HASHED_PART = 128 * 1024
/** Telegram answers with the hashes of up to 1 MiB. */
const HASHED_AT_ONCE = 8

export function getFileServices(world: World): Services {
  return {
    'upload.getFile': async (request, caller) => {
      signedIn(world, caller)
      const offset = Number(long(request, 'offset'))
      const limit = int(request, 'limit')
      checkRange(offset, limit, flag(request, 'precise'))
      const { media, content, mime } = locate(world, caller, object(request, 'location'))
      const type = { _: FILE_TYPES[mime] ?? 'storage.fileUnknown' }
      return {
        _: 'upload.file',
        type,
        mtime: media.date,
        bytes: await bytesOf(world, content, offset, limit),
      }
    },
    'upload.getFileHashes': async (request, caller) => {
      signedIn(world, caller)
      const offset = Number(long(request, 'offset'))
      if (offset < 0) throw new RpcError(400, 'OFFSET_INVALID')
      const { content } = locate(world, caller, object(request, 'location'))
      const start = Math.floor(offset / HASHED_PART) * HASHED_PART
      const parts = await read(world, content, start, HASHED_AT_ONCE * HASHED_PART)
      return Array.from({ length: Math.ceil(parts.length / HASHED_PART) }, (_, index) => {
        const part = parts.subarray(index * HASHED_PART, (index + 1) * HASHED_PART)
        const at = BigInt(start + index * HASHED_PART)
        return { _: 'fileHash', offset: at, limit: part.length, hash: sha256(part) }
      })
    },
  }
}

/** https://core.telegram.org/type/storage.FileType */
const FILE_TYPES: Readonly<Record<string, string>> = {
  'image/jpeg': 'storage.fileJpeg',
  'image/png': 'storage.filePng',
  'image/gif': 'storage.fileGif',
  'image/webp': 'storage.fileWebp',
  'application/pdf': 'storage.filePdf',
  'audio/mpeg': 'storage.fileMp3',
  'video/quicktime': 'storage.fileMov',
  'video/mp4': 'storage.fileMp4',
}

type Located = { media: Media; content: Content; mime: string }

function locate(world: World, caller: Caller, location: TlObject): Located {
  const kind = LOCATIONS[location._]
  if (kind === undefined) throw new RpcError(400, 'LOCATION_INVALID')
  const media = world.media(long(location, 'id'))
  if (media?.kind !== kind || media.accessHash !== long(location, 'access_hash')) {
    throw new RpcError(400, 'FILE_ID_INVALID')
  }
  // Another data centre does not know the file, so it cannot judge the reference either.
  if (media.dc !== caller.dcId) throw new RpcError(303, `FILE_MIGRATE_${media.dc}`)
  const verdict = world.checkFileReference(media, bytes(location, 'file_reference'))
  if (verdict !== 'ok') throw new RpcError(400, `FILE_REFERENCE_${verdict.toUpperCase()}`)
  return { media, ...sizeOf(media, text(location, 'thumb_size')) }
}

const LOCATIONS: Readonly<Record<string, Media['kind']>> = {
  inputDocumentFileLocation: 'document',
  inputPhotoFileLocation: 'photo',
}

function sizeOf(media: Media, type: string): { content: Content; mime: string } {
  if (media.kind === 'document' && type === '') return { content: media.content, mime: media.mime }
  const sizes: PictureSize[] = media.kind === 'photo' ? media.sizes : media.thumbs
  const size = sizes.find((one) => one.type === type)
  if (size === undefined) throw new RpcError(400, 'LOCATION_INVALID')
  return { content: size.content, mime: 'image/jpeg' }
}

/** Made-up bytes only when they leave; those of the disk now. */
async function bytesOf(
  world: World,
  content: Content,
  offset: number,
  limit: number,
): Promise<Buffer | LazyBytes> {
  const source = world.open(content)
  if (!source.fill) return read(world, content, offset, limit)
  const length = Math.max(0, Math.min(limit, source.size - offset))
  return new LazyBytes(length, (target) => source.fill?.(offset, target))
}

async function read(world: World, content: Content, offset: number, length: number): Promise<Buffer> {
  const source = world.open(content)
  try {
    return await source.read(offset, length)
  } finally {
    await source.close()
  }
}
