import { readdir } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Face, startFace } from './face-for-tests.ts'

let face: Face
let picture: Blob
let chat: string

beforeAll(async () => {
  face = await startFace()
  chat = String(face.chat)
  picture = await jpeg(1600, 900)
})
afterAll(() => face.close())

async function jpeg(width: number, height: number): Promise<Blob> {
  const image = sharp({ create: { width, height, channels: 3, background: '#467' } })
  return new Blob([new Uint8Array(await image.jpeg().toBuffer())], { type: 'image/jpeg' })
}

const bytes = (size: number, type = '') => new Blob([new Uint8Array(size).fill(7)], { type })
const sentBy = async (method: string, values: Record<string, string | Blob>, name?: string) => {
  const { body } = await face.form(method, { chat_id: chat, ...values }, name)
  if (body['ok'] !== true) throw new Error(String(body['description']))
  return body['result']
}
const refusal = async (method: string, values: Record<string, unknown>) =>
  (await face.call(method, { chat_id: face.chat, ...values })).body['description']

const say = (values: Record<string, unknown>) => refusal('sendMessage', values)
const group = async (media: unknown, files: Record<string, Blob> = {}) =>
  (await face.form('sendMediaGroup', { chat_id: chat, media: JSON.stringify(media), ...files }, 'a.jpg')).body
const description = async (media: unknown, files = {}) => (await group(media, files))['description']

const fileObject = {
  file_id: expect.stringMatching(/^[\w-]{40,}$/),
  file_unique_id: expect.stringMatching(/^[\w-]{10,}$/),
  file_size: expect.any(Number),
}

describe('sendMessage', () => {
  test('posts in the channel’s name', async () => {
    const message = await face.result('sendMessage', { chat_id: face.chat, text: '  Hello  ' })
    const channel = { id: face.chat, title: face.world.defaultChannel.title, type: 'channel' }
    expect(message).toEqual({
      message_id: expect.any(Number),
      sender_chat: channel,
      chat: channel,
      date: expect.any(Number),
      text: 'Hello',
    })
  })

  test('writes to a person as the bot', async () => {
    const { id, firstName } = face.world.defaultUser
    expect(await face.result('sendMessage', { chat_id: id, text: 'Hi' })).toMatchObject({
      from: { id: face.world.defaultBot.id, is_bot: true },
      chat: { id, first_name: firstName, type: 'private' },
      text: 'Hi',
    })
  })

  test('reads entities and HTML', async () => {
    const text = 'a <b>bold &amp; <i>deep</i></b> <a href="https://x.org/?a=1&amp;b=2">link</a> &lt;3'
    expect(await face.result('sendMessage', { chat_id: face.chat, text, parse_mode: 'HTML' })).toMatchObject({
      text: 'a bold & deep link <3',
      entities: [
        { type: 'bold', offset: 2, length: 11 },
        { type: 'italic', offset: 9, length: 4 },
        { type: 'text_link', offset: 14, length: 4, url: 'https://x.org/?a=1&b=2' },
      ],
    })
    const entities = [{ type: 'pre', offset: 0, length: 4, language: 'ts' }]
    expect(await face.result('sendMessage', { chat_id: face.chat, text: 'code', entities })).toMatchObject({
      entities,
    })
  })

  test('refuses in Telegram’s words', async () => {
    expect(await say({})).toBe('Bad Request: message text is empty')
    expect(await say({ text: ' \n ' })).toBe('Bad Request: message text is empty')
    expect(await say({ text: 'x'.repeat(4097) })).toBe('Bad Request: message is too long')
    expect(await say({ text: 'x', parse_mode: 'BBCode' })).toBe('Bad Request: unsupported parse_mode')
    expect(await say({ text: '<b>x', parse_mode: 'HTML' })).toBe(
      'Bad Request: can\'t parse entities: Can\'t find end tag corresponding to start tag "b"',
    )
    expect(await say({ text: 'a <x>', parse_mode: 'HTML' })).toBe(
      'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 2',
    )
    expect(await say({ text: 'x', chat_id: '' })).toBe('Bad Request: chat_id is empty')
    expect(await say({ text: 'x', chat_id: -100123 })).toBe('Bad Request: chat not found')
    expect(await say({ text: 'x', chat_id: '@nobody' })).toBe('Bad Request: chat not found')
  })
})

