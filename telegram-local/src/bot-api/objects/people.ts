// User and Chat: https://core.telegram.org/bots/api#user, #chat
import type { Channel, ChatId, MemberStatus, User, World } from '../../world.ts'

export function userObject({ id, isBot, firstName, lastName, username }: User) {
  return {
    id,
    is_bot: isBot,
    first_name: firstName,
    ...(lastName !== undefined && { last_name: lastName }),
    ...(username !== undefined && { username }),
  }
}

/** What getMe says of the bot itself. */
export function ownObject(bot: User) {
  return {
    ...userObject(bot),
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
  }
}

export function chatObject(world: World, id: ChatId) {
  const channel = world.channel(id)
  if (channel) return channelObject(channel)
  const user = world.user(id)
  return {
    id,
    first_name: user?.firstName ?? '',
    ...(user?.lastName !== undefined && { last_name: user.lastName }),
    ...(user?.username !== undefined && { username: user.username }),
    type: 'private' as const,
  }
}

function channelObject({ id, title, username }: Channel) {
  return { id, title, ...(username !== undefined && { username }), type: 'channel' as const }
}

const ADMINISTRATOR_RIGHTS = {
  can_be_edited: false,
  can_manage_chat: true,
  can_change_info: true,
  can_post_messages: true,
  can_edit_messages: true,
  can_delete_messages: true,
  can_invite_users: true,
  can_restrict_members: true,
  can_promote_members: false,
  can_manage_video_chats: true,
  can_post_stories: true,
  can_edit_stories: true,
  can_delete_stories: true,
  can_manage_direct_messages: false,
  is_anonymous: false,
}

/** https://core.telegram.org/bots/api#chatmember */
export function memberObject(user: User, status: MemberStatus, mayDelete = true) {
  return {
    user: userObject(user),
    status,
    ...(status === 'creator' && { is_anonymous: false }),
    ...(status === 'administrator' && { ...ADMINISTRATOR_RIGHTS, can_delete_messages: mayDelete }),
    ...(status === 'kicked' && { until_date: 0 }),
  }
}
