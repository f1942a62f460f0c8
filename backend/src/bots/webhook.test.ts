// S26: forged or repeated calls of the webhook; and that it is used where it works, and only there.
import { expect, test, vi } from 'vitest'
import { freePort } from '../testing/free-port.ts'
import { createClient, signInOwner, startBackend, type Client } from '../testing/start-backend.ts'
import { postFilm, settingsFor, startTelegram, type TelegramForTest } from '../testing/start-telegram.ts'
import { isSecret, SECRET_HEADER, webhookBase } from './webhook.ts'

const SOON = { timeout: 15_000, interval: 25 }

const setUp = async () => {
  const telegram = await startTelegram()
  const port = await freePort()
  const publicUrl = `http://127.0.0.1:${port}`
  const backend = await startBackend({ ...settingsFor(telegram), port, publicUrl })
  return { telegram, backend, publicUrl, client: await signInOwner(backend) }
}

const items = async (client: Client) => (await client.request('GET', '/api/files?limit=500')).body['items']
const deliveries = async (client: Client) =>
  (await client.request('GET', '/api/bots')).body['bots'].map((bot: { delivery: string }) => bot.delivery)
const webhookOf = ({ world }: TelegramForTest) => world.webhook(world.defaultBot.id)
const untilSet = (telegram: TelegramForTest) =>
  vi.waitFor(() => expect(webhookOf(telegram)).toBeDefined(), SOON)

/** A post as Telegram tells it, with a number of its own. */
const aCall = (telegram: TelegramForTest, updateId: number, messageId: number, caption = '') => ({
  update_id: updateId,
  channel_post: {
    message_id: messageId,
    date: 1_790_000_000,
    chat: { id: telegram.world.defaultChannel.id, type: 'channel', title: 'Film roll' },
    caption,
    document: { file_id: 'a'.repeat(20), file_unique_id: `u${messageId}`, file_size: 5, file_name: 'a.bin' },
  },
})

test('S26: a call without the secret, or with another, is refused and stores nothing', async () => {
  const { telegram, backend, client } = await setUp()
  await untilSet(telegram)
  const { secretToken = '' } = webhookOf(telegram) ?? {}
  expect(Buffer.from(secretToken, 'base64url')).toHaveLength(32)
  const bot = telegram.world.defaultBot.id
  const stranger = createClient(backend.url)
  const body = aCall(telegram, 1, 900)
  const wrong = [
    '',
    'x',
    secretToken.slice(1),
    `${secretToken}x`,
    secretToken.toLowerCase(),
    telegram.botToken,
  ]
  for (const path of [`/api/webhooks/${bot}`, '/api/webhooks/1', `/api/webhooks/${bot}0`]) {
    for (const secret of wrong)
      expect(await stranger.request('POST', path, body, { [SECRET_HEADER]: secret })).toMatchObject({
        status: 401,
        body: { error: { code: 'webhook_unknown' } },
      })
    expect((await stranger.request('POST', path, body)).status).toBe(401)
  }
  const other = `/api/webhooks/${bot}1`
  expect((await stranger.request('POST', other, body, { [SECRET_HEADER]: secretToken })).status).toBe(401)
  // Nobody's own word opens it, and nothing large is read.
  expect((await client.request('POST', `/api/webhooks/${bot}`, body)).status).toBe(401)
  const large = { ...body, junk: 'x'.repeat(1_000_000) }
  const path = `/api/webhooks/${bot}`
  expect((await stranger.request('POST', path, large, { [SECRET_HEADER]: secretToken })).status).toBe(413)
  expect(
    (await stranger.request('POST', path, { update_id: 'x' }, { [SECRET_HEADER]: secretToken })).status,
  ).toBe(400)
  expect(await items(client)).toEqual([])
  expect(webhookOf(telegram)?.url).not.toContain(telegram.botToken.split(':')[1])
  expect(backend.logs.join('')).not.toContain(secretToken)
})

test('S26: repeated and simultaneous calls are processed once, whatever the order', async () => {
  const { telegram, backend, client } = await setUp()
  await untilSet(telegram)
  const { secretToken = '' } = webhookOf(telegram) ?? {}
  const telegramItself = createClient(backend.url)
  const path = `/api/webhooks/${telegram.world.defaultBot.id}`
  const call = (body: object) => telegramItself.request('POST', path, body, { [SECRET_HEADER]: secretToken })
  const calls = Array.from({ length: 20 }, (_, i) => aCall(telegram, 100 + i, 900 + i, `${i}`))
  const answers = await Promise.all([...calls, ...calls.toReversed(), ...calls].map(call))
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 204))
  const stored = await items(client)
  expect(stored).toHaveLength(20)
  expect(new Set(stored.map((item: { caption: string }) => item.caption)).size).toBe(20)
})

test('updates come by the webhook where Telegram reaches us, and posts of meanwhile after a restart', async () => {
  const { telegram, backend, client } = await setUp()
  await untilSet(telegram)
  expect(await deliveries(client)).toEqual(['webhook'])
  postFilm(telegram, { name: '1.mp4' })
  await vi.waitFor(async () => expect(await items(client)).toHaveLength(1), SOON)
  await backend.close()
  postFilm(telegram, { name: '2.mp4' })
  const again = await startBackend(backend.config)
  const later = await signInOwner(again)
  await vi.waitFor(async () => expect(await items(later)).toHaveLength(2), SOON)
  await untilSet(telegram)
  const bot = telegram.world.addBot({ firstName: 'B', username: 'hooked_bot' })
  await later.request('POST', '/api/bots', { token: bot.token })
  await vi.waitFor(() => expect(telegram.world.webhook(bot.id)).toBeDefined(), SOON)
  expect(telegram.world.webhook(bot.id)?.secretToken).not.toBe(webhookOf(telegram)?.secretToken)
  await later.request('DELETE', `/api/bots/${bot.id}`)
  expect(telegram.world.webhook(bot.id)).toBeUndefined()
})

test('where PUBLIC_URL does not lead to us, updates are asked for', async () => {
  const telegram = await startTelegram()
  const publicUrl = `http://127.0.0.1:${await freePort()}`
  const backend = await startBackend({ ...settingsFor(telegram), publicUrl })
  const client = await signInOwner(backend)
  postFilm(telegram)
  await vi.waitFor(async () => expect(await items(client)).toHaveLength(1), SOON)
  expect(await deliveries(client)).toEqual(['polling'])
  expect(webhookOf(telegram)).toBeUndefined()
})

test('the webhook needs https and one of Telegram’s ports, but not on this machine', () => {
  const real = 'https://api.telegram.org'
  expect(webhookBase('https://gallery.example', real)).toBe('https://gallery.example')
  expect(webhookBase('https://gallery.example:8443', real)).toBe('https://gallery.example:8443')
  for (const url of [
    undefined,
    'http://gallery.example',
    'https://gallery.example:3000',
    'https://localhost',
  ])
    expect(webhookBase(url, real)).toBeUndefined()
  expect(webhookBase('http://127.0.0.1:3000', 'http://localhost:3003')).toBe('http://127.0.0.1:3000')
})

test('a secret is known by all of it, and none is known by nothing', () => {
  expect(isSecret('abc', 'abc')).toBe(true)
  for (const [given, expected] of [
    ['ab', 'abc'],
    [undefined, 'abc'],
    ['', ''],
    [undefined, undefined],
    [['abc'], 'abc'],
  ])
    expect(isSecret(given, typeof expected === 'string' ? expected : undefined)).toBe(false)
})
