import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Face, startFace } from './face-for-tests.ts'

let face: Face
let place: { chat_id: number; message_id: number }
let from: { from_chat_id: number; message_id: number }

beforeAll(async () => {
  face = await startFace()
  const { messageId } = await face.post({ caption: 'Film' })
  place = { chat_id: face.chat, message_id: messageId }
  from = { from_chat_id: face.chat, message_id: messageId }
})
afterAll(() => face.close())

const refusal = async (method: string, values: Record<string, unknown>) =>
  (await face.call(method, values)).body['description']

describe('copyMessage and forwardMessage', () => {
  test('a copy has no origin, and may have another caption', async () => {
    const { message_id } = await face.result('copyMessage', { ...from, chat_id: face.person })
    const copy = face.world.message(face.person, Number(message_id), face.world.defaultBot.id)
    expect(copy).toMatchObject({ text: 'Film', media: { name: 'film.mp4' } })
    expect(copy?.forwardedFrom).toBeUndefined()
    const other = await face.result('copyMessage', { ...from, chat_id: face.chat, caption: 'Other' })
    expect(face.world.message(face.chat, Number(other['message_id']))?.text).toBe('Other')
  })

  test('a forward tells where it is from, also when it is forwarded again', async () => {
    const forward = await face.result('forwardMessage', { ...from, chat_id: face.person })
    const origin = { type: 'channel', chat: { id: face.chat }, message_id: from.message_id }
    expect(forward).toMatchObject({ forward_origin: origin, caption: 'Film', video: { file_size: 1 << 20 } })
    const again = { from_chat_id: face.person, message_id: forward['message_id'], chat_id: face.chat }
    expect(await face.result('forwardMessage', again)).toMatchObject({ forward_origin: origin })
  })

  test('a person’s message is forwarded in their name', async () => {
    const { id: bot } = face.world.defaultBot
    const { id } = face.world.addMessage({ chat: face.person, bot, from: face.person, text: 'mine' })
    const values = { from_chat_id: face.person, message_id: id, chat_id: face.chat }
    expect(await face.result('forwardMessage', values)).toMatchObject({
      forward_origin: { type: 'user', sender_user: { id: face.person } },
      text: 'mine',
    })
  })

  test('what is not there cannot be copied', async () => {
    const values = { chat_id: face.chat, from_chat_id: face.chat }
    expect(await refusal('copyMessage', { ...values, message_id: 9999 })).toBe(
      'Bad Request: message to copy not found',
    )
    expect(await refusal('copyMessage', values)).toBe('Bad Request: message to copy not found')
    expect(await refusal('forwardMessage', { ...values, message_id: -1 })).toBe(
      'Bad Request: message to forward not found',
    )
    expect(await refusal('copyMessage', { chat_id: face.chat })).toBe(
      'Bad Request: parameter "from_chat_id" is required',
    )
  })
})

describe('editing', () => {
  test('a caption changes, with a date, and other bots are told', async () => {
    const other = face.world.addBot({ firstName: 'Other', username: 'other_bot' })
    face.world.setMember(face.chat, other.id, 'administrator')
    const edited = await face.result('editMessageCaption', { ...place, caption: 'New' })
    expect(edited).toMatchObject({ caption: 'New', edit_date: expect.any(Number), video: {} })
    const own = await face.result('getUpdates')
    expect(JSON.stringify(own)).not.toContain('edited_channel_post')
    const told = await face.call('getUpdates', {}, { token: other.token })
    expect(told.body).toMatchObject({
      result: [{ my_chat_member: {} }, { edited_channel_post: { caption: 'New' } }],
    })
  })

  test('an edit without a change is refused', async () => {
    await face.call('editMessageCaption', { ...place, caption: 'Same' })
    expect(await refusal('editMessageCaption', { ...place, caption: 'Same' })).toBe(
      'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    )
  })

  test('only what is there, of the right kind and its own is edited', async () => {
    const text = await face.result('sendMessage', { chat_id: face.person, text: 'one' })
    const own = { chat_id: face.person, message_id: text['message_id'] }
    expect(await face.result('editMessageText', { ...own, text: 'two' })).toMatchObject({ text: 'two' })
    expect(await refusal('editMessageCaption', { ...own, caption: 'x' })).toBe(
      'Bad Request: there is no caption in the message to edit',
    )
    expect(await refusal('editMessageText', { ...place, text: 'x' })).toBe(
      'Bad Request: there is no text in the message to edit',
    )
    expect(await refusal('editMessageCaption', { ...place, message_id: 9999, caption: 'x' })).toBe(
      'Bad Request: message to edit not found',
    )
    const { id: bot } = face.world.defaultBot
    const { id } = face.world.addMessage({ chat: face.person, bot, from: face.person, text: 'theirs' })
    expect(await refusal('editMessageText', { chat_id: face.person, message_id: id, text: 'x' })).toBe(
      "Bad Request: message can't be edited",
    )
  })
})

describe('deleting', () => {
  test('a deleted message is gone, and its number is not given again', async () => {
    const { messageId } = await face.post()
    const gone = { chat_id: face.chat, message_id: messageId }
    expect(await face.result('deleteMessage', gone)).toBe(true)
    expect(await refusal('deleteMessage', gone)).toBe('Bad Request: message to delete not found')
    expect((await face.post()).messageId).toBe(messageId + 1)
  })

  test('deleteMessages passes over what is not there', async () => {
    const ids = [(await face.post()).messageId, (await face.post()).messageId, 99_999]
    expect(await face.result('deleteMessages', { chat_id: face.chat, message_ids: ids })).toBe(true)
    expect(ids.map((id) => face.world.message(face.chat, id))).toEqual([undefined, undefined, undefined])
  })

  test('refuses in Telegram’s words', async () => {
    expect(await refusal('deleteMessage', {})).toBe('Bad Request: chat identifier is not specified')
    expect(await refusal('deleteMessage', { chat_id: face.chat })).toBe(
      'Bad Request: message identifier is not specified',
    )
    const many = (message_ids: unknown) => refusal('deleteMessages', { chat_id: face.chat, message_ids })
    expect(await many([])).toBe('Bad Request: message identifiers are not specified')
    expect(await many({})).toBe('Bad Request: expected an Array of message identifiers')
    expect(await many([0])).toBe('Bad Request: invalid message identifier specified')
    expect(await many([true])).toBe('Bad Request: message identifier must be a Number')
    expect(await many(Array.from({ length: 101 }, (_, id) => id + 1))).toBe(
      'Bad Request: too many message identifiers specified',
    )
  })
})
