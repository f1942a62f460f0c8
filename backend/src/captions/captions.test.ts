// Captions beside a film, from telegram-local through the Bot API to who watches.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { databaseOf } from '../testing/people.ts'
import { createGuest, share } from '../testing/share.ts'
import { signInOwner, startBackend } from '../testing/start-backend.ts'
import { postFilm, settingsFor, startTelegram, type TelegramForTest } from '../testing/start-telegram.ts'

const postText = async (telegram: TelegramForTest, name: string, content: Buffer, size = content.length) => {
  const { world } = telegram
  const path = join(telegram.dataDir, `${Math.random()}`)
  await writeFile(path, content)
  const media = world.addDocument({
    shownAs: 'document',
    name,
    mime: 'application/x-subrip',
    size,
    thumbs: [],
    content: size === content.length ? { from: 'path', path, size } : { from: 'blocks', size },
  })
  world.addMessage({ chat: world.defaultChannel.id, from: world.defaultUser.id, media, text: '' })
}

const start = async () => {
  const telegram = await startTelegram()
  const backend = await startBackend(settingsFor(telegram))
  const client = await signInOwner(backend)
  type Item = { id: string; name: string; kind: string }
  const listed = async (query: string): Promise<Item[]> =>
    (await client.request('GET', `/api/files${query}`)).body['items']
  /** With those beside a film, which are found by their name's end alone. */
  const items = async (): Promise<Item[]> => [
    ...new Map([...(await listed('')), ...(await listed('?q=.srt'))].map((item) => [item.id, item])).values(),
  ]
  const idOf = async (name: string) => (await items()).find((item) => item.name === name)?.id ?? ''
  return { telegram, backend, client, items, idOf }
}

test('captions beside a film are found by their names and come as clean WebVTT, from any encoding', async () => {
  const { telegram, client, items, idOf } = await start()
  postFilm(telegram, { name: 'Tide.mp4' })
  const srt = '1\r\n00:00:01,000 --> 00:00:02,000\r\n<i>Hallo</i> <script>Grüße</script>\r\n'
  await postText(telegram, 'Tide.de.srt', Buffer.from(srt, 'latin1'))
  await postText(telegram, 'Tide.en.srt', Buffer.alloc(0), 200 * 1024 * 1024)
  await postText(telegram, 'Other.srt', Buffer.from(srt))
  await vi.waitFor(async () => expect(await items()).toHaveLength(4), 10_000)
  const film = await idOf('Tide.mp4')
  const { body } = await client.request('GET', `/api/files/${film}/details`)
  expect(body['captions']).toEqual([{ id: await idOf('Tide.de.srt'), label: 'German', language: 'de' }])
  expect(body['place'].url).toMatch(/^https:\/\/t\.me\/c\/\d+\/\d+$/)

  const path = `/api/files/${film}/captions/${body['captions'][0].id}`
  const { status, headers, body: text } = await client.request('GET', path)
  expect(status).toBe(200)
  expect(text['text']).toBe('WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<i>Hallo</i> Grüße\n')
  expect(headers.get('content-type')).toBe('text/vtt; charset=utf-8')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'")
  expect(headers.get('cache-control')).toMatch(/^private/)
  const again = await client.request('GET', path, undefined, { 'if-none-match': headers.get('etag') ?? '' })
  expect(again.status).toBe(304)

  // A file of 200 MB, one of another film, and the film itself are no captions of it.
  for (const other of ['Tide.en.srt', 'Other.srt', 'Tide.mp4']) {
    const refused = await client.request('GET', `/api/files/${film}/captions/${await idOf(other)}`)
    expect([other, refused.status]).toEqual([other, 404])
  }
})

test('a file that is larger than it was said to be is not read to its end', async () => {
  const { telegram, backend, client, items, idOf } = await start()
  postFilm(telegram, { name: 'Tide.mp4' })
  await postText(telegram, 'Tide.srt', Buffer.from('1\n00:00:01,000 --> 00:00:02,000\nx\n\n'.repeat(200_000)))
  await vi.waitFor(async () => expect(await items()).toHaveLength(2), 10_000)
  const database = await databaseOf(backend)
  const captions = await idOf('Tide.srt')
  await database.updateTable('files').set({ size: 100 }).where('id', '=', captions).execute()
  const { status, body } = await client.request(
    'GET',
    `/api/files/${await idOf('Tide.mp4')}/captions/${captions}`,
  )
  expect([status, body['error']?.code]).toEqual([502, 'telegram_failed'])
})

test('guests get the captions of a film that is shared with them, and of no other', async () => {
  const { telegram, backend, client, items, idOf } = await start()
  const srt = Buffer.from('1\n00:00:01,000 --> 00:00:02,000\nA secret\n')
  for (const name of ['Tide', 'Other']) {
    postFilm(telegram, { name: `${name}.mp4` })
    await postText(telegram, `${name}.srt`, srt)
  }
  await vi.waitFor(async () => expect(await items()).toHaveLength(4), 10_000)
  const film = await idOf('Tide.mp4')
  const { slug } = await share(client, { files: [film] })
  const guest = createGuest(backend.url)
  const details = await guest.ask('GET', `/api/shares/${slug}/files/${film}/details`)
  expect(details.body).toEqual({
    chapters: [],
    captions: [{ id: await idOf('Tide.srt'), label: 'Captions' }],
  })
  const base = `/api/shares/${slug}/files`
  const captions = await guest.ask('GET', `${base}/${film}/captions/${await idOf('Tide.srt')}`)
  expect(captions.raw).toContain('A secret')
  for (const path of [
    `${base}/${film}/captions/${await idOf('Other.srt')}`,
    `${base}/${await idOf('Other.mp4')}/captions/${await idOf('Other.srt')}`,
  ])
    expect([path, (await guest.ask('GET', path)).status]).toEqual([path, 404])
  await client.request('DELETE', `/api/shares/${slug}`)
  expect((await guest.ask('GET', `${base}/${film}/captions/${await idOf('Tide.srt')}`)).status).toBe(404)
})
