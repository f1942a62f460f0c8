// A film shared with somebody who has no account: the link, the password, the film, and its end (S08, S28, S31).
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createWorker, type Worker } from '@gramreel/worker'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Share } from '@gramreel/contracts/shares'
import { signIn, type ApiClient } from './support/api-client.ts'
import { openBrowser } from './support/browser.ts'
import { freePort } from './support/free-port.ts'
import { enter, seek, shownFilm, tile, viewer } from './support/gallery.ts'
import { makeLargeFilms } from './support/make-film.ts'
import { startProduct, type Product } from './support/product.ts'
import { takeScreenshots } from './support/screenshots.ts'
import { until } from './support/until.ts'
import { openPage } from './support/watched-page.ts'

/** More than Chromium reads ahead, by far. */
const FILM_BYTES = 250_000_000
const PASSWORD = 'open sesame'

let folder: string
let seconds: number
let product: Product
let worker: Worker
let api: ApiClient
let browser: Browser
let owner: Page

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gramreel shares '))
  const paths = { indexFirst: join(folder, 'Film.mp4'), indexLast: join(folder, 'other.mp4') }
  const workerPort = await freePort()
  const workerUrl = `http://127.0.0.1:${workerPort}`
  ;[seconds, browser, product] = await Promise.all([
    makeLargeFilms(FILM_BYTES, paths),
    openBrowser(),
    startProduct({ worker: false, backendEnv: { WORKER_URL: workerUrl } }),
  ])
  worker = await openWorker(workerPort)
  api = await signIn(product)
  await product.control('files', { path: paths.indexFirst, name: 'Film.mp4', duration: seconds })
  ;({ page: owner } = await openPage(browser))
  await enter(owner, product, api)
})

afterAll(async () => {
  await browser?.close()
  await worker?.close()
  await product?.close()
  await rm(folder, { recursive: true, force: true })
})

/** In this process, so that it can be told to ask for withdrawals often. */
function openWorker(port: number): Promise<Worker> {
  const { telegram, galleryUrl, dataDir } = product
  return createWorker({
    host: '127.0.0.1',
    port,
    workerId: 'worker-1',
    linkKeys: undefined,
    backendUrl: galleryUrl,
    apiId: telegram.apiId,
    apiHash: telegram.apiHash,
    botToken: telegram.botToken,
    dataDir: join(dataDir, 'worker'),
    dcs: Object.entries(telegram.dcs).map(([id, address]) => {
      const { hostname, port: dcPort } = new URL(`http://${address}`)
      return { id: Number(id), host: hostname, port: Number(dcPort) }
    }),
    telegramPublicKey: readFileSync(telegram.publicKey, 'utf8'),
    allowedOrigins: [galleryUrl],
    cacheMemoryMb: 32,
    withdrawnPollMs: 500,
  })
}

const post = (path: string, body: object): Promise<Response> =>
  fetch(`${product.galleryUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: api.cookie, origin: product.galleryUrl },
    body: JSON.stringify(body),
  })

it('S08, S28: is opened with a password, plays and seeks, and stops when the owner ends the share', async () => {
  await tile(owner, 'Film').click()
  await shownFilm(owner)
  await owner.mouse.move(600, 300)
  await viewer(owner).getByRole('button', { name: 'Share' }).click()
  const dialog = owner.getByRole('dialog', { name: 'Share a link' })
  await dialog.getByLabel('Title').fill('The film')
  await takeScreenshots(owner, 'share-dialog')
  await dialog.getByLabel('Password').fill(PASSWORD)
  await dialog.getByRole('button', { name: 'Make the link' }).click()
  const link = await owner.getByRole('textbox', { name: 'Link' }).inputValue()
  await takeScreenshots(owner, 'share-link')

  const guest = await openPage(browser)
  const { page } = guest
  await page.goto(link)
  await page.getByLabel('Password').fill('close sesame')
  await takeScreenshots(page, 'share-locked')
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByRole('alert').getByText('That is not the password.').waitFor()
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Open' }).click()
  await page.getByRole('heading', { name: 'The film' }).waitFor()
  expect(new URL(page.url()).search).toBe('')
  await tile(page, 'Film').waitFor()
  await takeScreenshots(page, 'share-one')

  const linked = page.waitForResponse((answer) => answer.url().endsWith('/link'))
  await tile(page, 'Film').click()
  const stream = ((await (await linked).json()) as { kind: string; url: string }).url
  const video = await shownFilm(page)
  await seek(video, Math.floor(seconds * 0.6))
  await page.mouse.move(600, 300)
  await viewer(page).getByRole('link', { name: 'Download' }).waitFor()

  await owner.goto(`${product.galleryUrl}/settings/shares`)
  await owner.getByText('opened 1 ×').waitFor()
  await takeScreenshots(owner, 'shares')
  await owner.getByRole('button', { name: 'End', exact: true }).click()
  await owner.getByRole('button', { name: 'End it' }).click()
  await owner.getByText('Nothing is shared yet').waitFor()
  const endedAt = Date.now()
  await until('the worker to refuse', async () => (await fetch(stream)).status === 401, { timeoutMs: 60_000 })
  await page.getByText('This share has ended').first().waitFor({ timeout: 60_000 })
  await page.getByRole('main').getByText('This share has ended').waitFor({ timeout: 60_000 })
  expect(await page.locator('video').count()).toBe(0)
  expect(Date.now() - endedAt).toBeLessThan(60_000)
  await takeScreenshots(page, 'share-ended')
  await guest.close()
})

const PAYLOADS = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "'><svg/onload=alert(1)>",
  '</title><script>alert(1)</script>',
  '" onmouseover="alert(1)" x="',
  '<iframe srcdoc="<script>alert(1)</script>">',
  'javascript:alert(1)',
  '<b onclick=alert(1)>شمس 🎬',
]

it('S31: shows names, captions and titles as they are written, and runs none of them', async () => {
  for (const text of PAYLOADS) {
    await product.control('files', {
      size: 1000,
      pattern: 'blocks',
      as: 'document',
      mime: 'text/html',
      name: `${text.replaceAll('/', '∕')}.html`,
      caption: text,
    })
  }
  const items = await until('all of them', async () => {
    const found = (await api.files('?kind=document')).items
    return found.length === PAYLOADS.length && found
  })
  const title = PAYLOADS.join(' ').slice(0, 200)
  const files = items.map(({ id }) => id)
  const made = (await (await post('/api/shares', { files, title, downloads: false })).json()) as Share

  const guest = await openPage(browser)
  const { page } = guest
  let dialogs = 0
  page.on('dialog', (dialog) => {
    dialogs += 1
    void dialog.dismiss()
  })
  await page.goto(`${product.galleryUrl}/s/${made.slug}`)
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(title)
  expect(await page.title()).toBe(title)
  await page
    .locator('[data-tile]')
    .nth(PAYLOADS.length - 1)
    .waitFor()
  await takeScreenshots(page, 'share-many')
  for (const { id, caption } of items.slice(0, 4)) {
    await page.goto(`${product.galleryUrl}/s/${made.slug}/f/${id}`)
    await page.getByText('downloads are turned off').waitFor()
    await viewer(page).getByRole('button', { name: 'Information' }).click()
    await page.getByText(caption, { exact: true }).first().waitFor()
  }
  const { violations } = await guest.watch()
  expect([dialogs, violations]).toEqual([0, []])
  expect(await viewer(page).getByRole('link', { name: 'Download' }).count()).toBe(0)
  await guest.close()
})
