// What a newcomer sees: one command, a link in the terminal, a gallery with a dozen samples.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from './support/browser.ts'
import { closeViewer, shownFilm, tile, tileWith, viewer } from './support/gallery.ts'
import { takeScreenshots } from './support/screenshots.ts'
import { startCommand, type StartCommand } from './support/start-command.ts'
import { until } from './support/until.ts'
import { openPage, type WatchedPage } from './support/watched-page.ts'

const OWNER = { email: 'ada@example.org', password: 'difference engine' }

let start: StartCommand
let browser: Browser
let gallery: WatchedPage
let page: Page

beforeAll(async () => {
  ;[start, browser] = await Promise.all([startCommand(), openBrowser()])
  gallery = await openPage(browser, { baseURL: start.galleryUrl })
  page = gallery.page
})

afterAll(async () => {
  await browser?.close()
  await start?.close()
})

it('prints the gallery’s address and a sign-in link as its last two lines', () => {
  const [before, last] = start.running.lines.slice(-2)
  expect(before).toMatch(/^Gallery: +http:\/\/127\.0\.0\.1:\d+$/)
  expect(last).toMatch(/^Sign in: +http:\/\/127\.0\.0\.1:\d+\/welcome#code=[\w-]{22}$/)
})

it('keeps a log of every part, without what signs people or the bot in', async () => {
  const folder = join(start.dataDir, 'logs')
  const names = await readdir(folder)
  expect(names.toSorted()).toEqual(['backend.log', 'telegram-local.log', 'worker.log'])
  const logs = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
  const text = logs.join('')
  expect(text).toContain('welcome#code=***')
  expect(text).not.toContain(new URL(start.signInUrl()).hash)
  expect(text).not.toMatch(/\d{5,}:[\w-]{30,}/)
})

it('signs the owner in by the link, who then chooses name and password', async () => {
  await page.goto(start.signInUrl())
  await page.getByLabel('Your name').waitFor()
  await takeScreenshots(page, 'welcome')
  await page.getByLabel('Your name').fill('Ada')
  await page.getByLabel('E-mail address').fill(OWNER.email)
  await page.getByLabel('Password').fill(OWNER.password)
  await page.getByRole('button', { name: 'Save and open the gallery' }).click()
  await page.getByRole('searchbox').waitFor()
})

it('shows a dozen samples, each with its picture', async () => {
  await until('twelve tiles', async () => (await page.locator('[data-tile]').count()) >= 12)
  const pictures = async (): Promise<boolean> =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLImageElement>('[data-tile] img')].every(
        (image) => image.loading === 'lazy' || image.naturalWidth > 0,
      ),
    )
  await until('the pictures', pictures)
  const files = await (await page.request.get(`${start.galleryUrl}/api/files`)).json()
  expect(files.total, 'captions are no tile of their own').toBe(12)
  await takeScreenshots(page, 'gallery')
})

it('shows a photo in the modal', async () => {
  const dunes = await tileWith(page, 'Dunes before evening')
  await dunes.click()
  const photo = viewer(page).getByRole('img', { name: /Dunes before evening/ })
  await until('the photo', () => photo.evaluate((image: HTMLImageElement) => image.naturalWidth > 900))
  await takeScreenshots(page, 'photo')
  await closeViewer(page)
})

it.for(['Evening tide', 'Rain on the tram window', 'Silk in slow wind'])(
  'plays the film “%s”',
  async (name) => {
    await tile(page, name).click()
    const video = await shownFilm(page)
    await until('the film to move', () => video.evaluate((film: HTMLVideoElement) => film.currentTime > 0.4))
    if (name === 'Evening tide') await takeScreenshots(page, 'film')
    await closeViewer(page)
  },
)

it('shows chapters and captions in the film of the northern lights', async () => {
  const film = await tileWith(page, 'Northern lights over the lake')
  await film.click()
  const video = await shownFilm(page)
  await viewer(page).locator('[data-chapter-gap]').nth(1).waitFor({ state: 'attached' })
  await viewer(page).getByRole('slider', { name: 'Position' }).waitFor()
  await page.mouse.move(640, 300)
  await page.mouse.move(660, 320)
  await viewer(page).getByRole('button', { name: 'Captions' }).click()
  await viewer(page).getByRole('menuitemradio', { name: 'English' }).click()
  await video.evaluate((element: HTMLVideoElement) => {
    element.pause()
    element.currentTime = 9
  })
  await until('captions', () =>
    video.evaluate((element: HTMLVideoElement) =>
      [...element.textTracks].some(
        (track) =>
          track.mode === 'showing' &&
          [...(track.activeCues ?? [])].some((cue) => (cue as VTTCue).text.includes('the whole sky moved')),
      ),
    ),
  )
  await takeScreenshots(page, 'captions')
  await closeViewer(page)
})

it('signs out, and in again by e-mail address and password', async () => {
  await page.getByRole('button', { name: 'Account' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  await takeScreenshots(page, 'sign-in')
  await page.getByLabel('E-mail address').fill(OWNER.email)
  await page.getByLabel('Password').fill('a guess')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('E-mail address or password is wrong.').waitFor()
  await page.getByLabel('Password').fill(OWNER.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await tile(page, 'Evening tide').waitFor()
})

it('does not take the link a second time', async () => {
  const other = await openPage(browser)
  await other.page.goto(start.signInUrl())
  await other.page.getByText('This sign-in link does not work any more').waitFor()
  await other.close()
})

it('shows the set-up as done, each step a page of green lines', async () => {
  await page.goto(`${start.galleryUrl}/setup`)
  await page.getByRole('heading', { name: 'Your gallery is ready' }).waitFor()
  const line = (title: string) => page.locator('li[data-state=good]').filter({ hasText: title })
  await page.getByRole('link', { name: 'Bot' }).click()
  await line('Telegram knows @gramreel_local_bot').waitFor()
  await page.getByRole('link', { name: 'Next' }).click()
  await line('The bot may delete').waitFor()
  await page.getByRole('link', { name: 'Next' }).click()
  await line('Allows this gallery').waitFor()
  await page.goto(start.galleryUrl)
  await tile(page, 'Evening tide').waitFor()
})

it('breaks no policy, makes no Blob URL and complains about nothing but the wrong password', async () => {
  const { blobUrls, violations } = await gallery.watch()
  expect(blobUrls).toBe(0)
  expect(violations).toEqual([])
  expect(gallery.complaints.filter((text) => !text.includes('401'))).toEqual([])
})

it('ends everything within ten seconds of SIGTERM, and frees its ports', async () => {
  const began = Date.now()
  await start.running.stop()
  expect(Date.now() - began).toBeLessThan(10_000)
  expect(await start.running.ended).toEqual({ code: 0, signal: null })
  await expect(fetch(`${start.galleryUrl}/health`)).rejects.toThrow('fetch failed')
})
