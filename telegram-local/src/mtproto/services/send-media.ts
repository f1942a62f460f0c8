import type { World } from '../../world.ts'
import { RpcError, type Services } from '../service.ts'
import { list, long, object, text } from './fields.ts'
import { resolveTarget, signedIn } from './peers.ts'
import { createRecentIds } from './recent-ids.ts'
import { mediaFrom } from './sent-media.ts'
import { entitiesFrom } from './tl-entities.ts'
import { tlMedia } from './tl-media.ts'
import { tlMessage, tlSurroundings } from './tl-message.ts'

const LONGEST_CAPTION = 1024

export function sendMediaServices(world: World): Services {
  const sent = createRecentIds()
  return {
    'messages.uploadMedia': async (request, caller) => {
      const self = signedIn(world, caller)
      resolveTarget(world, self, object(request, 'peer'))
      return tlMedia(world, await mediaFrom(world, caller, object(request, 'media')))
    },
    'messages.sendMedia': async (request, caller) => {
      const self = signedIn(world, caller)
      const target = resolveTarget(world, self, object(request, 'peer'))
      const caption = text(request, 'message')
      if (caption.length > LONGEST_CAPTION) throw new RpcError(400, 'MEDIA_CAPTION_TOO_LONG')
      const randomId = long(request, 'random_id')
      const id = `${self.id} ${randomId}`
      if (!sent.take(id)) throw new RpcError(500, 'RANDOM_ID_DUPLICATE')
      // A call that fails may be made again with the same random_id.
      const media = await mediaFrom(world, caller, object(request, 'media')).catch((error: unknown) => {
        sent.giveBack(id)
        throw error
      })
      const entities = entitiesFrom(list(request, 'entities'))
      const message = world.addMessage({ ...target, from: self.id, text: caption, entities, media })
      const news = {
        _: message.bot === undefined ? 'updateNewChannelMessage' : 'updateNewMessage',
        message: tlMessage(world, message, self),
        pts: message.id + 1,
        pts_count: 1,
      }
      return {
        _: 'updates',
        updates: [{ _: 'updateMessageID', id: message.id, random_id: randomId }, news],
        ...tlSurroundings(world, [message], self),
        date: message.date,
        seq: 0,
      }
    },
  }
}
