// Uploading: https://core.telegram.org/api/files#uploading-files
import type { Content } from '../../files/content.ts'
import type { World } from '../../world.ts'
import { MAX_PART_BYTES, isPartSize } from '../../world/part-rules.ts'
import { type Caller, RpcError, type Services, type TlObject } from '../service.ts'
import { bytes, int, long, text } from './fields.ts'
import { md5Of } from './digests.ts'
import { signedIn } from './peers.ts'

/** https://core.telegram.org/api/config#upload-max-fileparts-default: whoever pays may send twice as many. */
export const MOST_PARTS = 4000
export const MOST_PARTS_PREMIUM = 8000
/** Above it only saveBigFilePart will do. */
const MOST_SMALL_BYTES = 10 << 20

export function savePartServices(world: World): Services {
  const save = (request: TlObject, caller: Caller) =>
    world
      .savePart(
        owner(world, caller),
        long(request, 'file_id'),
        int(request, 'file_part'),
        bytes(request, 'bytes'),
      )
      .then(() => true)

  return {
    'upload.saveFilePart': (request, caller) => {
      const [part, length] = checkPart(request, mostParts(world, caller))
      if (part * length + length > MOST_SMALL_BYTES) throw new RpcError(400, 'FILE_PART_TOO_BIG')
      return save(request, caller)
    },
    'upload.saveBigFilePart': (request, caller) => {
      const [part, length] = checkPart(request, mostParts(world, caller))
      // -1 while the sender does not know yet.
      const parts = int(request, 'file_total_parts')
      if (parts !== -1 && (parts < 1 || parts > mostParts(world, caller)))
        throw new RpcError(400, 'FILE_PARTS_INVALID')
      if (parts !== -1 && part >= parts) throw new RpcError(400, 'FILE_PART_INVALID')
      if (parts !== -1 && part < parts - 1 && !isPartSize(length))
        throw new RpcError(400, 'FILE_PART_SIZE_INVALID')
      return save(request, caller)
    },
  }
}

function checkPart(request: TlObject, most: number): [part: number, length: number] {
  const part = int(request, 'file_part')
  const { length } = bytes(request, 'bytes')
  if (part < 0 || part >= most) throw new RpcError(400, 'FILE_PART_INVALID')
  if (length === 0) throw new RpcError(400, 'FILE_PART_EMPTY')
  if (length > MAX_PART_BYTES) throw new RpcError(400, 'FILE_PART_TOO_BIG')
  return [part, length]
}

/** The content that an inputFile or inputFileBig names. */
export async function uploadedFile(world: World, caller: Caller, file: TlObject): Promise<Content> {
  const parts = int(file, 'parts')
  if (parts < 1 || parts > mostParts(world, caller)) throw new RpcError(400, 'FILE_PARTS_INVALID')
  const content = await world.assemble(owner(world, caller), long(file, 'id'), parts)
  if (file._ === 'inputFileBig') return content
  if (content.size > MOST_SMALL_BYTES) throw new RpcError(400, 'FILE_PARTS_INVALID')
  const checksum = text(file, 'md5_checksum').toLowerCase()
  if (checksum !== '' && checksum !== (await md5Of(world, content)))
    throw new RpcError(400, 'MD5_CHECKSUM_INVALID')
  return content
}

const owner = (world: World, caller: Caller) => String(signedIn(world, caller).id)
const mostParts = (world: World, caller: Caller) =>
  signedIn(world, caller).isPremium === true ? MOST_PARTS_PREMIUM : MOST_PARTS
