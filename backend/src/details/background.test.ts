// All that is found in the background of one film, through the whole backend: codecs, chapters, thumbhash, captions, previews.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test, vi } from 'vitest'
import { AAC, ffmpeg, H264, makeFilm } from '../testing/make-film.ts'
import { createGuest, share } from '../testing/share.ts'
import { signInOwner, startBackend } from '../testing/start-backend.ts'
import { settingsFor, startTelegram } from '../testing/start-telegram.ts'

vi.setConfig({ testTimeout: 60_000 })

test.skipIf(ffmpeg === undefined)(
  'a film tells its codecs and chapters, has captions and, once opened, previews; guests see the same',
  async () => {
    const telegram = await startTelegram()
    const backend = await startBackend({ ...settingsFor(telegram), inspects: true })
    const client = await signInOwner(backend)
    const post = async (name: string, content: Buffer | string, fields: Record<string, string>) => {
      const path = join(telegram.dataDir, name)
      await writeFile(path, content)
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify({ path, name, ...fields, chat: telegram.chat })
      const { ok } = await fetch(`${telegram.botApi}/control/files`, { method: 'POST', headers, body })
      expect(ok).toBe(true)
    }
    const thumbnail = join(telegram.dataDir, 'poster.jpg')
    await sharp({ create: { width: 320, height: 180, channels: 3, background: 'teal' } }).toFile(thumbnail)
    const film = await makeFilm({ extension: 'mp4', picture: H264, sound: AAC })
    await post('Tide.mp4', film, { mime: 'video/mp4', as: 'video', thumbnail })
    const captions = '1\n00:00:01,000 --> 00:00:02,000\nHello\n'
    await post('Tide.en.srt', captions, { mime: 'application/x-subrip', as: 'document' })

    const item = await vi.waitFor(async () => {
      const { body } = await client.request('GET', '/api/files?kind=video')
      const [found] = body['items']
      expect(found?.codecs).toMatch(/^avc1\.\w{6}, mp4a\.40\.2$/)
      // Somebody looks at the grid.
      await client.request('GET', found.thumbnail)
      expect(found.thumbhash).toMatch(/^\S{20,40}$/)
      return found
    }, 25_000)
    const details = await vi.waitFor(async () => {
      const { body } = await client.request('GET', `/api/files/${item.id}/details`)
      if (body['sprites'] === undefined) expect(body['spritesComing']).toBe(true)
      expect(body['sprites']).toMatchObject({ width: 160, height: 90, count: 10 })
      expect(body).not.toHaveProperty('spritesComing')
      return body
    }, 25_000)
    expect(details['chapters']).toMatchObject([{ start: 0 }, { start: 4 }])
    expect(details['captions']).toMatchObject([{ label: 'English', language: 'en' }])

    const guest = createGuest(backend.url)
    const { slug } = await share(client, { files: [item.id] })
    const { body: shown } = await guest.ask('GET', `/api/shares/${slug}/files/${item.id}/details`)
    expect(shown).toMatchObject({ chapters: details['chapters'], captions: details['captions'] })
    expect([shown['place'], shown['albums']]).toEqual([undefined, undefined])
    const sheets = [
      { answer: await client.request('GET', details['sprites'].url), kept: /^private, .*immutable$/ },
      { answer: await guest.ask('GET', shown['sprites'].url), kept: /^private, max-age=300$/ },
    ]
    for (const { answer, kept } of sheets) {
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/jpeg'])
      expect(answer.headers.get('cache-control')).toMatch(kept)
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    }
    expect((await guest.ask('GET', `/api/files/${item.id}/sprites`)).status).toBe(401)
  },
)
