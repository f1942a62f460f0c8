import { afterEach, beforeEach, expect, test } from 'vitest'
import { startFace, type Face } from './face-for-tests.ts'

let face: Face
beforeEach(async () => {
  face = await startFace()
})
afterEach(() => face.close())

const refusal = async (values: Record<string, unknown>) =>
  (await face.call('deleteMessage', values)).body['description']

test('without the right a bot deletes its own posts, and says of others that they cannot be deleted', async () => {
  const { messageId } = await face.post()
  const own = await face.result<{ message_id: number }>('sendMessage', { chat_id: face.chat, text: 'mine' })
  face.world.setMayDelete(face.chat, face.world.defaultBot.id, false)
  expect(await refusal({ chat_id: face.chat, message_id: messageId })).toBe(
    "Bad Request: message can't be deleted",
  )
  expect(await face.result('deleteMessage', { chat_id: face.chat, message_id: own.message_id })).toBe(true)
  const member = { chat_id: face.chat, user_id: face.world.defaultBot.id }
  expect(await face.result('getChatMember', member)).toMatchObject({ can_delete_messages: false })
  face.world.setMayDelete(face.chat, face.world.defaultBot.id, true)
  expect(await face.result('deleteMessage', { chat_id: face.chat, message_id: messageId })).toBe(true)
})
