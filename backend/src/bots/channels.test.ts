// Bots that are connected in the gallery, against a real Telegram of our own: found channels, what waits, and rights.
import { expect, test, vi } from 'vitest'
import { signInOwner, startBackend, type Client } from '../testing/start-backend.ts'
import { postFilm, settingsFor, startTelegram, type TelegramForTest } from '../testing/start-telegram.ts'

const SOON = { timeout: 10_000, interval: 25 }

/** A gallery without settings for a bot. */
const setUp = async () => {
  const telegram = await startTelegram()
  const backend = await startBackend({ botApiUrl: telegram.botApi, chats: [] })
  return { telegram, world: telegram.world, backend, client: await signInOwner(backend) }
}

const connect = async (client: Client, token: string) => {
  const answer = await client.request('POST', '/api/bots', { token })
  expect(answer.status).toBe(201)
  return answer.body
}

const addBot = (telegram: TelegramForTest, username = 'second_bot') =>
  telegram.world.addBot({ firstName: 'Second', username })

/** A channel in which these bots are administrators. */
const addChannel = (telegram: TelegramForTest, title: string, ...bots: { id: number }[]) => {
  const channel = telegram.world.addChannel({ title })
  for (const bot of bots) telegram.world.setMember(channel.id, bot.id, 'administrator')
  return channel
}

const items = async (client: Client) => (await client.request('GET', '/api/files')).body['items']
const bots = async (client: Client) => (await client.request('GET', '/api/bots')).body['bots']
const channelsOf = async (client: Client, bot: { id: number }) =>
  (await bots(client)).find((one: { id: number }) => one.id === bot.id)?.channels ?? []

const untilChannel = async (client: Client, bot: { id: number }, expected: object) => {
  await vi.waitFor(
    async () => expect(await channelsOf(client, bot)).toEqual([expect.objectContaining(expected)]),
    SOON,
  )
}
const refused = (code: string) => ({ status: 409, body: { error: { code } } })
const choose = (client: Client, bot: { id: number }, chat: number, decision: string) =>
  client.request('PUT', `/api/bots/${bot.id}/channels/${chat}`, { decision })

test('a token is checked at once, kept sealed, and never given back', async () => {
  const { telegram, client, backend } = await setUp()
  const unknown = ['1234567:AAE-canary_canary_canary_canary_00', 'hello', '1:2']
  for (const token of unknown)
    expect(await client.request('POST', '/api/bots', { token })).toMatchObject({
      status: 422,
      body: {
        error: { code: 'bot_token_unknown', message: expect.stringMatching(/^Telegram does not know/) },
      },
    })
  const bot = addBot(telegram)
  const connected = await connect(client, ` ${bot.token}\n`)
  expect(connected).toEqual({
    id: bot.id,
    username: 'second_bot',
    state: 'ok',
    delivery: 'polling',
    isNamed: false,
    channels: [],
  })
  expect(JSON.stringify(await bots(client)) + backend.logs.join('')).not.toContain(bot.token.split(':')[1])
  await telegram.closeNow()
  expect(await client.request('POST', '/api/bots', { token: bot.token })).toMatchObject({
    status: 502,
    body: { error: { code: 'telegram_unreachable' } },
  })
})

test('a wait that Telegram asks for is passed on with its length, and no state of being away', async () => {
  const { telegram, client } = await setUp()
  const bot = addBot(telegram)
  telegram.faults.add({ fault: 'flood-wait', method: 'getMe', seconds: 42, times: 1 })
  const answer = await client.request('POST', '/api/bots', { token: bot.token })
  expect(answer).toMatchObject({ status: 503, body: { error: { code: 'telegram_wait' } } })
  expect(answer.headers.get('retry-after')).toBe('42')
  telegram.faults.add({ fault: 'flood-wait', method: 'getMe', seconds: 42, times: 1, after: 1 })
  expect((await connect(client, bot.token)).state).not.toBe('unreachable')
})

test('a channel is found by what is posted there; what came before the decision is not lost', async () => {
  const { telegram, client } = await setUp()
  const bot = addBot(telegram)
  await connect(client, bot.token)
  const channel = addChannel(telegram, 'Holidays', bot)
  await untilChannel(client, bot, {
    title: 'Holidays',
    decision: 'found',
    problem: null,
    mayPost: true,
    mayDelete: true,
  })
  const first = postFilm(telegram, { chat: channel.id, name: 'first.mp4' })
  postFilm(telegram, { chat: channel.id, name: 'second.mp4' })
  telegram.world.editMessage(channel.id, first.id, { text: 'edited while waiting', entities: [] })
  await untilChannel(client, bot, { waiting: 2, missed: 0 })
  expect(await items(client)).toEqual([])

  expect(await choose(client, bot, channel.id, 'accepted')).toMatchObject({
    status: 200,
    body: { decision: 'accepted', waiting: 0 },
  })
  postFilm(telegram, { chat: channel.id, name: 'third.mp4' })
  await vi.waitFor(async () => expect(await items(client)).toHaveLength(3), SOON)
  expect((await items(client)).map((item: { name: string }) => item.name)).toEqual([
    'third.mp4',
    'second.mp4',
    'first.mp4',
  ])
  expect((await items(client))[2].caption).toBe('edited while waiting')
})

