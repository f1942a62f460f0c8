// A film goes from a page into the channel, while the worker is killed; and whatever else is killed when, it is there once (R18).
import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BegunUpload, UploadItem } from '@gramreel/contracts/uploads'
import type { FilePage } from '@gramreel/contracts/catalogue'
import type { LinkAnswer } from '@gramreel/contracts/links'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { signIn, type ApiClient } from './support/api-client.ts'
import { openBrowser } from './support/browser.ts'
import { closeViewer, enter, shownFilm, tile, viewer } from './support/gallery.ts'
import { ffmpeg } from './support/make-film.ts'
import { startProduct, type Product } from './support/product.ts'
import { takeScreenshots } from './support/screenshots.ts'
import { until } from './support/until.ts'
import { openPage } from './support/watched-page.ts'

const SOAK = Number(process.env['GRAMREEL_SOAK'] ?? 1)

let product: Product
let api: ApiClient
let browser: Browser
let film: string

beforeAll(async () => {
  product = await startProduct({ backendEnv: { DIRECT_LINKS: 'never' } })
  api = await signIn(product)
  // So that the channel is known.
  await product.control('files', { name: 'First.mp4', size: 1000, mime: 'video/mp4', pattern: 'blocks' })
  await api.find('First')
  film = join(product.dataDir, 'Waves.mp4')
  await ffmpeg(
    ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=24,noise=alls=12:allf=t', '-t', '16'],
    ['-c:v', 'libx264', '-preset', 'ultrafast', '-b:v', '8M', '-maxrate', '8M', '-bufsize', '8M'],
    ['-pix_fmt', 'yuv420p', '-movflags', '+faststart', film],
  )
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await product?.close()
})

const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const ask = async (method: string, path: string, body?: object) => {
  const answer = await fetch(product.galleryUrl + path, {
    method,
    headers: { cookie: api.cookie, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  return (await answer.json()) as unknown
}
const items = async (query: string) =>
  ((await ask('GET', `/api/files?q=${encodeURIComponent(query)}`)) as FilePage).items
const hashAtTelegram = async (id: string) => {
  const { url } = (await ask('GET', `/api/files/${id}/link`)) as LinkAnswer
  return sha(new Uint8Array(await (await fetch(url)).arrayBuffer()))
}
const panel = (page: Page) => page.getByRole('region', { name: 'Uploads' })

it('a film dropped into the page is sent, over a killed worker and a reload, plays, and is not sent again', async () => {
  const opened = await openPage(browser)
  const { page, complaints } = opened
  await enter(page, product, api)
  await product.control('faults', { fault: 'slow', method: 'upload.saveBigFilePart', latencyMs: 500 })
  const choose = () => page.locator('header input[type=file]').setInputFiles(film)
  await choose()
  const bar = panel(page).getByRole('progressbar', { name: 'Progress of Waves.mp4' })
  const received = () => bar.evaluate((element: HTMLProgressElement) => element.value)
  await until('some of it at Telegram', async () => (await received()) > 1_500_000)
  await takeScreenshots(page, 'upload')

  // The film is small enough to be kept by the browser: it goes on by itself.
  await page.reload()
  await bar.waitFor()
  expect(await received()).toBeGreaterThan(1_000_000)
  await product.processes.worker?.kill()
  expect(await items('Waves')).toEqual([])
  await product.restart('worker')
  await product.clearFaults()
  await tile(page, 'Waves').waitFor({ timeout: 60_000 })
  const [item, ...more] = await items('Waves')
  expect(more).toEqual([])
  expect(item).toMatchObject({ kind: 'video', width: 640, height: 360, mime: 'video/mp4' })
  expect(item?.durationSeconds).toBeCloseTo(16, 0)
  expect(await hashAtTelegram(item?.id ?? '')).toBe(sha(await readFile(film)))

  await panel(page).getByText('Done').waitFor()
  await tile(page, 'Waves').click()
  await shownFilm(page)
  await closeViewer(page)

  await choose()
  await panel(page).getByText('Is in the gallery already').waitFor()
  await takeScreenshots(page, 'upload-over')
  await panel(page).getByRole('link', { name: 'Show: Waves.mp4' }).first().click()
  await viewer(page).waitFor()
  expect(await items('Waves')).toHaveLength(1)
  expect((await opened.watch()).violations).toEqual([])
  expect(complaints.filter((text) => !/Failed to load resource|ERR_|CORS/.test(text))).toEqual([])
})

it('an upload is paused, goes on, and is cancelled', async () => {
  const { page } = await openPage(browser)
  await enter(page, product, api)
  await product.control('faults', { fault: 'slow', method: 'upload.saveBigFilePart', latencyMs: 250 })
  const content = randomBytes(11_000_000)
  await page
    .locator('header input[type=file]')
    .setInputFiles({ name: 'Noise.bin', mimeType: 'application/octet-stream', buffer: content })
  const button = (action: string) => panel(page).getByRole('button', { name: `${action}: Noise.bin` })
  const bar = panel(page).getByRole('progressbar')
  await until('some of it', async () => (await bar.evaluate((e: HTMLProgressElement) => e.value)) > 0)
  await button('Pause').click()
  await panel(page).getByText('Paused').waitFor()
  await button('Go on').click()
  await button('Pause').waitFor()
  await button('Cancel').click()
  await panel(page).waitFor({ state: 'hidden' })
  await product.clearFaults()
  await until('it is forgotten', async () => {
    const { uploads } = (await ask('GET', '/api/uploads')) as { uploads: UploadItem[] }
    return uploads.length === 0
  })
})

it(`R18: worker or backend killed at any moment, each file is there once`, async () => {
  const kills = 4 * SOAK
  for (let i = 0; i < kills; i++) {
    const content = randomBytes(600_000)
    const name = `kill-${i}.bin`
    const wish = { name, mime: 'application/octet-stream', size: content.length }
    const begun = (await ask('POST', '/api/uploads', wish)) as BegunUpload
    if (begun.kind !== 'upload') throw new Error('it is new')
    const { id } = begun.upload
    const part = i % 2 === 0 ? 'worker' : 'backend'
    const killing = new Promise((resolve) => setTimeout(resolve, Math.random() * 150)).then(() =>
      product.processes[part]?.kill(),
    )
    const send = async (offset: number) =>
      fetch(((await ask('POST', `/api/uploads/${id}/link`)) as { url: string }).url, {
        method: 'PATCH',
        headers: {
          'tus-resumable': '1.0.0',
          'upload-offset': String(offset),
          'content-type': 'application/offset+octet-stream',
        },
        body: content.subarray(offset),
      })
    await send(0).catch(() => undefined)
    await killing
    await product.restart(part)
    const done = await until(`upload ${i} to be done`, async () => {
      const item = (await ask('GET', `/api/uploads/${id}`)) as UploadItem
      if (item.stage === 'receiving') await send(item.received).catch(() => undefined)
      return item.stage === 'done' && item
    })
    expect(await hashAtTelegram(done.fileId ?? '')).toBe(sha(content))
    expect(await items(name)).toHaveLength(1)
  }
})
