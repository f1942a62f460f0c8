import type { Message, User, World } from '../../world.ts'
import type { TlObject } from '../service.ts'
import { peerOf } from './peers.ts'
import { tlEntities } from './tl-entities.ts'
import { tlMedia } from './tl-media.ts'
import { tlChannel, tlUser } from './tl-people.ts'

export function tlMessage(world: World, message: Message, self: User): TlObject {
  const { id, chat, bot, media, forwardedFrom } = message
  const isPost = bot === undefined
  const origin = { chat, message: id, ...(bot === undefined ? {} : { bot }) }
  return {
    _: 'message',
    out: message.from === self.id,
    post: isPost,
    id,
    peer_id: peerOf(chat),
    fwd_from:
      forwardedFrom === undefined
        ? undefined
        : {
            _: 'messageFwdHeader',
            from_id: peerOf(forwardedFrom.chat),
            date: forwardedFrom.date,
            channel_post: forwardedFrom.chat < 0 ? forwardedFrom.id : undefined,
          },
    date: message.date,
    message: message.text,
    media: media === undefined ? undefined : tlMedia(world, media, origin),
    entities: tlEntities(message.entities),
    views: isPost ? 1 : undefined,
    forwards: isPost ? 0 : undefined,
    edit_date: message.editDate,
    grouped_id: message.groupedId,
  }
}

/** The people and channels that messages speak of, as answers carry them along. */
export function tlSurroundings(
  world: World,
  messages: readonly Message[],
  self: User,
): { chats: TlObject[]; users: TlObject[] } {
  const chats = new Set(messages.flatMap(({ chat, forwardedFrom }) => [chat, forwardedFrom?.chat ?? chat]))
  const users = new Set(messages.some(({ bot }) => bot !== undefined) ? [self.id] : [])
  for (const chat of chats) if (chat > 0) users.add(chat)
  return {
    chats: [...chats].flatMap((chat) => {
      const channel = world.channel(chat)
      return channel === undefined ? [] : [tlChannel(world, channel, self)]
    }),
    users: [...users].flatMap((id) => {
      const user = world.user(id)
      return user === undefined ? [] : [tlUser(user, self)]
    }),
  }
}
