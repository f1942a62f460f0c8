// The gallery without a network: what was seen is there, what was kept plays, and nothing of it outlives the right to it.
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { FileItem } from '@gramreel/contracts/catalogue'
import { signIn, type ApiClient } from './support/api-client.ts'
import { openBrowser } from './support/browser.ts'
import { closeViewer, enter, seek, shownFilm, tile, viewer } from './support/gallery.ts'
import { ffmpeg } from './support/make-film.ts'
import { postSamples } from './support/post-samples.ts'
import { startProduct, type Product } from './support/product.ts'
import { takeScreenshots } from './support/screenshots.ts'
import { until } from './support/until.ts'
import { openPage, type WatchedPage } from './support/watched-page.ts'

let folder: string
let path: string
let product: Product
let api: ApiClient
let browser: Browser
let gallery: WatchedPage
let page: Page
let film: FileItem

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gramreel offline '))
  path = join(folder, 'Train ride.mp4')
  ;[product, browser] = await Promise.all([startProduct(), openBrowser()])
  // Longer than what is told of at once, and smaller than what goes directly to its owner: both ways are taken.
  await ffmpeg(
    ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=24,noise=alls=20:allf=t', '-t', '30'],
    [
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-b:v',
      '3M',
      '-pix_fmt',
      'yuv420p',
      '-movflags',
      '+faststart',
      path,
    ],
  )
  api = await signIn(product)
  await postSamples(product)
  await product.control('files', { path, name: 'Train ride.mp4', mime: 'video/mp4' })
  film = await api.find('Train ride')
  gallery = await openPage(browser)
  page = gallery.page
  await enter(page, product, api)
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
})

afterAll(async () => {
  await browser?.close()
  await product?.close()
  await rm(folder, { recursive: true, force: true })
})

const keptNames = (): Promise<string[]> =>
  page.evaluate(async () => {
    const names: string[] = []
    for (const name of await caches.keys()) {
      const keys = await (await caches.open(name)).keys()
      names.push(...keys.map(({ url }) => new URL(url).pathname))
    }
    return names
  })

/** SHA-256 of a kept film, as it lies there; undefined: it does not. */
const hashOfKept = (id: string): Promise<string | undefined> =>
  page.evaluate(async (name) => {
    const root = await navigator.storage.getDirectory()
    const films = await root.getDirectoryHandle('kept-films').catch(() => undefined)
    const file = await films
      ?.getFileHandle(name)
      .then((handle) => handle.getFile())
      .catch(() => undefined)
    if (file === undefined) return undefined
    const hash = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
    return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  }, id)

const settingsOffline = async (): Promise<void> => {
  await page.goto(`${product.galleryUrl}/settings/offline`)
  await page.getByRole('heading', { name: 'On this device' }).waitFor()
}

it('keeps a film that is asked for, over a reload in the middle, byte for byte', async () => {
  await product.control('faults', { fault: 'slow', bytesPerSecond: 3_000_000 })
  await tile(page, 'Train ride').click()
  await viewer(page).getByRole('button', { name: 'Keep on this device' }).click()
  await viewer(page)
    .getByRole('button', { name: /Being kept/ })
    .waitFor()
  await until('a first part of it', async () =>
    page.evaluate(async (id) => {
      const root = await navigator.storage.getDirectory()
      const films = await root.getDirectoryHandle('kept-films', { create: true })
      const handle = await films.getFileHandle(id).catch(() => undefined)
      return ((await handle?.getFile())?.size ?? 0) > 1_000_000
    }, film.id),
  )
  await settingsOffline()
  await page.getByRole('progressbar').waitFor()
  await takeScreenshots(page, 'offline-on-its-way')
  await product.clearFaults()
  await page.getByText(/On this device ·/).waitFor({ timeout: 60_000 })
  expect(await hashOfKept(film.id)).toBe(
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
  )
})

it('plays one from the device that was removed and kept again', async () => {
  await page.goto(product.galleryUrl)
  const keptSource = async () => {
    await tile(page, 'Train ride').click()
    const source = await (await shownFilm(page)).getAttribute('src')
    await viewer(page).getByRole('button', { name: 'Remove from this device', exact: true }).waitFor()
    return source
  }
  const first = await keptSource()
  expect(first).toMatch(/^blob:/)
  await viewer(page).getByRole('button', { name: 'Remove from this device', exact: true }).click()
  await viewer(page).getByRole('button', { name: 'Keep on this device' }).click()
  await viewer(page)
    .getByRole('button', { name: 'Remove from this device', exact: true })
    .waitFor({ timeout: 60_000 })
  await closeViewer(page)
  // Its link of before is remembered for as long as it is good, which one of the device is for good.
  const again = await keptSource()
  expect(again).toMatch(/^blob:/)
  expect(again).not.toBe(first)
  await closeViewer(page)
})

