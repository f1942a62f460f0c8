import type { Entity, Message, PlaceChange, Update, World } from '../../world.ts'
import { mediaFields } from './media.ts'
import { chatObject, memberObject, userObject } from './people.ts'

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

export function updateObject(world: World, update: Update) {
  const { id, kind } = update
  const told =
    update.kind === 'my_chat_member'
      ? placeChangeObject(world, update.change)
      : messageObject(world, update.message)
  return { update_id: id, [kind]: told }
}

/** https://core.telegram.org/bots/api#chatmemberupdated */
function placeChangeObject(world: World, { chat, bot, by, date, before, after }: PlaceChange) {
  const [member, from] = [world.user(bot), world.user(by)]
  return {
    chat: chatObject(world, chat),
    ...(from && { from: userObject(from) }),
    date,
    ...(member && {
      old_chat_member: memberObject(member, before),
      new_chat_member: memberObject(member, after),
    }),
  }
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
