// Uploads in GramJS's words: what is sent, and what is read from the answers. https://core.telegram.org/api/files#uploading-files
import { createHash } from 'node:crypto'
import {
  PHOTO_MAX_BYTES,
  UPLOAD_PART_BYTES,
  type PostedUpload,
  type UploadedMedia,
  type UploadJob,
} from '@gramreel/contracts/uploads'
import type { ToldPicture } from '@gramreel/contracts/messages'
import { returnBigInt } from 'telegram/Helpers.js'
import { Api } from 'telegram/tl/api.js'
import type { FileIds } from './file-ids.ts'
import { channelId, chatOf } from './gramjs-message.ts'
import { tellMessage } from './gramjs-told-message.ts'

/** Up to here Telegram wants the other way of uploading. */
const SMALL_MAX_BYTES = 10 * 1024 * 1024

export const isSmall = (size: number): boolean => size <= SMALL_MAX_BYTES
export const partsOf = (size: number): number => Math.ceil(size / UPLOAD_PART_BYTES)

/** Telegram's name for the parts of an upload: of its id, so that whoever goes on with it finds those that are there. */
export function partsKey(uploadId: string): bigint {
  return createHash('sha256').update(`gramreel upload ${uploadId}`).digest().readBigInt64LE() || 1n
}

export function savePart(
  { uploadId, size, part }: { uploadId: string; size: number; part: number },
  bytes: Buffer,
) {
  const fileId = returnBigInt(partsKey(uploadId))
  return isSmall(size)
    ? new Api.upload.SaveFilePart({ fileId, filePart: part, bytes })
    : new Api.upload.SaveBigFilePart({ fileId, filePart: part, fileTotalParts: partsOf(size), bytes })
}

/** Bots may name a channel they are in with an access hash of 0. */
export function inputPeer(chat: string): Api.TypeInputPeer {
  const channel = channelId(chat)
  if (channel !== undefined)
    return new Api.InputPeerChannel({ channelId: returnBigInt(channel), accessHash: returnBigInt(0) })
  const id = BigInt(chat)
  return id < 0n
    ? new Api.InputPeerChat({ chatId: returnBigInt(-id) })
    : new Api.InputPeerUser({ userId: returnBigInt(id), accessHash: returnBigInt(0) })
}

export function uploadedMedia(
  job: UploadJob,
  md5: string | undefined,
  thumb: Api.TypeInputFile | undefined,
): Api.TypeInputMedia {
  const named = { id: returnBigInt(partsKey(job.id)), parts: partsOf(job.size), name: job.name }
  const file = isSmall(job.size)
    ? new Api.InputFile({ ...named, md5Checksum: md5 ?? '' })
    : new Api.InputFileBig(named)
  if (job.as === 'photo' && job.size <= PHOTO_MAX_BYTES) return new Api.InputMediaUploadedPhoto({ file })
  return new Api.InputMediaUploadedDocument({
    file,
    mimeType: job.mime,
    attributes: attributesOf(job),
    ...(thumb && { thumb }),
  })
}

function attributesOf({
  mime,
  name,
  width = 0,
  height = 0,
  durationSeconds = 0,
}: UploadJob): Api.TypeDocumentAttribute[] {
  const attributes: Api.TypeDocumentAttribute[] = [new Api.DocumentAttributeFilename({ fileName: name })]
  // Telegram shows as a film what it can play; without its measures it is a document, and no less so for us.
  if (mime.startsWith('video/') && width > 0 && durationSeconds > 0)
    attributes.push(
      new Api.DocumentAttributeVideo({
        duration: durationSeconds,
        w: width,
        h: height,
        supportsStreaming: true,
      }),
    )
  else if (mime.startsWith('audio/') && durationSeconds > 0)
    attributes.push(new Api.DocumentAttributeAudio({ duration: Math.round(durationSeconds) }))
  else if (mime.startsWith('image/') && width > 0)
    attributes.push(new Api.DocumentAttributeImageSize({ w: width, h: height }))
  return attributes
}

/** What Telegram made of the parts; undefined for an answer that holds no file. */
export function readMedia(media: Api.TypeMessageMedia | undefined): UploadedMedia | undefined {
  const file = fileOf(media)
  return (
    file && {
      kind: file instanceof Api.Photo ? 'photo' : 'document',
      id: file.id.toString(),
      accessHash: file.accessHash.toString(),
      reference: Buffer.from(file.fileReference).toString('base64'),
    }
  )
}

export function knownMedia({ kind, id, accessHash, reference }: UploadedMedia): Api.TypeInputMedia {
  const fields = {
    id: returnBigInt(id),
    accessHash: returnBigInt(accessHash),
    fileReference: Buffer.from(reference, 'base64'),
  }
  return kind === 'photo'
    ? new Api.InputMediaPhoto({ id: new Api.InputPhoto(fields) })
    : new Api.InputMediaDocument({ id: new Api.InputDocument(fields) })
}

/** The message among these that shows the file in that chat, as the Bot API would tell of it. */
export function readPosted(
  messages: readonly Api.TypeMessage[],
  chat: string,
  media: Pick<UploadedMedia, 'id'>,
): PostedUpload | undefined {
  for (const message of messages) {
    if (!(message instanceof Api.Message) || chatOf(message.peerId) !== chat) continue
    const file = fileOf(message.media)
    if (file?.id.toString() !== media.id) continue
    const described = describe(message)
    if (described) return { messageId: message.id, date: message.date, ...described }
  }
  return undefined
}

export function messagesOf(updates: Api.TypeUpdates): Api.TypeMessage[] {
  if (!('updates' in updates)) return []
  return updates.updates.flatMap((update) =>
    update instanceof Api.UpdateNewChannelMessage || update instanceof Api.UpdateNewMessage
      ? [update.message]
      : [],
  )
}

function fileOf(media: Api.TypeMessageMedia | undefined): Api.Document | Api.Photo | undefined {
  if (media instanceof Api.MessageMediaDocument && media.document instanceof Api.Document)
    return media.document
  if (media instanceof Api.MessageMediaPhoto && media.photo instanceof Api.Photo) return media.photo
  return undefined
}

type Described = Omit<PostedUpload, 'messageId' | 'date'>

/** As the Bot API would tell of it; undefined for a message without a file. */
function describe(message: Api.Message): Described | undefined {
  const told = tellMessage(message)
  if (!told) return undefined
  const { photo } = told
  if (photo) {
    const sizes = photo.toSorted((a, b) => sideOf(a) - sideOf(b))
    const largest = sizes.at(-1)
    const thumbnail = sizes.findLast((size) => sideOf(size) <= THUMBNAIL_MAX_SIDE) ?? sizes[0]
    if (!largest || !thumbnail) return undefined
    const { width, height, file_size: size = 0 } = largest
    return { file: named(largest), size, width, height, thumbnail: named(thumbnail) }
  }
  const file = told.video ?? told.animation ?? told.audio ?? told.document
  if (!file) return undefined
  return {
    file: named(file),
    size: file.file_size ?? 0,
    ...(file.thumbnail && { thumbnail: named(file.thumbnail) }),
  }
}

/** As the backend chooses of a post that the Bot API tells it. */
const THUMBNAIL_MAX_SIDE = 800

const sideOf = ({ width, height }: ToldPicture) => Math.max(width, height)
const named = ({ file_id, file_unique_id }: FileIds) => ({ fileId: file_id, uniqueId: file_unique_id })
