import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Face, startFace } from './face-for-tests.ts'

let face: Face
beforeAll(async () => {
  face = await startFace()
})
afterAll(() => face.close())

const post = async (type: string, body: string) => {
  const init = { method: 'POST', headers: { 'content-type': type }, body }
  const response = await fetch(`${face.url}/bot${face.token}/sendMessage`, init)
  return { status: response.status, body: await response.json() }
}

const failure = (error_code: number, description: string) => ({
  status: error_code,
  body: { ok: false, error_code, description },
})

test('getMe tells who the bot is, whatever the case of the method name', async () => {
  const { bot } = { bot: face.world.defaultBot }
  for (const name of ['getMe', 'GETME', 'getme']) {
    const { status, body } = await face.call(name)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      ok: true,
      result: { id: bot.id, is_bot: true, username: bot.username, can_join_groups: true },
    })
  }
})

test('a token of no bot is refused with 401, a text that can be no token with 404', async () => {
  const ask = (token: string) => face.call('getMe', {}, { token })
  expect(await ask('123456:AAnotours')).toMatchObject(failure(401, 'Unauthorized'))
  expect(await ask(`${face.token}x`)).toMatchObject(failure(401, 'Unauthorized'))
  for (const bad of ['nonsense', '0123:abc', ':abc', '123', "1:' OR 1=1"]) {
    expect(await ask(bad)).toMatchObject(failure(404, 'Not Found'))
  }
})

test('an unknown method and an unknown address are told apart', async () => {
  expect(await face.call('sendFilm')).toMatchObject(failure(404, 'Not Found: method not found'))
  const response = await fetch(`${face.url}/somewhere`)
  expect(await response.json()).toEqual({ ok: false, error_code: 404, description: 'Not Found' })
})

test('arguments come by query, form, JSON and multipart alike', async () => {
  const url = `${face.url}/bot${face.token}/sendMessage`
  const chat = String(face.chat)
  const texts = [
    fetch(`${url}?${new URLSearchParams({ chat_id: chat, text: 'query' }).toString()}`),
    fetch(url, { method: 'POST', body: new URLSearchParams({ chat_id: chat, text: 'form' }) }),
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ chat_id: face.chat, text: 'json' }),
    }),
  ]
  const answers = await Promise.all(texts.map(async (asked) => (await asked).json()))
  const multipart = await face.form('sendMessage', { chat_id: chat, text: 'multipart' })
  expect([...answers, multipart.body]).toMatchObject(
    ['query', 'form', 'json', 'multipart'].map((text) => ({ ok: true, result: { text } })),
  )
})

test('bodies that cannot be read are a 400, and unknown types of body count as empty', async () => {
  expect(await post('application/json', '{"chat_id":')).toMatchObject({ status: 400, body: { ok: false } })
  expect(await post('multipart/form-data; boundary=x', 'no parts at all')).toMatchObject({
    status: 400,
    body: { ok: false },
  })
  expect(await post('multipart/form-data', 'no boundary')).toMatchObject({ status: 400, body: { ok: false } })
  expect(await post('text/plain', 'hello')).toMatchObject(failure(400, 'Bad Request: message text is empty'))
  expect(await post('application/json', '')).toMatchObject(failure(400, 'Bad Request: message text is empty'))
  expect(await post('application/json', '[1]')).toMatchObject(
    failure(400, 'Bad Request: message text is empty'),
  )
})

test('odd names and values never end in a 500', async () => {
  const odd = ['', 'null', '9'.repeat(400), '-', '%00', '../../etc/passwd', '\u0000', '€😀', '{"a":1}', '[[[']
  const methods = 'getFile getChat sendPhoto copyMessage getUpdates deleteMessages sendMediaGroup setWebhook'
  for (const method of methods.split(' ')) {
    for (const value of odd) {
      const names = [
        'chat_id',
        'file_id',
        'photo',
        'from_chat_id',
        'message_id',
        'message_ids',
        'media',
        'url',
      ]
      const values = Object.fromEntries(names.map((name) => [name, value]))
      const { status } = await face.call(method, { ...values, offset: value, limit: value, timeout: 0 })
      expect(status, `${method} ${value}`).toBeLessThan(500)
      await face.call('deleteWebhook')
    }
  }
  const paths = ['/bot%zz/getMe', `/bot${face.token}/%2e%2e`, '/file/bot%zz/x', '/%']
  for (const path of paths) expect((await fetch(face.url + path)).status, path).toBeLessThan(500)
})

test('a client that speaks no HTTP is turned away, and others are served on', async () => {
  const { hostname, port } = new URL(face.url)
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write('\x00\x01nonsense\r\n\r\n'))
    let text = ''
    socket.on('data', (bytes) => (text += bytes.toString()))
    socket.on('close', () => resolve(text))
  })
  expect(answer).toContain('400')
  expect((await face.call('getMe')).status).toBe(200)
})