test('an ignored channel brings nothing, until it is accepted', async () => {
  const { telegram, client } = await setUp()
  const bot = addBot(telegram)
  await connect(client, bot.token)
  const channel = addChannel(telegram, 'Noise', bot)
  postFilm(telegram, { chat: channel.id })
  await untilChannel(client, bot, { waiting: 1 })
  await choose(client, bot, channel.id, 'ignored')
  postFilm(telegram, { chat: channel.id })
  await vi.waitFor(() => expect(telegram.world.pendingUpdates(bot.id)).toBe(0), SOON)
  await untilChannel(client, bot, { decision: 'ignored', waiting: 0 })
  await choose(client, bot, channel.id, 'accepted')
  postFilm(telegram, { chat: channel.id, name: 'wanted.mp4' })
  await vi.waitFor(async () => expect(await items(client)).toMatchObject([{ name: 'wanted.mp4' }]), SOON)
})

test('a post forwarded to the bot shows a channel, and what the bot lacks there', async () => {
  const { telegram, client, world } = await setUp()
  const bot = addBot(telegram)
  await connect(client, bot.token)
  const channel = addChannel(telegram, 'Not yet')
  const post = postFilm(telegram, { chat: channel.id })
  world.addMessage({
    chat: world.defaultUser.id,
    bot: bot.id,
    from: world.defaultUser.id,
    text: '',
    forwardedFrom: { chat: channel.id, id: post.id, date: 1_790_000_000 },
  })
  await untilChannel(client, bot, { title: 'Not yet', decision: 'found', problem: 'not_member' })
  world.setMember(channel.id, bot.id, 'member')
  await untilChannel(client, bot, { problem: 'not_administrator' })
  world.setMember(channel.id, bot.id, 'administrator')
  await untilChannel(client, bot, { problem: null, mayPost: true })
  world.setMember(channel.id, bot.id, 'kicked')
  await untilChannel(client, bot, { problem: 'removed', mayPost: false, mayDelete: false })
  const path = `/api/bots/${bot.id}/channels/${channel.id}/check`
  expect((await client.request('POST', path)).body).toMatchObject({ problem: 'removed' })
})

test('a message that two bots see is stored once, and each can read it', async () => {
  const { telegram, client, world } = await setUp()
  const [one, other] = [addBot(telegram, 'one_bot'), addBot(telegram, 'other_bot')]
  await connect(client, one.token)
  await connect(client, other.token)
  const channel = addChannel(telegram, 'Shared', one, other)
  await untilChannel(client, one, { decision: 'found' })
  await choose(client, one, channel.id, 'accepted')
  await untilChannel(client, other, { decision: 'accepted' })
  postFilm(telegram, { chat: channel.id, size: 1_000 })
  await vi.waitFor(() => expect(world.pendingUpdates(one.id) + world.pendingUpdates(other.id)).toBe(0), SOON)
  const [{ id }, ...more] = await items(client)
  expect(more).toEqual([])

  const direct = async () => (await client.request('GET', `/api/files/${id}/link`)).body['url']
  const firstUrl = await direct()
  const [gone, left] = firstUrl.includes(one.token) ? [one, other] : [other, one]
  expect((await client.request('DELETE', `/api/bots/${gone.id}`)).status).toBe(204)
  const secondUrl = await direct()
  expect(secondUrl).toContain(left.token)
  expect((await fetch(secondUrl)).status).toBe(200)
  expect((await items(client))[0]).not.toHaveProperty('isUnreadable')

  await client.request('DELETE', `/api/bots/${left.id}`)
  expect(await items(client)).toMatchObject([{ id, isUnreadable: true }])
  expect(await client.request('GET', `/api/files/${id}/link`)).toMatchObject({ status: 409 })
  await connect(client, gone.token)
  expect((await items(client))[0]).not.toHaveProperty('isUnreadable')
  expect(await direct()).toContain(gone.token)
})

test('an edit replaces the file of a message, or takes it away', async () => {
  const { telegram, client, world } = await setUp()
  const bot = addBot(telegram)
  await connect(client, bot.token)
  const channel = addChannel(telegram, 'Edits', bot)
  await untilChannel(client, bot, { decision: 'found' })
  await choose(client, bot, channel.id, 'accepted')
  const post = postFilm(telegram, { chat: channel.id, name: 'before.mp4' })
  await vi.waitFor(async () => expect(await items(client)).toHaveLength(1), SOON)
  const [{ id }] = await items(client)
  const media = world.addDocument({
    shownAs: 'document',
    name: 'после.pdf',
    mime: 'application/pdf',
    size: 4_294_967_295,
    thumbs: [],
    content: { from: 'blocks', size: 4_294_967_295 },
  })
  world.editMessage(channel.id, post.id, { text: 'new', entities: [], media })
  await vi.waitFor(
    async () =>
      expect(await items(client)).toMatchObject([
        { id, name: 'после.pdf', kind: 'document', size: 4_294_967_295, caption: 'new' },
      ]),
    SOON,
  )
  world.editMessage(channel.id, post.id, { text: 'only words', entities: [], media: null })
  await vi.waitFor(async () => expect(await items(client)).toEqual([]), SOON)
})