describe('sending files', () => {
  test('a photo comes in several sizes, the largest last', async () => {
    const message = await sentBy('sendPhoto', { photo: picture, caption: 'A view' }, 'view.jpg')
    expect(message).toMatchObject({
      caption: 'A view',
      photo: [
        { ...fileObject, width: 100, height: 56 },
        { ...fileObject, width: 320, height: 180 },
        { ...fileObject, width: 800, height: 450 },
        { ...fileObject, width: 1280, height: 720 },
        { ...fileObject, width: 1600, height: 900 },
      ],
    })
  })

  test('a video keeps what was said of it, and a thumbnail that was sent along', async () => {
    const values = { video: bytes(5000), thumbnail: picture, duration: '61', width: '1280', height: '720' }
    const message = await sentBy('sendVideo', { ...values, supports_streaming: 'true' }, 'film.mp4')
    expect(message).toMatchObject({
      video: {
        ...fileObject,
        file_size: 5000,
        file_name: 'film.mp4',
        mime_type: 'video/mp4',
        duration: 61,
        width: 1280,
        height: 720,
        thumbnail: { ...fileObject, width: 320, height: 180 },
      },
    })
  })

  test('an animation is a document as well', async () => {
    expect(await sentBy('sendAnimation', { animation: bytes(100) }, 'loop.mp4')).toMatchObject({
      animation: { ...fileObject, duration: 0, mime_type: 'video/mp4' },
      document: { ...fileObject, file_name: 'loop.mp4' },
    })
  })

  test('audio, voice, video note and document have their own fields', async () => {
    const audio = { audio: bytes(10), title: 'Song', performer: 'Choir', duration: '3' }
    expect(await sentBy('sendAudio', audio, 'song.mp3')).toMatchObject({
      audio: { ...fileObject, title: 'Song', performer: 'Choir', duration: 3, mime_type: 'audio/mpeg' },
    })
    const voice = { voice: bytes(10, 'audio/ogg'), duration: '2' }
    expect(await sentBy('sendVoice', voice, 'v.ogg')).toMatchObject({
      voice: { ...fileObject, duration: 2, mime_type: 'audio/ogg' },
    })
    expect(await sentBy('sendVideoNote', { video_note: bytes(10), length: '240' }, 'n.mp4')).toMatchObject({
      video_note: { ...fileObject, length: 240 },
    })
    expect(await sentBy('sendDocument', { document: bytes(10) }, 'Übersicht 2.pdf')).toMatchObject({
      document: { ...fileObject, file_name: 'Übersicht 2.pdf', mime_type: 'application/pdf' },
    })
  })

  test('attach:// names a part, and a file_id sends the same file again as what it is', async () => {
    const attached = await sentBy('sendDocument', { document: 'attach://here', here: bytes(12) }, 'a.txt')
    expect(attached).toMatchObject({ document: { file_size: 12 } })
    const first: { video: { file_id: string; file_unique_id: string } } = JSON.parse(
      JSON.stringify(await sentBy('sendVideo', { video: bytes(12) }, 'a.mp4')),
    )
    const { file_id, file_unique_id } = first.video
    expect(await face.result('sendDocument', { chat_id: face.chat, document: file_id })).toMatchObject({
      video: { file_unique_id, file_size: 12 },
    })
    const other = await refusal('sendPhoto', { photo: file_id })
    expect(other).toBe("Bad Request: can't use file of type Video as Photo")
  })

  test('an upload that breaks off leaves nothing behind', async () => {
    const { hostname, port } = new URL(face.url)
    const before = await readdir(join(face.dataDir, 'files'))
    const head = '--x\r\ncontent-disposition: form-data; name="document"; filename="a.bin"\r\n\r\n'
    await new Promise<void>((resolve) => {
      const options = { hostname, port, method: 'POST', path: `/bot${face.token}/sendDocument` }
      const headers = { 'content-type': 'multipart/form-data; boundary=x', 'content-length': 1_000_000 }
      const upload = request({ ...options, headers })
      upload.on('error', () => resolve())
      upload.write(head + 'y'.repeat(200_000), () => setTimeout(() => upload.destroy(), 100))
      upload.on('close', () => resolve())
    })
    await vi.waitFor(async () => expect(await readdir(join(face.dataDir, 'files'))).toEqual(before))
  })

  test('50 MiB may be sent, and not a byte more', async () => {
    const message = await sentBy('sendDocument', { document: bytes(50 << 20) }, 'big.bin')
    expect(message).toMatchObject({ document: { file_size: 50 << 20 } })
    const { body, status } = await face.form(
      'sendDocument',
      { chat_id: chat, document: bytes((50 << 20) + 1) },
      'huge.bin',
    )
    expect([status, body['description']]).toEqual([413, 'Request Entity Too Large'])
  })

  test('refuses in Telegram’s words', async () => {
    expect(await refusal('sendPhoto', {})).toBe('Bad Request: there is no photo in the request')
    expect(await refusal('sendVideoNote', {})).toBe('Bad Request: there is no video note in the request')
    expect(await refusal('sendPhoto', { photo: 'attach://none' })).toBe(
      'Bad Request: there is no photo in the request',
    )
    expect(await refusal('sendPhoto', { photo: 'https://example.org/a.jpg' })).toBe(
      'Bad Request: failed to get HTTP URL content',
    )
    expect(await refusal('sendPhoto', { photo: 'a.jpg' })).toBe(
      'Bad Request: wrong file identifier/HTTP URL specified',
    )
    expect(await refusal('sendPhoto', { photo: 'AgACrubbish' })).toBe(
      "Bad Request: wrong remote file identifier specified: can't unserialize it",
    )
    const { fileId, messageId } = await face.post()
    await face.result('deleteMessage', { chat_id: face.chat, message_id: messageId })
    expect(await refusal('sendVideo', { video: fileId })).toBe(
      'Bad Request: wrong file identifier/HTTP URL specified',
    )
    const send = async (method: string, values: Record<string, string | Blob>) =>
      (await face.form(method, { chat_id: chat, ...values })).body['description']
    expect(await send('sendDocument', { document: bytes(0) })).toBe('Bad Request: file must be non-empty')
    expect(await send('sendPhoto', { photo: bytes(100) })).toBe('Bad Request: IMAGE_PROCESS_FAILED')
    expect(await send('sendPhoto', { photo: bytes((10 << 20) + 1) })).toBe(
      'Bad Request: file of size 10485761 bytes is too big for a photo; the maximum size is 10485760 bytes',
    )
    expect(await send('sendDocument', { document: bytes(1), caption: 'x'.repeat(1025) })).toBe(
      'Bad Request: message caption is too long',
    )
  })
})

