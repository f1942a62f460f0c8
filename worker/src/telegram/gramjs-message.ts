// From a chat and a message number to the file in it, in GramJS's words.
import { PublicError } from '@gramreel/contracts/errors'
import type { LinkFile } from '@gramreel/contracts/links'
import { Api } from 'telegram/tl/api.js'
import { returnBigInt } from 'telegram/Helpers.js'
import type { FileLocation } from './file-location.ts'
import type { Request } from './gramjs-line.ts'

export type FoundFile = {
  location: FileLocation
  /** Bytes. */
  size: number
  mime: string | undefined
  name: string | undefined
  /** The message's date, seconds since 1970. */
  date: number
}

const CHANNEL_BASE = 1_000_000_000_000n

/** Bot API ids of channels and supergroups are -100…: https://core.telegram.org/api/bots/ids */
export function channelId(chat: string): bigint | undefined {
  const id = -BigInt(chat) - CHANNEL_BASE
  return id > 0n ? id : undefined
}

/** Bots may name a channel they are in with an access hash of 0. Other chats share one box of messages per bot. */
export function messagesRequest(chat: string, ids: readonly number[]): Request<Api.messages.TypeMessages> {
  const id = ids.map((number) => new Api.InputMessageID({ id: number }))
  const channel = channelId(chat)
  if (channel === undefined) return new Api.messages.GetMessages({ id })
  return new Api.channels.GetMessages({
    channel: new Api.InputChannel({ channelId: returnBigInt(channel), accessHash: returnBigInt(0) }),
    id,
  })
}

export function messageRequest({ chat, msg }: LinkFile): Request<Api.messages.TypeMessages> {
  return messagesRequest(chat, [msg])
}

/**
 * The file in the answer. `pictureSize`: which picture is wanted, '' for the whole document or the largest photo.
 * @throws {PublicError} file_deleted when the message is gone, file_not_found when it holds no such file.
 */
export function readMessage(
  answer: Api.messages.TypeMessages,
  origin: LinkFile,
  pictureSize: string,
): FoundFile {
  const where = `message ${origin.msg} of chat ${origin.chat}`
  const message = 'messages' in answer ? answer.messages.find(({ id }) => id === origin.msg) : undefined
  if (!(message instanceof Api.Message) || chatOf(message.peerId) !== origin.chat) {
    throw new PublicError('file_deleted', `${where} is gone`)
  }
  const { media, date } = message
  if (media instanceof Api.MessageMediaDocument && media.document instanceof Api.Document) {
    const found = fromDocument(media.document, pictureSize)
    if (found) return { ...found, date }
  }
  if (media instanceof Api.MessageMediaPhoto && media.photo instanceof Api.Photo) {
    const found = fromPhoto(media.photo, pictureSize)
    if (found) return { ...found, date }
  }
  throw new PublicError('file_not_found', `${where} holds no such file`)
}

export function chatOf(peer: Api.TypePeer): string {
  if (peer instanceof Api.PeerChannel) return String(-CHANNEL_BASE - BigInt(peer.channelId.toString()))
  if (peer instanceof Api.PeerChat) return `-${peer.chatId.toString()}`
  return peer.userId.toString()
}

type Found = Omit<FoundFile, 'date'>

function fromDocument(document: Api.Document, pictureSize: string): Found | undefined {
  const location = locate('document', document, pictureSize)
  if (pictureSize !== '') {
    const size = pictureBytes(document.thumbs?.find((thumb) => 'type' in thumb && thumb.type === pictureSize))
    return size === undefined ? undefined : { location, size, mime: 'image/jpeg', name: undefined }
  }
  const named = document.attributes.find((attribute) => attribute instanceof Api.DocumentAttributeFilename)
  return {
    location,
    size: Number(document.size.toString()),
    mime: document.mimeType || undefined,
    name: named?.fileName,
  }
}

function fromPhoto(photo: Api.Photo, wanted: string): Found | undefined {
  const sizes = photo.sizes
    .map((size) => ({ type: 'type' in size ? size.type : '', bytes: pictureBytes(size) }))
    .filter((size): size is { type: string; bytes: number } => size.bytes !== undefined)
  const size =
    wanted === '' ? sizes.toSorted((a, b) => b.bytes - a.bytes)[0] : sizes.find(({ type }) => type === wanted)
  if (!size) return undefined
  return {
    location: locate('photo', photo, size.type),
    size: size.bytes,
    mime: 'image/jpeg',
    name: undefined,
  }
}

/** Undefined for a picture that cannot be fetched by itself. */
export function pictureBytes(size: Api.TypePhotoSize | undefined): number | undefined {
  if (size instanceof Api.PhotoSize) return size.size
  if (size instanceof Api.PhotoSizeProgressive) return size.sizes.at(-1)
  return undefined
}

export function locate(
  kind: 'document' | 'photo',
  media: Api.Document | Api.Photo,
  pictureSize: string,
): FileLocation {
  return {
    kind,
    dc: media.dcId,
    id: BigInt(media.id.toString()),
    accessHash: BigInt(media.accessHash.toString()),
    reference: Buffer.from(media.fileReference),
    pictureSize,
  }
}

export function inputLocation(location: FileLocation): Api.TypeInputFileLocation {
  const fields = {
    id: returnBigInt(location.id),
    accessHash: returnBigInt(location.accessHash),
    fileReference: location.reference,
    thumbSize: location.pictureSize,
  }
  return location.kind === 'photo'
    ? new Api.InputPhotoFileLocation(fields)
    : new Api.InputDocumentFileLocation(fields)
}
