// From a client's input peers to ours, with the access hashes that prove it was told of them.
// Bots may write 0 for what they are in or have met: https://core.telegram.org/api/peers#access-hash
import type { Channel, ChatId, User, World } from '../../world.ts'
import { type Caller, RpcError, type TlObject } from '../service.ts'
import { long } from './fields.ts'

/** https://core.telegram.org/api/bots/ids */
const CHANNEL_BASE = -1_000_000_000_000

export const channelIdOf = (chat: ChatId): bigint => BigInt(CHANNEL_BASE - chat)
export const chatOfChannel = (channelId: bigint): ChatId => CHANNEL_BASE - Number(channelId)

export const peerOf = (chat: ChatId): TlObject =>
  chat < 0 ? { _: 'peerChannel', channel_id: channelIdOf(chat) } : { _: 'peerUser', user_id: BigInt(chat) }

/** The signed-in bot or person. */
export function signedIn(world: World, caller: Caller): User {
  const user = caller.userId === undefined ? undefined : world.user(caller.userId)
  if (user === undefined) throw new RpcError(401, 'AUTH_KEY_UNREGISTERED')
  return user
}

const PRESENT = new Set(['creator', 'administrator', 'member'])

/** The channel that an InputChannel or an inputPeerChannel names, if the caller is in it. */
export function resolveChannel(world: World, self: User, input: TlObject): Channel {
  const channel =
    input['channel_id'] === undefined ? undefined : world.channel(chatOfChannel(long(input, 'channel_id')))
  if (channel === undefined) throw new RpcError(400, 'CHANNEL_INVALID')
  const status = world.memberStatus(channel.id, self.id)
  const hash = long(input, 'access_hash')
  const known = hash === channel.accessHash || (hash === 0n && self.isBot && status !== 'left')
  if (!known) throw new RpcError(400, 'CHANNEL_INVALID')
  if (!PRESENT.has(status)) throw new RpcError(400, 'CHANNEL_PRIVATE')
  return channel
}

/** The user that an InputUser or an input peer names; undefined for a stranger or a wrong hash. */
export function resolveUser(world: World, self: User, input: TlObject): User | undefined {
  if (input._ === 'inputUserSelf' || input._ === 'inputPeerSelf') return self
  if (input['user_id'] === undefined || input._.endsWith('FromMessage')) return undefined
  const user = world.user(Number(long(input, 'user_id')))
  const hash = long(input, 'access_hash')
  const known = user !== undefined && (hash === user.accessHash || (hash === 0n && self.isBot))
  return known ? user : undefined
}

/** Where a message from `self` goes: a channel it may post in, or its private chat with a person. */
export function resolveTarget(world: World, self: User, peer: TlObject): { chat: ChatId; bot?: number } {
  if (peer._ === 'inputPeerChannel') {
    const channel = resolveChannel(world, self, peer)
    const status = world.memberStatus(channel.id, self.id)
    if (status === 'member') throw new RpcError(403, 'CHAT_WRITE_FORBIDDEN')
    return { chat: channel.id }
  }
  const user = resolveUser(world, self, peer)
  if (user === undefined) throw new RpcError(400, 'PEER_ID_INVALID')
  if (user.isBot) throw new RpcError(400, 'USER_IS_BOT')
  return { chat: user.id, bot: self.id }
}
