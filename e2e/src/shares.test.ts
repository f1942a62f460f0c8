// A film shared with somebody who has no account: the link, the password, the film, and its end (S08, S28, S31).
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Share } from '@gramreel/contracts/shares'
import type { ApiClient } from './support/api-client.ts'
import { openBrowser } from './support/browser.ts'
import { startFilmOnShow, type FilmOnShow } from './support/film-on-show.ts'
import { enter, seek, shownFilm, tile, viewer } from './support/gallery.ts'
import type { Product } from './support/product.ts'
import { takeScreenshots } from './support/screenshots.ts'
import { until } from './support/until.ts'
import { openPage } from './support/watched-page.ts'

/** More than Chromium reads ahead, by far. */
const FILM_BYTES = 250_000_000
const PASSWORD = 'open sesame'

let shown: FilmOnShow
let product: Product
let api: ApiClient
let browser: Browser
let owner: Page

beforeAll(async () => {
  ;[shown, browser] = await Promise.all([
    startFilmOnShow({ bytes: FILM_BYTES, worker: { withdrawnPollMs: 500 } }),
    openBrowser(),
  ])
  ;({ product, api } = shown)
  ;({ page: owner } = await openPage(browser))
  await enter(owner, product, api)
})

afterAll(async () => {
  await browser?.close()
  await shown?.close()
})

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
  await seek(video, Math.floor(shown.film.seconds * 0.6))
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
    // Its neighbours say so as well, out of sight.
    await page.locator('[data-role="shown"]').getByText('downloads are turned off').waitFor()
    await viewer(page).getByRole('button', { name: 'Information' }).click()
    await page.getByText(caption, { exact: true }).first().waitFor()
  }
  const { violations } = await guest.watch()
  expect([dialogs, violations]).toEqual([0, []])
  expect(await viewer(page).getByRole('link', { name: 'Download' }).count()).toBe(0)
  await guest.close()
})
