// Which chat a call means and whether the bot may: the rules of check_chat in telegram-bot-api's Client.cpp.
import type { ChatId, MemberStatus, User, World } from '../world.ts'
import { badRequest, forbidden } from './answer.ts'
import { parseInteger } from './arguments.ts'
import type { BotApiMethods, Call } from './methods.ts'
import { chatObject, memberObject } from './objects/people.ts'

export type Access = 'read' | 'write'

/** The chat's id; throws Telegram's refusal. */
export function findChat({ world, bot, args }: Call, access: Access, field = 'chat_id'): ChatId {
  const text = args.text(field)
  if (text === undefined) throw badRequest('chat_id is empty')
  const id = parseInteger(text)
  const channel = text.startsWith('@') ? findPublicChannel(world, text.slice(1)) : world.channel(id)
  if (channel) {
    checkChannelAccess(world, channel.id, channel.username !== undefined, bot.id, access)
    return channel.id
  }
  const user = text.startsWith('@') ? undefined : world.user(id)
  if (!user || user.id === bot.id) throw badRequest('chat not found')
  if (user.isBot && access === 'write') throw forbidden("bot can't send messages to bots")
  return user.id
}

/** The box whose numbers count messages in this chat: the bot's own for people, the channel's for channels. */
export const boxOf = (chat: ChatId, bot: User): number | undefined => (chat > 0 ? bot.id : undefined)

export const isAdministrator = (status: MemberStatus) => status === 'creator' || status === 'administrator'

function checkChannelAccess(
  world: World,
  chat: ChatId,
  isPublic: boolean,
  bot: number,
  access: Access,
): void {
  const status = world.memberStatus(chat, bot)
  if (status === 'kicked') throw forbidden('bot was kicked from the channel chat')
  if (status === 'left' && !(isPublic && access === 'read')) {
    throw forbidden('bot is not a member of the channel chat')
  }
  if (access === 'write' && !isAdministrator(status)) {
    throw badRequest('need administrator rights in the channel chat')
  }
}

function findPublicChannel(world: World, username: string) {
  return world.channels().find((channel) => channel.username?.toLowerCase() === username.toLowerCase())
}

export const chatMethods: BotApiMethods = {
  getChat(call) {
    const chat = findChat(call, 'read')
    const object = chatObject(call.world, chat)
    return {
      ...object,
      ...('username' in object && { active_usernames: [object.username] }),
      ...(object.type === 'channel' && { has_visible_history: true }),
      accepted_gift_types: {
        unlimited_gifts: false,
        limited_gifts: false,
        unique_gifts: false,
        premium_subscription: false,
        gifts_from_channels: false,
      },
      max_reaction_count: 11,
      accent_color_id: Math.abs(chat) % 7,
    }
  },

  getChatMember(call) {
    const { world, args } = call
    const id = parseInteger(args.text('user_id') ?? '')
    if (id <= 0) throw badRequest('invalid user_id specified')
    const chat = findChat(call, 'read')
    const user = world.user(id)
    if (!user) throw badRequest('member not found')
    const inPrivate = id === chat || id === call.bot.id ? 'member' : 'left'
    return chat > 0
      ? memberObject(user, inPrivate)
      : memberObject(user, world.memberStatus(chat, id), world.mayDelete(chat, id))
  },

  getChatAdministrators(call) {
    const { world, bot } = call
    const chat = findChat(call, 'read')
    if (chat > 0) throw badRequest('there are no administrators in the private chat')
    if (!isAdministrator(world.memberStatus(chat, bot.id))) throw badRequest('member list is inaccessible')
    return world
      .members(chat)
      .flatMap(({ user, status }) => {
        const person = world.user(user)
        return person && isAdministrator(status) && (!person.isBot || user === bot.id)
          ? [memberObject(person, status)]
          : []
      })
      .toSorted((a, b) => Number(b.status === 'creator') - Number(a.status === 'creator'))
  },
}
