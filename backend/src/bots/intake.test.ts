import { expect, test } from 'vitest'
import { createCatalogue } from '../catalogue/catalogue.ts'
import { createServer } from '../http/server.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import type { Update } from './bot-api.ts'
import { createChannels } from './channels.ts'
import { createIntake } from './intake.ts'

const CHAT = -1001234567890
const key = (bot_id: number) => ({ bot_id, chat_id: String(CHAT) })

const post = (messageId: number, botId: number): Update => ({
  update_id: messageId,
  channel_post: {
    message_id: messageId,
    date: 1_790_000_000 + messageId,
    chat: { id: CHAT, type: 'channel', title: 'Films' },
    sender_chat: { id: CHAT, type: 'channel', title: 'Films' },
    document: {
      file_id: `bot ${botId} file ${messageId}`,
      file_unique_id: `unique ${messageId}`,
      file_size: 5,
    },
  },
})

onBothDatabases(({ open, create }) => {
  const setUp = async (place?: string) => {
    const database = await open(place)
    const catalogue = createCatalogue(database)
    const channels = createChannels({ database, isNamed: () => false })
    const intake = createIntake({
      database,
      channels,
      save: (files, within) => catalogue.save(files, { within }),
      remove: catalogue.remove,
      onFiles: () => {},
      onChannels: () => {},
      onUnchecked: () => {},
      log: createServer(undefined).log,
    })
    return { catalogue, channels, intake }
  }

  test('posts that come while the owner decides are in the gallery or among those that waited, none in between', async () => {
    const place = await create()
    const [one, other] = [await setUp(place), await setUp(place)]
    await one.intake.take(1, [post(1, 1)])
    const taking = (async () => {
      for (let i = 2; i <= 40; i++) await one.intake.take(1, [post(i, 1)])
    })()
    await other.intake.decide(key(1), 'accepted')
    await taking
    expect((await one.catalogue.page({})).total).toBe(40)
    expect(await one.channels.all()).toMatchObject([{ decision: 'accepted', waiting: 0 }])
  })

  test('two bots tell of one message: one file, two readers, whoever was first', async () => {
    const { catalogue, channels, intake } = await setUp()
    await Promise.all([intake.take(1, [post(1, 1)]), intake.take(2, [post(1, 2)])])
    await intake.decide(key(1), 'accepted')
    expect((await channels.all()).map(({ decision }) => decision)).toEqual(['accepted', 'accepted'])
    await intake.take(2, [post(1, 2)])
    const { items, total } = await catalogue.page({})
    expect(total).toBe(1)
    const readers = await catalogue.readers({ id: items[0]?.id ?? '' })
    expect(readers).toMatchObject([
      { botId: 1, fileId: 'bot 1 file 1' },
      { botId: 2, fileId: 'bot 2 file 1' },
    ])
    // Neither is among the gallery's bots.
    expect(items).toMatchObject([{ isUnreadable: true }])
  })
})
