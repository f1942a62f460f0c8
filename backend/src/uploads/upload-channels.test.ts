import { expect, test } from 'vitest'
import { choicesOf, uploadChannels } from './upload-channels.ts'

test('each channel is offered once, by its title, and the one that is taken unasked is the first', async () => {
  const channels = uploadChannels({
    accepted: async () => [
      { bot_id: 8, chat_id: '-1009999999999', title: 'Of another bot' },
      { bot_id: 7, chat_id: '-1001234567890', title: 'Holidays' },
      { bot_id: 8, chat_id: '-1001234567890', title: 'Holidays' },
      { bot_id: 7, chat_id: '42', title: 'A person' },
    ],
    named: ['-1001234567890', '-1007777777777'],
    mainBot: () => 7,
  })
  expect(choicesOf(await channels())).toEqual([
    { chat: '-1001234567890', title: 'Holidays' },
    { chat: '-1007777777777', title: '-1007777777777' },
    { chat: '-1009999999999', title: 'Of another bot' },
  ])
})
