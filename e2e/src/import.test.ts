// What was in a channel before the bot came: imported through a worker, looked into, and kept true.
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { ImportItem } from '@gramreel/contracts/imports'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signIn, type ApiClient } from './support/api-client.ts'
import { ffmpeg } from './support/make-film.ts'
import { startProduct, type Product } from './support/product.ts'
import { until } from './support/until.ts'

const OLD_POSTS = 250
/** And the first that the bot is told of. */
const POSTS = OLD_POSTS + 1
const samples = resolve(import.meta.dirname, '../../telegram-local/samples')

let product: Product
let api: ApiClient
let chat: string
/** Of each old post, its message's. */
const numbers: number[] = []

const change = async (method: string, path: string): Promise<Response> =>
  fetch(`${product.galleryUrl}${path}`, {
    method,
    headers: { cookie: api.cookie, origin: product.galleryUrl },
  })

beforeAll(async () => {
  product = await startProduct({ backendEnv: { DIRECT_LINKS: 'never' } })
  api = await signIn(product)
  chat = String((await product.control('channels', { title: 'Old films' }))['chat'])
  const posts = Array.from({ length: OLD_POSTS - 3 }, async (_, i) => {
    const file = {
      name: `Old ${i + 1}.mp4`,
      mime: 'video/mp4',
      size: 1001 + i,
      pattern: 'blocks',
      as: 'document',
    }
    const said = { caption: `Number ${i + 1}`, date: 1_600_000_001 + i }
    numbers[i + 1] = Number((await product.control('files', { ...file, ...said, chat }))['messageId'])
  })
  await Promise.all(posts)
  // Larger than what the Bot API would be asked for as its own thumbnail.
  const path = join(product.dataDir, 'photo.png')
  const noise = 'nullsrc=s=1600x1200,geq=random(1)*255:random(1)*255:128'
  await ffmpeg(['-f', 'lavfi', '-i', noise, '-frames:v', '1', path])
  // telegram-local has no picture of its own for this kind.
  const reel = join(product.dataDir, 'reel.mkv')
  await ffmpeg([
    '-f',
    'lavfi',
    '-i',
    'testsrc2=s=640x360:d=3',
    '-c:v',
    'libx264',
    '-pix_fmt',
    'yuv420p',
    reel,
  ])
  await product.control('files', { path: reel, name: 'Reel.mkv', as: 'document', chat })
  await product.control('files', { path, name: 'As it was.png', as: 'document', chat })
  const film = { path: join(samples, 'Evening tide.mp4'), name: 'Sent as it was.mp4', as: 'document', chat }
  await product.control('files', film)
})
afterAll(() => product.close())

it('R04, R12: old posts are imported, get thumbnails, and what is wrong with them is mended', async () => {
  const bot = product.telegram.botToken.split(':')[0] ?? ''
  await product.control('members', { chat, user: Number(bot), status: 'administrator' })
  expect((await api.files()).total).toBe(0)
  await product.control('files', { name: 'New.mp4', size: 1000, pattern: 'blocks', chat })
  expect((await change('POST', `/api/bots/${bot}/channels/${chat}/import`)).status).toBe(202)
  const done = await until<ImportItem>('the import to be done', async () => {
    const { imports } = (await (await api.get('/api/imports')).json()) as { imports: ImportItem[] }
    return imports.find(({ state }) => state === 'done')
  })
  expect(done).toMatchObject({ total: POSTS, done: POSTS, found: POSTS, problem: null })
  expect((await api.files()).total).toBe(POSTS)
  expect(await api.find('Number 150')).toMatchObject({
    name: 'Old 150.mp4',
    size: 1150,
    postedAt: new Date(1_600_000_150_000).toISOString(),
  })

  // Pictures where Telegram has none, and what the files say of themselves.
  for (const name of ['As it was.png', 'Sent as it was.mp4', 'Reel.mkv']) {
    const item = await until(`a thumbnail of "${name}"`, async () => {
      const found = await api.find(name)
      const isLookedInto = name === 'Reel.mkv' || found.width !== undefined
      return found.thumbnail !== null && isLookedInto ? found : undefined
    })
    const picture = await api.get(item.thumbnail ?? '')
    expect([name, picture.status]).toEqual([name, 200])
    expect(picture.headers.get('content-type')).toMatch(/^image\/(webp|jpeg)$/)
    expect((await picture.arrayBuffer()).byteLength).toBeGreaterThan(1000)
  }
  expect((await api.find('As it was.png')).width).toBe(1600)
  expect((await api.find('Sent as it was.mp4')).durationSeconds).toBeGreaterThan(1)

  // A size that is wrong in the catalogue: the viewer gets Telegram's, and the catalogue learns it.
  const wrong = await api.find('Number 100')
  const database = new DatabaseSync(join(product.dataDir, 'backend', 'gramreel.db'))
  database.prepare('UPDATE files SET size = 5 WHERE id = ?').run(wrong.id)
  database.close()
  const stream = await fetch((await api.link(wrong.id)).url)
  expect([stream.status, (await stream.arrayBuffer()).byteLength]).toEqual([200, 1100])
  await until('the size to be mended', async () => (await api.find('Number 100')).size === 1100)

  // A post that is gone: out of the grid, among the deleted ones.
  const gone = await api.find('Number 200')
  const { url } = await api.link(gone.id)
  await fetch(`${product.telegram.botApi}/control/messages/${chat}/${numbers[200]}`, { method: 'DELETE' })
  expect((await fetch(url)).status).toBe(410)
  await until('the deleted file to be marked', async () => (await api.files('?deleted=true')).total === 1)
  expect((await api.files()).total).toBe(POSTS - 1)
  expect((await api.get(`/api/files/${gone.id}/link`)).status).toBe(410)
})
