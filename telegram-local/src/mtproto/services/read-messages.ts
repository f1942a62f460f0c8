import type { Message, World } from '../../world.ts'
import { RpcError, type Services, type TlObject } from '../service.ts'
import { int, list, object } from './fields.ts'
import { resolveChannel, signedIn } from './peers.ts'
import { tlMessage, tlSurroundings } from './tl-message.ts'
import { tlChannel } from './tl-people.ts'

const MOST_IDS = 200

export function readMessageServices(world: World): Services {
  return {
    'channels.getChannels': (request, caller) => {
      const self = signedIn(world, caller)
      const channels = list(request, 'id').map((input) => resolveChannel(world, self, input))
      return { _: 'messages.chats', chats: channels.map((channel) => tlChannel(world, channel, self)) }
    },
    'channels.getMessages': (request, caller) => {
      const self = signedIn(world, caller)
      const channel = resolveChannel(world, self, object(request, 'channel'))
      const asked = askedMessages(request, (id) => world.messageInBox(channel.id, id))
      const found = asked.flatMap(([, message]) => (message === undefined ? [] : [message]))
      const { users } = tlSurroundings(world, found, self)
      return {
        _: 'messages.channelMessages',
        pts: world.lastMessageId(channel.id) + 1,
        count: asked.length,
        messages: asked.map(([id, message]) => orEmpty(world, id, message, self)),
        topics: [],
        chats: [tlChannel(world, channel, self)],
        users,
      }
    },
    'messages.getMessages': (request, caller) => {
      const self = signedIn(world, caller)
      const asked = askedMessages(request, (id) => world.messageInBox(self.id, id))
      const found = asked.flatMap(([, message]) => (message === undefined ? [] : [message]))
      return {
        _: 'messages.messages',
        messages: asked.map(([id, message]) => orEmpty(world, id, message, self)),
        topics: [],
        ...tlSurroundings(world, found, self),
      }
    },
  }
}

function askedMessages(
  request: TlObject,
  find: (id: number) => Message | undefined,
): [number, Message | undefined][] {
  const asked = list(request, 'id')
  if (asked.length === 0) throw new RpcError(400, 'MESSAGE_IDS_EMPTY')
  if (asked.length > MOST_IDS) throw new RpcError(400, 'LIMIT_INVALID')
  return asked.map((input) => {
    const id = int(input, 'id')
    return [id, input._ === 'inputMessageID' ? find(id) : undefined]
  })
}

/** A message that is deleted or never was comes back as messageEmpty. */
function orEmpty(
  world: World,
  id: number,
  message: Message | undefined,
  self: Parameters<typeof tlMessage>[2],
) {
  return message === undefined ? { _: 'messageEmpty', id } : tlMessage(world, message, self)
}
