import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Face, startFace } from './face-for-tests.ts'

type Received = { headers: IncomingMessage['headers']; text: string; at: number }

let face: Face
let hook: Server
let received: Received[]
let statuses: number[]
let url: string

async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const update: { channel_post: { text: string } } = JSON.parse(await text(request))
  received.push({ headers: request.headers, text: update.channel_post.text, at: performance.now() })
  response.writeHead(statuses.shift() ?? 200).end()
}

beforeEach(async () => {
  face = await startFace()
  received = []
  statuses = []
  hook = createServer((request, response) => {
    void take(request, response)
  })
  await new Promise<void>((resolve) => void hook.listen(0, '127.0.0.1', resolve))
  const address = hook.address()
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/hook`
})
afterEach(async () => {
  await face.close()
  hook.closeAllConnections()
  hook.close()
})

const say = (text: string) => face.world.addMessage({ chat: face.chat, from: face.person, text })
const waitFor = (count: number) => vi.waitUntil(() => received.length >= count, { timeout: 5000 })
const refusal = async (values: Record<string, unknown>) => (await face.call('setWebhook', values)).body
const info = () => face.result('getWebhookInfo')

test('updates go to the webhook in order, with the secret token, and are confirmed', async () => {
  say('before')
  const set = await face.call('setWebhook', { url, secret_token: 'S3cret_-' })
  expect(set.body).toEqual({ ok: true, result: true, description: 'Webhook was set' })
  for (const word of ['one', 'two', 'three']) say(word)
  await waitFor(4)
  expect(received.map((post) => post.text)).toEqual(['before', 'one', 'two', 'three'])
  expect(received[0]?.headers).toMatchObject({
    'x-telegram-bot-api-secret-token': 'S3cret_-',
    'content-type': 'application/json',
  })
  await vi.waitUntil(async () => (await info())['pending_update_count'] === 0)
  expect(await info()).toEqual({
    url,
    has_custom_certificate: false,
    pending_update_count: 0,
    max_connections: 40,
    ip_address: '127.0.0.1',
  })
})

test('an update that is refused is sent again after growing pauses, and the next one waits', async () => {
  statuses = [500, 500, 404]
  await face.call('setWebhook', { url })
  say('stubborn')
  say('patient')
  await waitFor(3)
  expect(await info()).toMatchObject({
    pending_update_count: 2,
    last_error_message: expect.stringMatching(/^Wrong response from the webhook: \d{3}/),
    last_error_date: expect.any(Number),
  })
  await waitFor(5)
  expect(received.map((post) => post.text)).toEqual([
    'stubborn',
    'stubborn',
    'stubborn',
    'stubborn',
    'patient',
  ])
  const at = received.map((post) => post.at)
  const pauses = [1, 2, 3].map((index) => (at[index] ?? 0) - (at[index - 1] ?? 0))
  expect(pauses[0]).toBeGreaterThan(35)
  expect(pauses[1]).toBeGreaterThan(75)
  expect(pauses[2]).toBeGreaterThan(150)
})

test('a webhook that nobody serves is an error in getWebhookInfo, and delivery goes on when somebody does', async () => {
  const { port } = new URL(url)
  hook.closeAllConnections()
  await new Promise((resolve) => hook.close(resolve))
  await face.call('setWebhook', { url })
  say('late')
  await vi.waitUntil(async () => (await info())['last_error_message'] === 'Connection refused')
  await new Promise<void>((resolve) => void hook.listen(Number(port), '127.0.0.1', resolve))
  await waitFor(1)
  expect(received[0]?.text).toBe('late')
})

test('polling is refused while a webhook is set, and setting one ends a poll', async () => {
  const poll = face.call('getUpdates', { timeout: 30 })
  await new Promise((resolve) => setTimeout(resolve, 50))
  await face.call('setWebhook', { url })
  expect((await poll).body).toMatchObject({
    error_code: 409,
    description: 'Conflict: terminated by setWebhook request',
  })
  expect((await face.call('getUpdates')).body).toMatchObject({
    error_code: 409,
    description:
      "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
  })
})

test('deleteWebhook stops delivery, and drops what waits only when asked', async () => {
  await face.call('setWebhook', { url })
  expect((await face.call('deleteWebhook')).body).toMatchObject({ description: 'Webhook was deleted' })
  say('waits')
  expect(await info()).toEqual({ url: '', has_custom_certificate: false, pending_update_count: 1 })
  expect((await face.call('deleteWebhook')).body).toMatchObject({ description: 'Webhook is already deleted' })
  expect(await face.result('getUpdates')).toHaveLength(1)
  await face.call('deleteWebhook', { drop_pending_updates: true })
  expect(await face.result('getUpdates')).toEqual([])
  expect(received).toEqual([])
})

test('a webhook and its wishes outlive a restart', async () => {
  await face.call('setWebhook', { url, secret_token: 'kept', allowed_updates: ['channel_post'] })
  face = await face.restart()
  expect(await info()).toMatchObject({ url, allowed_updates: ['channel_post'] })
  say('after the restart')
  await waitFor(1)
  expect(received[0]?.headers['x-telegram-bot-api-secret-token']).toBe('kept')
})

test('bad webhooks are refused in words', async () => {
  expect(await refusal({ url: 'http://example.org/' })).toMatchObject({
    error_code: 400,
    description: 'Bad Request: bad webhook: An HTTPS URL must be provided for webhook',
  })
  expect(await refusal({ url: 'https://example.org/' })).toMatchObject({
    description: 'Bad Request: bad webhook: this Telegram delivers to loopback addresses only',
  })
  expect(await refusal({ url: 'http://' })).toMatchObject({
    description: 'Bad Request: invalid webhook URL specified',
  })
  expect(await refusal({ url, secret_token: 'no spaces' })).toMatchObject({
    description: 'Bad Request: secret token contains unallowed characters',
  })
  expect(await refusal({ url, secret_token: 'x'.repeat(257) })).toMatchObject({
    description: 'Bad Request: secret token is too long',
  })
  expect(await info()).toMatchObject({ url: '' })
})
