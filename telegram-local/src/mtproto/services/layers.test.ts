import { describe, expect, it } from 'vitest'
import { TlReader } from '../../tl/decode.ts'
import { encode } from '../../tl/encode.ts'
import { telegramSchema } from '../../tl/schema.ts'
import { addFilm, temporaryWorld } from '../../world/temporary-world.ts'
import type { TlObject } from '../service.ts'
import { channelIdOf } from './peers.ts'
import { serviceClients } from './service-client.ts'

/** One answer of each kind, with as much in it as answers can have. */
async function answers(): Promise<TlObject[]> {
  const world = temporaryWorld()
  const { defaultBot: bot, defaultChannel: channel, defaultUser: ada } = world
  const size = {
    type: 'm',
    width: 320,
    height: 180,
    bytes: 4,
    content: await world.store([Buffer.from('jpeg')]),
  }
  const kinds = ['document', 'video', 'animation', 'audio', 'voice', 'video_note'] as const
  const documents = kinds.map((shownAs) =>
    world.addDocument({
      ...addFilm(world),
      shownAs,
      mime: 'image/png',
      width: 640,
      height: 360,
      duration: 12.345,
      title: 'title',
      thumbs: [size],
      stripped: 'AQID',
    }),
  )
  const entities = [{ type: 'text_link', offset: 0, length: 2, url: 'https://example.org' }]
  const forwardedFrom = { chat: channel.id, id: 1, date: 1 }
  for (const media of [world.addPhoto({ sizes: [size], stripped: 'AQID' }), ...documents]) {
    const fields = { media, text: 'caption', entities, forwardedFrom, groupedId: 5n }
    world.addMessage({ ...fields, chat: channel.id })
    world.addMessage({ ...fields, chat: ada.id, bot: bot.id, from: ada.id })
  }
  world.editMessage(channel.id, 1, { text: 'edited', entities })

  const { call } = serviceClients(world)(2, bot.id)
  const input = { _: 'inputChannel', channel_id: channelIdOf(channel.id), access_hash: 0n }
  const id = Array.from({ length: 9 }, (_, n) => ({ _: 'inputMessageID', id: n + 1 }))
  const film = documents[1]
  const inputDocument = { id: film?.id, access_hash: film?.accessHash }
  const file = { ...inputDocument, file_reference: film && world.fileReference(film) }
  return [
    await call('help.getConfig'),
    await call('help.getNearestDc'),
    await call('updates.getState'),
    await call('updates.getDifference', { pts: 1 }),
    await call('updates.getDifference', { pts: 99 }),
    await call('users.getFullUser', { id: { _: 'inputUserSelf' } }),
    await call('channels.getChannels', { id: [input] }),
    await call('channels.getMessages', { channel: input, id }),
    await call('messages.getMessages', { id }),
    await call('auth.exportAuthorization', { dc_id: 4 }),
    await call('upload.getFile', {
      location: { _: 'inputDocumentFileLocation', ...file, thumb_size: '' },
      offset: 0n,
      limit: 4096,
    }),
    await call('messages.sendMedia', {
      peer: { ...input, _: 'inputPeerChannel' },
      media: { _: 'inputMediaDocument', id: { _: 'inputDocument', ...file } },
      random_id: 1n,
    }),
    await call('auth.logOut'),
  ]
}

describe('every answer', () => {
  it('can be written for clients of every layer from 158 to 225, and be read again', async () => {
    for (const answer of await answers()) {
      for (let layer = 158; layer <= 225; layer++) {
        const bytes = encode(answer, telegramSchema().at(layer))
        expect(new TlReader(bytes, telegramSchema()).object()._).toBe(answer._)
      }
    }
  })
})
