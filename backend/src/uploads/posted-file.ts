// From an upload and what its worker says of the message to the catalogue's row: the same as the Bot API's update would give, which
// for a bot's own post in a channel never comes. What the worker might lie about (chat, name, kind) is taken from our own row.
import type { FileKind } from '@gramreel/contracts/catalogue'
import type { PostedUpload } from '@gramreel/contracts/uploads'
import type { PostedFile, UploadRow } from '../storage/schema.ts'

/** Pictures that every browser shows. */
const PICTURE_MIMES = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif'])

const kindOf = (mime: string): FileKind => {
  if (PICTURE_MIMES.has(mime)) return 'photo'
  if (mime.startsWith('video/')) return 'video'
  return mime.startsWith('audio/') ? 'audio' : 'document'
}

// https://core.telegram.org/api/bots/ids: only channels and supergroups have ids below -10^12.
export const boxOf = ({ chat_id, bot_id }: Pick<UploadRow, 'chat_id' | 'bot_id'>): number =>
  Number(chat_id) <= -1_000_000_000_000 ? 0 : bot_id

export const postedFileOf = (row: UploadRow, posted: PostedUpload): PostedFile => {
  const isPhoto = row.sent_as === 'photo'
  return {
    bot_id: row.bot_id,
    box: boxOf(row),
    chat_id: row.chat_id,
    message_id: posted.messageId,
    media_group_id: null,
    kind: isPhoto ? 'photo' : kindOf(row.mime),
    name: row.name,
    caption: row.caption,
    mime: isPhoto ? 'image/jpeg' : row.mime,
    size: isPhoto ? posted.size : row.size,
    width: (isPhoto ? posted.width : row.width) ?? null,
    height: (isPhoto ? posted.height : row.height) ?? null,
    duration_seconds: row.duration_seconds,
    posted_at: posted.date,
    edited_at: null,
    file_id: posted.file.fileId,
    file_unique_id: posted.file.uniqueId,
    thumbnail_file_id: posted.thumbnail?.fileId ?? null,
    thumbnail_unique_id: posted.thumbnail?.uniqueId ?? null,
    as_file: isPhoto ? 0 : 1,
  }
}
