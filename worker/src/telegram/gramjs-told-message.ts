// A message of MTProto in the words of the Bot API, as Telegram's own Bot API server chooses them (tdlib/td,
// DocumentsManager::on_get_document): what a document is shown as is decided by its attributes.
import type { ToldMessage, ToldPicture } from '@gramreel/contracts/messages'
import { Api } from 'telegram/tl/api.js'
import { type DocumentKind, writeFileIds } from './file-ids.ts'
import { locate, pictureBytes } from './gramjs-message.ts'

type Told = Omit<ToldMessage, 'message_id' | 'date' | 'edit_date' | 'media_group_id' | 'caption'>

/** Undefined for a message without a file. */
export function tellMessage(message: Api.TypeMessage): ToldMessage | undefined {
  if (!(message instanceof Api.Message)) return undefined
  const told = tellMedia(message.media)
  if (!told) return undefined
  const { id, date, editDate, editHide, groupedId, message: caption } = message
  return {
    message_id: id,
    date,
    // What is absent is null to GramJS, whatever its types say.
    ...(editDate && !editHide && { edit_date: editDate }),
    ...(groupedId && { media_group_id: groupedId.toString() }),
    ...(caption !== '' && { caption }),
    ...told,
  }
}

function tellMedia(media: Api.TypeMessageMedia | undefined): Told | undefined {
  if (media instanceof Api.MessageMediaPhoto && media.photo instanceof Api.Photo) {
    const { photo } = media
    const sizes = pictures(photo, 'photo', photo.sizes)
    return sizes.length > 0 ? { photo: sizes } : undefined
  }
  if (media instanceof Api.MessageMediaDocument && media.document instanceof Api.Document)
    return tellDocument(media.document)
  return undefined
}

function tellDocument(document: Api.Document): Told | undefined {
  const attributes = attributesOf(document)
  const { video, audio } = attributes
  if (attributes.isSticker) return undefined
  const kind = kindOf(attributes)
  const [thumbnail] = pictures(document, 'document', document.thumbs ?? []).slice(-1)
  const file = {
    ...writeFileIds(locate('document', document, ''), kind),
    file_size: Number(document.size.toString()),
  }
  const mime = document.mimeType !== '' && { mime_type: document.mimeType }
  const picture = thumbnail && { thumbnail }
  const name = attributes.name !== undefined && attributes.name !== '' && { file_name: attributes.name }
  const named = { ...file, ...picture, ...name, ...mime }
  const duration = Math.ceil(video?.duration ?? audio?.duration ?? 0)
  const measured = { duration, width: video?.w ?? 0, height: video?.h ?? 0 }
  const told: Record<DocumentKind, () => Told> = {
    document: () => ({ document: named }),
    video: () => ({ video: { ...named, ...measured } }),
    animation: () => ({ animation: { ...named, ...measured } }),
    video_note: () => ({ video_note: { ...file, ...picture, duration, length: video?.w ?? 0 } }),
    voice: () => ({ voice: { ...file, ...mime, duration } }),
    audio: () => ({
      audio: {
        ...named,
        duration,
        ...(audio?.title && { title: audio.title }),
        ...(audio?.performer && { performer: audio.performer }),
      },
    }),
  }
  return told[kind]()
}

type Attributes = {
  isAnimated: boolean
  isSticker: boolean
  video?: Api.DocumentAttributeVideo
  audio?: Api.DocumentAttributeAudio
  name?: string
}

function attributesOf(document: Api.Document): Attributes {
  const found: Attributes = { isAnimated: false, isSticker: false }
  for (const attribute of document.attributes) {
    if (attribute instanceof Api.DocumentAttributeAnimated) found.isAnimated = true
    if (attribute instanceof Api.DocumentAttributeSticker) found.isSticker = true
    if (attribute instanceof Api.DocumentAttributeCustomEmoji) found.isSticker = true
    if (attribute instanceof Api.DocumentAttributeVideo) found.video = attribute
    if (attribute instanceof Api.DocumentAttributeAudio) found.audio = attribute
    if (attribute instanceof Api.DocumentAttributeFilename) found.name = attribute.fileName
  }
  return found
}

function kindOf({ isAnimated, video, audio }: Attributes): DocumentKind {
  if (isAnimated) return 'animation'
  if (video) return video.roundMessage ? 'video_note' : 'video'
  if (audio) return audio.voice ? 'voice' : 'audio'
  return 'document'
}

/** Sizes that can be fetched: those within the message itself (stripped ones, outlines) are left out, as the Bot API does. */
function pictures(
  media: Api.Photo | Api.Document,
  kind: 'photo' | 'document',
  sizes: Api.TypePhotoSize[],
): ToldPicture[] {
  return sizes.flatMap((size) => {
    const bytes = pictureBytes(size)
    if (bytes === undefined || !('w' in size)) return []
    const { type, w: width, h: height } = size
    return [{ ...writeFileIds(locate(kind, media, type)), file_size: bytes, width, height }]
  })
}
