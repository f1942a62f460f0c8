// From what a client sends (InputMedia) to media of the world.
import { describeDocument, describePhoto } from '../../files/describe-media.ts'
import type { Document, DocumentKind, Media, World } from '../../world.ts'
import { type Caller, RpcError, type TlObject } from '../service.ts'
import { bytes, flag, list, long, object, optional, text } from './fields.ts'
import { uploadedFile } from './save-parts.ts'

/** What is uploaded lives in the data centre that took it. */
export async function mediaFrom(world: World, caller: Caller, input: TlObject): Promise<Media> {
  switch (input._) {
    case 'inputMediaUploadedPhoto':
      return uploadedPhoto(world, caller, input)
    case 'inputMediaUploadedDocument':
      return uploadedDocument(world, caller, input)
    case 'inputMediaPhoto':
      return knownMedia(world, object(input, 'id'), 'photo')
    case 'inputMediaDocument':
      return knownMedia(world, object(input, 'id'), 'document')
    case 'inputMediaEmpty':
      throw new RpcError(400, 'MEDIA_EMPTY')
    default:
      throw new RpcError(400, 'MEDIA_INVALID')
  }
}

const MOST_PHOTO_BYTES = 10 << 20

async function uploadedPhoto(world: World, caller: Caller, input: TlObject): Promise<Media> {
  const content = await uploadedFile(world, caller, object(input, 'file'))
  if (content.size > MOST_PHOTO_BYTES) throw new RpcError(400, 'PHOTO_SAVE_FILE_INVALID')
  const photo = await describePhoto(world, content)
  if (photo === undefined) throw new RpcError(400, 'IMAGE_PROCESS_FAILED')
  return world.addPhoto({ ...photo, dc: caller.dcId })
}

async function uploadedDocument(world: World, caller: Caller, input: TlObject): Promise<Media> {
  const content = await uploadedFile(world, caller, object(input, 'file'))
  const thumb = optional(input, 'thumb')
  const given = {
    ...attributesFrom(list(input, 'attributes'), flag(input, 'force_file')),
    mime: text(input, 'mime_type') || 'application/octet-stream',
    ...(thumb === undefined ? {} : { thumb: await uploadedFile(world, caller, thumb) }),
  }
  const described = await describeDocument(world, content, {
    ...given,
    name: given.name ?? text(object(input, 'file'), 'name'),
  })
  return world.addDocument({ ...described, dc: caller.dcId })
}

const number = (attribute: TlObject | undefined, field: string, as: string) =>
  typeof attribute?.[field] === 'number' && attribute[field] > 0 ? { [as]: attribute[field] } : {}
const string = (attribute: TlObject | undefined, field: string, as: string) =>
  typeof attribute?.[field] === 'string' ? { [as]: attribute[field] } : {}

type Attributes = Partial<
  Pick<Document, 'name' | 'width' | 'height' | 'duration' | 'title' | 'performer' | 'supportsStreaming'>
> & { shownAs: DocumentKind }

/** What a client says of its document; what it leaves out is a plain document, whatever it contains. */
function attributesFrom(attributes: TlObject[], isForcedFile: boolean): Attributes {
  const find = (name: string) => attributes.find(({ _ }) => _ === `documentAttribute${name}`)
  const video = find('Video')
  const audio = find('Audio')
  const measured = video ?? find('ImageSize')
  return {
    shownAs: isForcedFile ? 'document' : shownAs(video, audio, find('Animated')),
    ...string(find('Filename'), 'file_name', 'name'),
    ...number(measured, 'w', 'width'),
    ...number(measured, 'h', 'height'),
    ...number(video ?? audio, 'duration', 'duration'),
    ...string(audio, 'title', 'title'),
    ...string(audio, 'performer', 'performer'),
    ...(video !== undefined && flag(video, 'supports_streaming') ? { supportsStreaming: true } : {}),
  }
}

function shownAs(video?: TlObject, audio?: TlObject, animated?: TlObject): DocumentKind {
  if (video !== undefined && flag(video, 'round_message')) return 'video_note'
  if (animated !== undefined) return 'animation'
  if (video !== undefined) return 'video'
  if (audio !== undefined) return flag(audio, 'voice') ? 'voice' : 'audio'
  return 'document'
}

function knownMedia(world: World, input: TlObject, kind: Media['kind']): Media {
  const media = world.media(long(input, 'id'))
  if (media?.kind !== kind || media.accessHash !== long(input, 'access_hash')) {
    throw new RpcError(400, 'MEDIA_EMPTY')
  }
  const verdict = world.checkFileReference(media, bytes(input, 'file_reference'))
  if (verdict !== 'ok') throw new RpcError(400, `FILE_REFERENCE_${verdict.toUpperCase()}`)
  return media
}
