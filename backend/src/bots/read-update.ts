import type { ToldMessage } from '@gramreel/contracts/messages'
import type { PostedFile } from '../storage/schema.ts'
import type { Message, Update } from './bot-api.ts'
import { cleanText, nameFile } from './file-name.ts'
import { readMedia } from './read-media.ts'

export const messageOf = (update: Update): Message | undefined =>
  update.message ?? update.edited_message ?? update.channel_post ?? update.edited_channel_post

/** Pixels and bytes are whole and not negative, whatever Telegram's clients claimed. */
const whole = (value: number | undefined): number | null =>
  value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : null

/** A message that holds no file any more. */
export type RemovedFile = Pick<PostedFile, 'box' | 'chat_id' | 'message_id'> & { edited_at: number }

// https://core.telegram.org/api/bots/ids: only channels and supergroups have ids below -10^12.
const keyOf = (message: Message, botId: number) => ({
  box: message.chat.id <= -1_000_000_000_000 ? 0 : botId,
  chat_id: String(message.chat.id),
  message_id: message.message_id,
})

/** What an edit took away; undefined unless the update is one that leaves its message without a file. */
export const readRemoval = (update: Update, botId: number): RemovedFile | undefined => {
  const message = update.edited_message ?? update.edited_channel_post
  if (!message || readMedia(message)) return undefined
  return { ...keyOf(message, botId), edited_at: message.edit_date ?? message.date }
}

/** The catalogue's row for a message; undefined when it holds no file. */
export const readMessage = (message: Message, botId: number): PostedFile | undefined => {
  const media = readMedia(message)
  if (!media) return undefined
  return {
    bot_id: botId,
    ...keyOf(message, botId),
    media_group_id: message.media_group_id ?? null,
    kind: media.kind,
    name: nameFile(media, message.date),
    caption: cleanText(message.caption ?? ''),
    mime: media.mime,
    size: whole(media.size) ?? 0,
    width: whole(media.width) || null,
    height: whole(media.height) || null,
    // The Bot API always has a duration; a client that does not know it says 0.
    duration_seconds: media.durationSeconds || null,
    posted_at: message.date,
    edited_at: message.edit_date ?? null,
    file_id: media.fileId,
    file_unique_id: media.uniqueId,
    thumbnail_file_id: media.thumbnail?.fileId ?? null,
    thumbnail_unique_id: media.thumbnail?.uniqueId ?? null,
    as_file: message.document && !message.animation ? 1 : 0,
  }
}

/** The same for messages of a channel as a worker tells them. */
export const readTold = (messages: readonly ToldMessage[], chat: string, botId: number): PostedFile[] =>
  messages.flatMap((told) => {
    const message = { ...told, chat: { id: Number(chat), type: 'channel' as const, title: '' } }
    return readMessage(message, botId) ?? []
  })