describe('sendMediaGroup', () => {
  test('sends an album, whose messages share a media_group_id', async () => {
    const media = [
      { type: 'photo', media: 'attach://one', caption: 'One' },
      { type: 'video', media: 'attach://two', duration: 5 },
    ]
    const body = await group(media, { one: picture, two: bytes(50, 'video/mp4') })
    expect(body['result']).toMatchObject([
      { caption: 'One', photo: expect.any(Array), media_group_id: expect.stringMatching(/^\d+$/) },
      { video: { duration: 5 } },
    ])
    const [one, two]: Record<string, unknown>[] = JSON.parse(JSON.stringify(body['result']))
    expect(two?.['media_group_id']).toBe(one?.['media_group_id'])
    expect(two?.['message_id']).toBe(Number(one?.['message_id']) + 1)
  })

  test('refuses in Telegram’s words, and then sends nothing', async () => {
    expect(await refusal('sendMediaGroup', {})).toBe('Bad Request: parameter "media" is required')
    expect(await refusal('sendMediaGroup', { media: '[' })).toBe("Bad Request: can't parse media JSON object")
    expect(await description({})).toBe('Bad Request: expected an Array of InputMedia')
    expect(await description([])).toBe('Bad Request: there are no messages to send')
    expect(await description([{ type: 'photo' }])).toBe(
      "Bad Request: can't parse InputMedia: media not found",
    )
    expect(await description([{ type: 'animation', media: 'attach://one' }])).toBe(
      'Bad Request: can\'t parse InputMedia: type "animation" can\'t be used in sendMediaGroup',
    )
    const files = { one: picture, two: bytes(5) }
    const mixed = ['photo', 'document'].map((type) => ({ type, media: 'attach://one' }))
    expect(await description(mixed, files)).toBe(
      "Bad Request: documents and audios can't be mixed with other media types",
    )
    const before = await face.post()
    const bad = ['one', 'two'].map((name) => ({ type: 'photo', media: `attach://${name}` }))
    expect(await description(bad, files)).toBe(
      'Bad Request: failed to send message #2 with the error message "IMAGE_PROCESS_FAILED"',
    )
    expect((await face.post()).messageId).toBe(before.messageId + 1)
  })
})
