// Users and channels as TL, from the point of view of whoever asks. Fields of all layers: the codec leaves out what a layer lacks.
import type { Channel, User, World } from '../../world.ts'
import type { TlObject } from '../service.ts'
import { channelIdOf } from './peers.ts'

export function tlUser(user: User, self: User): TlObject {
  return {
    _: 'user',
    self: user.id === self.id,
    bot: user.isBot,
    premium: user.isPremium === true,
    // Shares its flag with `bot`.
    bot_info_version: user.isBot ? 1 : undefined,
    id: BigInt(user.id),
    access_hash: user.accessHash,
    first_name: user.firstName,
    last_name: user.lastName,
    username: user.username,
  }
}

export function tlChannel(world: World, channel: Channel, self: User): TlObject {
  const status = world.memberStatus(channel.id, self.id)
  return {
    _: 'channel',
    creator: status === 'creator',
    left: status === 'left',
    broadcast: true,
    id: channelIdOf(channel.id),
    access_hash: channel.accessHash,
    title: channel.title,
    username: channel.username,
    photo: { _: 'chatPhotoEmpty' },
    date: channel.createdAt,
    admin_rights: status === 'administrator' || status === 'creator' ? ADMIN_RIGHTS : undefined,
  }
}

const ADMIN_RIGHTS: TlObject = {
  _: 'chatAdminRights',
  change_info: true,
  post_messages: true,
  edit_messages: true,
  delete_messages: true,
  invite_users: true,
  other: true,
}