it('keeps nothing of a share, which is of others', async () => {
  const answer = await page.request.post(`${product.galleryUrl}/api/shares`, {
    data: { files: [film.id] },
    headers: { origin: product.galleryUrl },
  })
  const { slug } = (await answer.json()) as { slug: string }
  await page.goto(`${product.galleryUrl}/s/${slug}`)
  await tile(page, 'Train ride').waitFor()
  const names = await keptNames()
  expect(names.some((name) => name.startsWith('/api/files'))).toBe(true)
  expect(names.filter((name) => name.includes(slug))).toEqual([])
})

it('shows the gallery, and plays what was kept, while backend and worker are away', async () => {
  await page.goto(product.galleryUrl)
  await page.locator('[data-tile] img').first().waitFor()
  await until('the thumbnails that are kept', async () =>
    (await keptNames()).some((name) => name.endsWith('/thumbnail')),
  )
  await Promise.all([product.processes.backend.stop(), product.processes.worker?.stop()])
  await page.goto(product.galleryUrl)
  await tile(page, 'Train ride').waitFor()
  const picture = page.locator('[data-tile] img').first()
  await until('a thumbnail', () => picture.evaluate((img: HTMLImageElement) => img.naturalWidth > 0))
  await takeScreenshots(page, 'offline-gallery')
  await tile(page, 'Train ride').click()
  const video = await shownFilm(page)
  for (const moment of [25, 3, 14]) expect(await seek(video, moment)).toBeLessThan(20_000)
  await page.goto(`${product.galleryUrl}/settings/offline`)
  await page.getByText(/On this device ·/).waitFor()
})

it('forgets all of it when the session is ended from elsewhere', async () => {
  await product.restart('backend')
  await product.restart('worker')
  await page.goto(product.galleryUrl)
  await tile(page, 'Train ride').waitFor()
  const { browsers } = (await (await api.get('/api/account/browsers')).json()) as {
    browsers: { id: string; isThis: boolean }[]
  }
  expect(browsers.length).toBeGreaterThan(0)
  const ended = await fetch(`${product.galleryUrl}/api/session`, {
    method: 'DELETE',
    headers: { cookie: api.cookie, origin: product.galleryUrl },
  })
  expect(ended.status).toBe(204)
  await page.reload()
  await page.getByRole('heading', { name: /sign in/i }).waitFor()
  await until('everything forgotten', async () => {
    const names = await keptNames()
    return !names.some((name) => name.startsWith('/api/')) && (await hashOfKept(film.id)) === undefined
  })
  await product.processes.backend.stop()
  await page.goto(product.galleryUrl)
  await page
    .getByRole('button', { name: 'Try again' })
    .or(page.getByRole('heading', { name: /sign in/i }))
    .waitFor()
  expect(await page.locator('[data-tile]').count()).toBe(0)
})

it('signing out takes all of it along, and what is being sent, from a page that was reloaded by force too', async () => {
  await product.restart('backend')
  api = await signIn(product)
  await enter(page, product, api)
  await tile(page, 'Train ride').waitFor()
  await product.control('faults', { fault: 'slow', method: 'upload.saveBigFilePart', latencyMs: 1000 })
  await page.locator('input[type=file][multiple]').setInputFiles({
    name: 'Noise.bin',
    mimeType: 'application/octet-stream',
    buffer: randomBytes(20_000_000),
  })
  await until('the file, kept for a reload', async () => (await filesOnTheirWay()) === 1)
  await (await page.context().newCDPSession(page)).send('Page.reload', { ignoreCache: true })
  await page.getByRole('button', { name: 'Pause: Noise.bin' }).waitFor()
  expect(await page.evaluate(() => navigator.serviceWorker.controller)).toBeNull()
  expect((await keptNames()).some((name) => name.startsWith('/api/'))).toBe(true)

  await page.getByRole('button', { name: 'Account' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: /sign in/i }).waitFor()
  expect(await page.title()).toMatch(/^Sign in/)
  const sent: string[] = []
  page.on('request', (request) => request.method() === 'PATCH' && sent.push(request.url()))
  await until('everything forgotten', async () => {
    const names = await keptNames()
    return !names.some((name) => name.startsWith('/api/')) && (await filesOnTheirWay()) === 0
  })
  await page.getByRole('region', { name: 'Uploads' }).waitFor({ state: 'hidden' })
  await page.waitForTimeout(3000)
  expect(sent).toEqual([])
  await product.clearFaults()
})

/** How many files the browser keeps until they are sent. */
const filesOnTheirWay = (): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('gramreel-uploads')
        opening.addEventListener('error', () => reject(new Error('IndexedDB')))
        opening.addEventListener('success', () => {
          const { result } = opening
          if (!result.objectStoreNames.contains('files')) {
            result.close()
            return resolve(0)
          }
          const counting = result.transaction('files').objectStore('files').count()
          counting.addEventListener('success', () => {
            result.close()
            resolve(counting.result)
          })
        })
      }),
  )
