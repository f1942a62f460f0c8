// What a chat is called and how the bot stands in it. Pure.
import type { ChannelKind, ChannelProblem } from '@gramreel/contracts/bots'
import type { Chat, Place } from './bot-api.ts'
import { cleanText } from './file-name.ts'

const MAX_TITLE = 128

const nameOf = (chat: Chat): string => {
  if (chat.type !== 'private') return chat.title ?? ''
  const name = [chat.first_name, chat.last_name].filter(Boolean).join(' ')
  return chat.username === undefined ? name : `${name} (@${chat.username})`
}

/** Titles are chosen by strangers. */
export const titleOf = (chat: Chat): string => {
  const title = cleanText(nameOf(chat)).replace(/\s+/g, ' ').trim()
  return Array.from(title).slice(0, MAX_TITLE).join('') || String(chat.id)
}

/** What a member may; in groups everybody posts, unless he is restricted. */
export const placeOf = (member: {
  status: Place['status']
  can_post_messages?: boolean
  can_delete_messages?: boolean
}): Place => ({
  status: member.status,
  mayPost: member.can_post_messages ?? (member.status === 'creator' || member.status === 'member'),
  mayDelete: member.can_delete_messages ?? member.status === 'creator',
})

/**
 * Telegram tells a channel's posts to bots that administer it, and what is said in a group too: to others only what is
 * meant for them (https://core.telegram.org/bots/features#privacy-mode). `wasThere`: it had a place before.
 */
export const problemOf = (
  { status }: Pick<Place, 'status'>,
  kind: ChannelKind,
  wasThere: boolean,
): ChannelProblem | null => {
  if (status === 'kicked') return 'removed'
  if (status === 'left') return wasThere ? 'removed' : 'not_member'
  if (kind === 'private' || status === 'creator' || status === 'administrator') return null
  return 'not_administrator'
}
