import { expect, test } from 'vitest'
import type { Message } from './bot-api.ts'
import { readMessage } from './read-update.ts'

const CHANNEL = { id: -1001234567890, type: 'channel', title: 'Films' } as const
const size = (side: number, fileSize = side * 100) => ({
  file_id: `photo ${side}`,
  file_unique_id: `unique ${side}`,
  width: side,
  height: side / 2,
  file_size: fileSize,
})
const THUMBNAIL = size(320)
const FILE = { file_id: 'file', file_unique_id: 'unique', file_size: 1000 }

const read = (fields: object, chat: object = CHANNEL) =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- messages as Telegram's JSON has them, good and bad
  readMessage({ message_id: 5, date: 1_790_000_000, chat, ...fields } as Message, 7)

test('a photo is its largest size, its thumbnail the largest that a grid needs', () => {
  const photo = [size(90), size(320), size(800), size(1280), size(2560)]
  expect(read({ photo, caption: 'Hello' })).toMatchObject({
    kind: 'photo',
    mime: 'image/jpeg',
    file_id: 'photo 2560',
    width: 2560,
    height: 1280,
    size: 256_000,
    caption: 'Hello',
    thumbnail_file_id: 'photo 800',
    thumbnail_unique_id: 'unique 800',
  })
  expect(read({ photo: [size(90), size(320)] })).toMatchObject({ thumbnail_file_id: 'photo 320' })
  expect(read({ photo: [size(1280)] })).toMatchObject({ thumbnail_file_id: 'photo 1280' })
})

test.each([
  [
    'video',
    { video: { ...FILE, width: 2, height: 1, duration: 60, mime_type: 'video/mp4', file_name: 'a.mp4' } },
  ],
  ['video', { video_note: { ...FILE, length: 240, duration: 60 } }],
  [
    'animation',
    {
      animation: { ...FILE, width: 2, height: 1, duration: 3, mime_type: 'video/mp4' },
      document: { ...FILE, mime_type: 'video/mp4' },
    },
  ],
  ['audio', { audio: { ...FILE, duration: 60, mime_type: 'audio/mpeg', performer: 'Bach', title: 'Aria' } }],
  ['audio', { voice: { ...FILE, duration: 60, mime_type: 'audio/ogg' } }],
  ['document', { document: { ...FILE, mime_type: 'application/pdf', file_name: 'a.pdf' } }],
  ['video', { document: { ...FILE, mime_type: 'video/x-matroska', file_name: 'a.mkv' } }],
  ['photo', { document: { ...FILE, mime_type: 'image/png', file_name: 'a.png' } }],
  ['audio', { document: { ...FILE, mime_type: 'audio/flac', file_name: 'a.flac' } }],
  // Script in a picture's clothes, and what browsers do not show.
  ['document', { document: { ...FILE, mime_type: 'image/svg+xml', file_name: 'a.svg' } }],
  ['document', { document: { ...FILE, mime_type: 'image/heic', file_name: 'a.heic' } }],
])('a %s is read from %j', (kind, fields) => {
  expect(read(fields)).toMatchObject({ kind, file_id: 'file', size: 1000 })
})

test('a film brings its picture, size and length', () => {
  const video = {
    ...FILE,
    file_size: 4_294_967_296,
    width: 1920,
    height: 1080,
    duration: 7200,
    thumbnail: THUMBNAIL,
  }
  expect(read({ video })).toMatchObject({
    width: 1920,
    height: 1080,
    duration_seconds: 7200,
    size: 4_294_967_296,
    thumbnail_file_id: 'photo 320',
  })
})

test('a small picture sent as a file without a thumbnail is its own', () => {
  const document = { ...FILE, mime_type: 'image/png' }
  expect(read({ document })).toMatchObject({ thumbnail_file_id: 'file' })
  expect(read({ document: { ...document, file_size: 5_000_000 } })).toMatchObject({ thumbnail_file_id: null })
})

test('a mime type that is none becomes application/octet-stream', () => {
  expect(read({ document: { ...FILE, mime_type: 'text/html\r\nx: y' } })).toMatchObject({
    mime: 'application/octet-stream',
  })
})

test('numbers that make no sense count as unknown', () => {
  expect(read({ video: { ...FILE, file_size: -1, width: 0, height: 1.5, duration: 0 } })).toMatchObject({
    size: 0,
    width: null,
    height: null,
  })
})

test('album, edit and place are kept', () => {
  const edited = { photo: [size(90)], media_group_id: '9', edit_date: 1_790_000_060 }
  expect(read(edited)).toMatchObject({
    box: 0,
    chat_id: '-1001234567890',
    message_id: 5,
    media_group_id: '9',
    posted_at: 1_790_000_000,
    edited_at: 1_790_000_060,
  })
})

test('messages of private chats and basic groups count per bot', () => {
  const photo = [size(90)]
  expect(read({ photo }, { id: 42, type: 'private' })).toMatchObject({ box: 7, chat_id: '42' })
  expect(read({ photo }, { id: -42, type: 'group' })).toMatchObject({ box: 7, chat_id: '-42' })
})

test('a message without a file is none of ours', () => {
  expect(read({ text: 'Hello' })).toBeUndefined()
  expect(read({ photo: [] })).toBeUndefined()
})
