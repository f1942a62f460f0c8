import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Face, startFace } from './face-for-tests.ts'

let face: Face
beforeAll(async () => {
  face = await startFace()
})
afterAll(() => face.close())

const refusal = async (method: string, values: Record<string, unknown>) => {
  const { status, body } = await face.call(method, values)
  return [status, body['description']]
}

test('getChat tells of channels and people', async () => {
  const channel = face.world.addChannel({ title: 'Open', username: 'open_films' })
  face.world.setMember(channel.id, face.world.defaultBot.id, 'administrator')
  const told = { id: channel.id, title: 'Open', username: 'open_films', type: 'channel' }
  expect(await face.result('getChat', { chat_id: channel.id })).toMatchObject(told)
  expect(await face.result('getChat', { chat_id: '@Open_Films' })).toMatchObject(told)
  expect(await face.result('getChat', { chat_id: face.person })).toMatchObject({
    id: face.person,
    type: 'private',
    first_name: face.world.defaultUser.firstName,
  })
})

test('getChatMember tells the status of people and of the bot itself', async () => {
  const { id: bot } = face.world.defaultBot
  const member = (user_id: number) => face.result('getChatMember', { chat_id: face.chat, user_id })
  expect(await member(face.person)).toMatchObject({ status: 'creator', is_anonymous: false })
  expect(await member(bot)).toMatchObject({
    status: 'administrator',
    can_post_messages: true,
    can_edit_messages: true,
    can_be_edited: false,
  })
  const stranger = face.world.addUser({ firstName: 'Eve' })
  expect(await member(stranger.id)).toEqual({
    user: { id: stranger.id, is_bot: false, first_name: 'Eve' },
    status: 'left',
  })
  const at = { chat_id: face.chat }
  expect(await refusal('getChatMember', { ...at, user_id: 12 })).toEqual([
    400,
    'Bad Request: member not found',
  ])
  expect(await refusal('getChatMember', at)).toEqual([400, 'Bad Request: invalid user_id specified'])
})

test('getChatAdministrators lists the owner first, and no other bots', async () => {
  const other = face.world.addBot({ firstName: 'Other', username: 'other_bot' })
  face.world.setMember(face.chat, other.id, 'administrator')
  const list = await face.result<{ user: { id: number } }[]>('getChatAdministrators', { chat_id: face.chat })
  expect(list.map(({ user }) => user.id)).toEqual([face.person, face.world.defaultBot.id])
  expect(await refusal('getChatAdministrators', { chat_id: face.person })).toEqual([
    400,
    'Bad Request: there are no administrators in the private chat',
  ])
})

test('a bot without a place in the channel is kept out, in words that tell how it stands', async () => {
  const { id: bot } = face.world.defaultBot
  const { id } = face.world.addChannel({ title: 'Closed' })
  const say = () => refusal('sendMessage', { chat_id: id, text: 'x' })
  const look = () => refusal('getChat', { chat_id: id })
  const notMember = [403, 'Forbidden: bot is not a member of the channel chat']
  expect([await say(), await look()]).toEqual([notMember, notMember])
  face.world.setMember(id, bot, 'kicked')
  const kicked = [403, 'Forbidden: bot was kicked from the channel chat']
  expect([await say(), await look()]).toEqual([kicked, kicked])
  face.world.setMember(id, bot, 'member')
  expect(await say()).toEqual([400, 'Bad Request: need administrator rights in the channel chat'])
  expect(await look()).toEqual([200, undefined])
})

test('a public channel may be looked at by bots that are not in it', async () => {
  const { id } = face.world.addChannel({ title: 'Public', username: 'public_films' })
  expect(await face.result('getChat', { chat_id: id })).toMatchObject({ title: 'Public' })
  const said = { chat_id: id, text: 'x' }
  expect(await refusal('sendMessage', said)).toEqual([
    403,
    'Forbidden: bot is not a member of the channel chat',
  ])
})

test('bots cannot write to bots, nor to nobody', async () => {
  const other = face.world.addBot({ firstName: 'Third', username: 'third_bot' })
  expect(await refusal('sendMessage', { chat_id: other.id, text: 'x' })).toEqual([
    403,
    "Forbidden: bot can't send messages to bots",
  ])
  for (const chat_id of [7, 0, -5, 'abc']) {
    expect(await refusal('sendMessage', { chat_id, text: 'x' })).toEqual([400, 'Bad Request: chat not found'])
  }
})

test('a bot is told what becomes of its own place, once for each change', async () => {
  const { world, person } = face
  const bot = world.addBot({ firstName: 'Told', username: 'told_bot' })
  const channel = world.addChannel({ title: 'Places' })
  for (const status of ['administrator', 'administrator', 'left'])
    await face.control('POST', '/members', { chat: channel.id, user: bot.id, status })
  const { body } = await face.call('getUpdates', {}, { token: bot.token })
  const change = (before: object, after: object) => ({
    my_chat_member: {
      chat: { id: channel.id, title: 'Places', type: 'channel' },
      from: { id: person },
      date: expect.any(Number),
      old_chat_member: { user: { id: bot.id, is_bot: true }, ...before },
      new_chat_member: { user: { id: bot.id }, ...after },
    },
  })
  expect(body['result']).toMatchObject([
    change({ status: 'left' }, { status: 'administrator', can_post_messages: true }),
    change({ status: 'administrator' }, { status: 'left' }),
  ])
})