test('what was posted together has one group, which can be asked for', async () => {
  const { telegram, client } = await setUp()
  const bot = addBot(telegram)
  await connect(client, bot.token)
  const channel = addChannel(telegram, 'Albums', bot)
  await untilChannel(client, bot, { decision: 'found' })
  await choose(client, bot, channel.id, 'accepted')
  const groupedId = telegram.world.newGroupedId()
  for (const name of ['1.mp4', '2.mp4']) postFilm(telegram, { chat: channel.id, name, groupedId })
  postFilm(telegram, { chat: channel.id, name: 'alone.mp4' })
  await vi.waitFor(async () => expect(await items(client)).toHaveLength(3), SOON)
  const group = (await items(client))[1].group
  expect((await items(client))[0]).not.toHaveProperty('group')
  const page = await client.request('GET', `/api/files?group=${group}`)
  expect(page.body).toMatchObject({ total: 2, items: [{ name: '2.mp4' }, { name: '1.mp4' }] })
})

test('strangers fill neither the list nor the disk, and do not keep a channel from being found', async () => {
  const { telegram, client, world } = await setUp()
  const bot = addBot(telegram)
  await connect(client, bot.token)
  const film = () =>
    world.addDocument({
      shownAs: 'video',
      name: 'spam.mp4',
      mime: 'video/mp4',
      size: 10,
      thumbs: [],
      content: { from: 'blocks', size: 10 },
    })
  for (let i = 0; i < 15; i++) {
    const { id } = world.addUser({ firstName: `Stranger ${i}\u202e` })
    world.addMessage({ chat: id, bot: bot.id, from: id, media: film() })
  }
  const channel = addChannel(telegram, 'Mine', bot)
  for (let i = 0; i < 203; i++) postFilm(telegram, { chat: channel.id })
  await vi.waitFor(
    async () => expect(await channelsOf(client, bot)).toContainEqual(expect.objectContaining({ missed: 3 })),
    SOON,
  )
  const found = await channelsOf(client, bot)
  expect(found).toHaveLength(11)
  expect(found).toContainEqual(expect.objectContaining({ title: 'Mine', waiting: 200, missed: 3 }))
  expect(found).toContainEqual(expect.objectContaining({ title: 'Stranger 0', kind: 'private' }))
  world.addMessage({
    chat: world.defaultUser.id,
    bot: bot.id,
    from: world.defaultUser.id,
    text: 'only words',
  })
  await vi.waitFor(() => expect(world.pendingUpdates(bot.id)).toBe(0), SOON)
  expect(await channelsOf(client, bot)).toHaveLength(11)
})

test('what the settings name is neither removed nor decided here, and is taken by them alone', async () => {
  const telegram = await startTelegram()
  const backend = await startBackend(settingsFor(telegram))
  const client = await signInOwner(backend)
  const { defaultBot: bot, defaultChannel: channel } = telegram.world
  postFilm(telegram)
  await untilChannel(client, bot, { isNamed: true, decision: 'accepted', problem: null })
  expect(await bots(client)).toMatchObject([{ id: bot.id, isNamed: true }])
  expect(await client.request('DELETE', `/api/bots/${bot.id}`)).toMatchObject(refused('bot_named'))
  expect(await client.request('POST', '/api/bots', { token: bot.token })).toMatchObject(refused('bot_named'))
  expect(await choose(client, bot, channel.id, 'ignored')).toMatchObject(refused('channel_named'))
})

test('bots and channels are there after a restart; a channel named since brings what waited', async () => {
  const { telegram, client, backend } = await setUp()
  const bot = addBot(telegram)
  await connect(client, bot.token)
  const channel = addChannel(telegram, 'Kept', bot)
  postFilm(telegram, { chat: channel.id, name: 'waited.mp4' })
  await untilChannel(client, bot, { waiting: 1, problem: null })
  await backend.close()
  const { dataDir } = backend.config
  const again = await startBackend({
    botApiUrl: telegram.botApi,
    botToken: bot.token,
    chats: [String(channel.id)],
    dataDir,
  })
  const later = await signInOwner(again)
  await vi.waitFor(async () => expect(await items(later)).toMatchObject([{ name: 'waited.mp4' }]), SOON)
  expect(await channelsOf(later, bot)).toMatchObject([{ title: 'Kept', isNamed: true, waiting: 0 }])
  await again.close()
  const locked = await startBackend({
    ...settingsFor(telegram),
    secretKey: 'another key of at least sixteen',
    dataDir,
  })
  expect((await bots(await signInOwner(locked))).map((one: { state: string }) => one.state)).toEqual(['ok'])
})
