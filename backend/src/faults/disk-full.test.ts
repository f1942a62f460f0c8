import { expect, test, vi } from 'vitest'
import { createClient, type Client } from '../testing/start-backend.ts'
import { postFilm, postPhoto, startTelegram } from '../testing/start-telegram.ts'
import { kill, settingsOf, signIn, startProcess } from './backend-process.ts'
import { canMount, mountSmallDisk } from './small-disk.ts'

/** What PROMISES R19 gives it to come back. */
const RECOVERY = { timeout: 10_000, interval: 100 }
const FULL = { status: 507, body: { error: { code: 'storage_full' } } }

const total = async (client: Client) => (await client.request('GET', '/api/files')).body['total']

/** Writes until there is no room for one more: the log of the database may have a page left. */
const writeUntilRefused = async (client: Client) => {
  for (let i = 0; ; i++) {
    const change = { name: 'Ada', email: `ada${i}@example.org`, password: 'correct horse battery' }
    const answer = await client.request('PUT', '/api/account', change)
    if (answer.status !== 200 || i === 20) return answer
  }
}

test.skipIf(!canMount)(
  'R19: on a full disk reads go on and writes get 507, and all is well within 10 s after there is space',
  async () => {
    const telegram = await startTelegram()
    const disk = await mountSmallDisk(8)
    const settings = settingsOf(telegram, disk.path)
    const backend = await startProcess(settings, disk.within)

    disk.fill()
    const visitor = createClient(backend.url)
    const code = { code: backend.code }
    expect(await visitor.request('POST', '/api/session/code', code)).toMatchObject(FULL)
    disk.free()
    const owner = await signIn(backend)

    await postPhoto(telegram)
    postFilm(telegram)
    await vi.waitFor(async () => expect(await total(owner)).toBe(2), RECOVERY)
    const { items } = (await owner.request('GET', '/api/files')).body
    const photo = items.find((item: { kind: string }) => item.kind === 'photo')
    const film = items.find((item: { kind: string }) => item.kind === 'video')

    disk.fill()
    for (let i = 0; i < 200; i++) postFilm(telegram, { name: `${i}.mp4` })
    await backend.waitFor(/(updates were not taken)/)
    expect(await writeUntilRefused(owner)).toMatchObject(FULL)
    const reads = [
      '/api/files',
      '/api/files?q=film',
      `/api/files/${film.id}`,
      `/api/files/${film.id}/link`,
      // Fetched and shown, though it cannot be kept.
      photo.thumbnail,
      '/api/session',
      '/api/status',
    ]
    for (let i = 0; i < 5; i++) {
      for (const path of reads) expect((await owner.request('GET', path)).status, path).toBe(200)
    }
    expect(backend.child.exitCode).toBeNull()

    // No crash loop: one that is killed on a full disk starts on it.
    await kill(backend)
    const next = await startProcess(settings, disk.within)
    const cookie = { cookie: owner.cookie() ?? '' }
    const read = () => createClient(next.url).request('GET', '/api/files', undefined, cookie)
    expect((await read()).status).toBe(200)
    await next.waitFor(/(updates were not taken)/)

    disk.free()
    await vi.waitFor(async () => expect((await read()).body['total']).toBe(202), RECOVERY)
    const last = { name: 'Ada', email: 'ada@example.org', password: 'correct horse battery' }
    const write = await createClient(next.url).request('PUT', '/api/account', last, cookie)
    expect(write.status).toBe(200)
    expect(next.child.exitCode).toBeNull()
  },
  60_000,
)
