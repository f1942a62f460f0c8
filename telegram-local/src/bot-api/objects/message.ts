import type { Entity, Message, Update, World } from '../../world.ts'
import { mediaFields } from './media.ts'
import { chatObject, userObject } from './people.ts'

/** https://core.telegram.org/bots/api#message, as the bot in whose box it is, or any bot in the channel, sees it. */
export function messageObject(world: World, message: Message): Record<string, unknown> {
  const { id, chat, bot, media, text } = message
  const formatted = message.entities.map(entityObject)
  return {
    message_id: id,
    ...senderFields(world, message),
    chat: chatObject(world, chat),
    date: message.date,
    ...(message.editDate !== undefined && { edit_date: message.editDate }),
    ...(message.forwardedFrom && { forward_origin: originObject(world, message.forwardedFrom) }),
    ...(message.groupedId !== undefined && { media_group_id: message.groupedId.toString() }),
    ...(media && mediaFields(world, media, { chat, message: id, ...(bot !== undefined && { bot }) })),
    ...(media
      ? text !== '' && {
          caption: text,
          ...(formatted.length > 0 && { caption_entities: formatted }),
        }
      : { text, ...(formatted.length > 0 && { entities: formatted }) }),
  }
}

export function updateObject(world: World, { id, kind, message }: Update) {
  return { update_id: id, [kind]: messageObject(world, message) }
}

/** Posts of a channel go out in its own name; the author stays unknown. */
function senderFields(world: World, { chat, bot, from }: Message) {
  if (bot === undefined) return { sender_chat: chatObject(world, chat) }
  const user = from === undefined ? undefined : world.user(from)
  return user && { from: userObject(user) }
}

function originObject(world: World, { chat, id, date }: NonNullable<Message['forwardedFrom']>) {
  if (world.channel(chat)) return { type: 'channel', chat: chatObject(world, chat), message_id: id, date }
  const user = world.user(chat)
  return user
    ? { type: 'user', sender_user: userObject(user), date }
    : { type: 'hidden_user', sender_user_name: '', date }
}

function entityObject({ type, offset, length, url, language }: Entity) {
  return {
    offset,
    length,
    type,
    ...(url !== undefined && { url }),
    ...(language !== undefined && { language }),
  }
}
