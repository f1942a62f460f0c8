// What a bot's private box holds beyond what its client has seen. Every message counts one: pts is one more than the last number.
import type { World } from '../../world.ts'
import type { Services, TlObject } from '../service.ts'
import { int } from './fields.ts'
import { signedIn } from './peers.ts'
import { tlMessage, tlSurroundings } from './tl-message.ts'

const MOST_MESSAGES = 100

const state = (pts: number): TlObject => ({
  _: 'updates.state',
  pts,
  qts: 0,
  date: Math.floor(Date.now() / 1000),
  seq: 1,
  unread_count: 0,
})

export function updateServices(world: World): Services {
  return {
    'updates.getState': (_request, caller) => state(world.lastMessageId(signedIn(world, caller).id) + 1),
    'updates.getDifference': (request, caller) => {
      const self = signedIn(world, caller)
      const pts = world.lastMessageId(self.id) + 1
      const from = Math.max(int(request, 'pts'), 1)
      if (from >= pts) return { _: 'updates.differenceEmpty', date: Math.floor(Date.now() / 1000), seq: 1 }
      const until = Math.min(pts, from + MOST_MESSAGES)
      const messages = Array.from({ length: until - from }, (_, n) => world.messageInBox(self.id, from + n))
      const there = messages.filter((message) => message !== undefined)
      const difference = {
        new_messages: there.map((message) => tlMessage(world, message, self)),
        new_encrypted_messages: [],
        other_updates: [],
        ...tlSurroundings(world, there, self),
      }
      return until === pts
        ? { _: 'updates.difference', ...difference, state: state(pts) }
        : { _: 'updates.differenceSlice', ...difference, intermediate_state: state(until) }
    },
  }
}
