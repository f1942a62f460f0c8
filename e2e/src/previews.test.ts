// A film in the grid under a resting mouse: what is seen, and what is asked for.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Share } from '@gramreel/contracts/shares'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { signIn, type ApiClient } from './support/api-client.ts'
import { openBrowser } from './support/browser.ts'
import { closeViewer, enter, shownFilm, tile } from './support/gallery.ts'
import { ffmpeg } from './support/make-film.ts'
import { startProduct, type Product } from './support/product.ts'
import { takeScreenshots } from './support/screenshots.ts'
import { until } from './support/until.ts'
import { openPage, type WatchedPage } from './support/watched-page.ts'

const SECONDS = 120

/** Somebody opens the one, and nobody the other. */
const OPENED = 'Harbour.mp4'
const UNOPENED = 'Desert.mp4'

let folder: string
let product: Product
let api: ApiClient
let browser: Browser
let desk: WatchedPage
let page: Page
/** What this page asked for that has to do with previews; and what of it was given up. */
let asked: string[]
let givenUp: string[]

/** Colourful in its first half, without any red in its second. */
const makeFilm = (path: string): Promise<void> =>
  ffmpeg(
    ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=24', '-t', `${SECONDS}`],
    ['-vf', `colorchannelmixer=rr=0:gg=0.3:enable='gte(t,${SECONDS / 2})'`],
    ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-movflags', '+faststart', path],
  )

const follow = (on: Page): void => {
  asked = []
  givenUp = []
  on.on('request', (request) => {
    if (/film-previews|\/sprites|\/details/.test(request.url())) asked.push(request.url())
  })
  on.on('requestfailed', (request) => givenUp.push(request.url()))
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gramreel previews '))
  await makeFilm(join(folder, 'Film.mp4'))
  browser = await openBrowser()
  product = await startProduct({ backendEnv: { DIRECT_LINKS: 'never' } })
  api = await signIn(product)
  for (const name of [OPENED, UNOPENED]) {
    await product.control('files', { path: join(folder, 'Film.mp4'), name, caption: '' })
    await until('its picture', async () => (await api.find(name)).thumbnail !== null)
  }
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await product?.close()
  await rm(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  desk = await openPage(browser)
  ;({ page } = desk)
  follow(page)
  await enter(page, product, api)
})

afterEach(async () => {
  expect((await desk.watch()).violations).toEqual([])
  expect(desk.complaints).toEqual([])
  await desk.close()
})

const preview = (on = page): Locator => on.locator('[data-preview]')

/** A spot of the tile, as fractions of its width and height. */
const spot = async (name: string, x: number, on = page): Promise<[number, number]> => {
  const box = await tile(on, name).boundingBox()
  if (box === null) throw new Error(`no tile ${name}`)
  return [box.x + box.width * x, box.y + box.height * 0.4]
}

const rest = async (name: string, x: number, on = page): Promise<void> => {
  await tile(on, name).locator('img[data-shown]:not([data-shown="false"])').waitFor()
  await on.mouse.move(...(await spot(name, x, on)))
}
const leave = (on = page): Promise<void> => on.mouse.move(5, 5)

const shownNumber = async (on = page): Promise<number> =>
  Number(await preview(on).getAttribute('data-preview'))

/** Of what is drawn, 0 to 255. */
const redness = (on = page): Promise<number> =>
  preview(on).evaluate((canvas: HTMLCanvasElement) => {
    const context = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d')
    if (context === null) throw new Error('no canvas')
    context.drawImage(canvas, 0, 0)
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
    const reds = data.filter((_, at) => at % 4 === 0)
    return reds.reduce((sum, red) => sum + red, 0) / reds.length
  })

it('a film that was opened shows other moments under the mouse, and its own picture again afterwards', async () => {
  await rest(OPENED, 0.2)
  await page.waitForTimeout(600)
  // Nobody opened it so far, and a mouse that rests on it does not count as that.
  expect(asked).toEqual([])

  await tile(page, OPENED).click()
  await shownFilm(page)
  await until('sprites', async () => (await api.find(OPENED)).sprites !== undefined, {
    timeoutMs: 60_000,
  })
  await closeViewer(page)
  await leave()
  asked.length = 0
  // The page hears of them by itself.
  await until('a preview', async () => {
    await leave()
    await rest(OPENED, 0.2)
    await page.waitForTimeout(800)
    return (await preview().count()) > 0
  })
  expect(asked.filter((url) => url.includes('/sprites'))).toHaveLength(1)
  expect(asked.filter((url) => url.includes('/details'))).toEqual([])

  const count = (await api.find(OPENED)).sprites?.count ?? 0
  expect(count).toBeGreaterThan(8)
  for (const [x, isRed] of [
    [0.1, true],
    [0.9, false],
    [0.3, true],
  ] as const) {
    await page.mouse.move(...(await spot(OPENED, x)))
    expect(await shownNumber()).toBe(Math.floor(x * count))
    expect((await redness()) > 20).toBe(isRed)
  }
  // The mouse rests: they follow each other.
  const before = await shownNumber()
  await until('the next', async () => (await shownNumber()) === before + 1, { timeoutMs: 3000 })

  const ownPicture = tile(page, OPENED).locator('img')
  await leave()
  expect(await preview().count()).toBe(0)
  expect(await ownPicture.evaluate((element) => getComputedStyle(element).opacity)).toBe('1')
  expect(await tile(page, OPENED).evaluate((element) => element.querySelectorAll('canvas').length)).toBe(0)
})

it('a page asks for nothing before, and for nothing of films that nobody opened', async () => {
  await rest(UNOPENED, 0.5)
  await page.waitForTimeout(800)
  expect(asked).toEqual([])
  expect(await preview().count()).toBe(0)
  expect((await api.find(UNOPENED)).sprites).toBeUndefined()
})

it('a mouse that only passes by asks for no pictures, and one that leaves gives them up', async () => {
  await rest(OPENED, 0.3)
  await leave()
  await page.waitForTimeout(600)
  expect(asked.filter((url) => url.includes('/sprites'))).toEqual([])

  const held = Promise.withResolvers<void>()
  await page.route('**/sprites?*', async (route) => {
    await held.promise
    await route.continue().catch(() => undefined)
  })
  await rest(OPENED, 0.3)
  await until('the request', () => asked.some((url) => url.includes('/sprites')))
  await leave()
  await until('its end', () => givenUp.some((url) => url.includes('/sprites')))
  held.resolve()
  await page.waitForTimeout(300)
  expect(await preview().count()).toBe(0)
})

it('a press ends it, and opens the film as ever', async () => {
  await rest(OPENED, 0.7)
  await preview().waitFor()
  await page.mouse.down()
  expect(await preview().count()).toBe(0)
  await page.mouse.up()
  await shownFilm(page)
})

it('who wants things to stand still sees what the mouse goes to, and nothing by itself', async () => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await rest(OPENED, 0.3)
  await until('the sheet', () => asked.some((url) => url.includes('/sprites')))
  await page.waitForTimeout(500)
  expect(await preview().count()).toBe(0)
  await page.mouse.move(...(await spot(OPENED, 0.6)))
  const shown = await shownNumber()
  await page.waitForTimeout(1500)
  expect(await shownNumber()).toBe(shown)
})

it('is switched off in the settings, for this device', async () => {
  await page.goto(`${product.galleryUrl}/settings/account`)
  const choice = page.getByRole('checkbox', { name: 'Show what is in a film when the mouse rests on it' })
  expect(await choice.isChecked()).toBe(true)
  await choice.uncheck()
  if (process.env['SCREENSHOTS'])
    await takeScreenshots(page, 'previews-choice', () => choice.scrollIntoViewIfNeeded())
  await page.goto(product.galleryUrl)
  await rest(OPENED, 0.3)
  await page.waitForTimeout(800)
  expect(asked.filter((url) => url.includes('/sprites'))).toEqual([])
  await page.goto(`${product.galleryUrl}/settings/account`)
  expect(await choice.isChecked()).toBe(false)
  await choice.check()
  await page.goto(product.galleryUrl)
  await rest(OPENED, 0.3)
  await preview().waitFor()
})

it('fingers bring no previews', async () => {
  const phone = await openPage(browser, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  })
  follow(phone.page)
  await enter(phone.page, product, api)
  await tile(phone.page, OPENED).tap()
  await shownFilm(phone.page)
  expect(asked.filter((url) => /film-previews|\/sprites/.test(url))).toEqual([])
  await phone.close()
})

it('guests see them too, by the addresses of their share', async () => {
  const { id } = await api.find(OPENED)
  const answer = await page.request.post(`${product.galleryUrl}/api/shares`, {
    data: { files: [id] },
    headers: { origin: product.galleryUrl },
  })
  const { slug } = (await answer.json()) as Share
  const guest = await openPage(browser)
  follow(guest.page)
  await guest.page.goto(`${product.galleryUrl}/s/${slug}`)
  await rest(OPENED, 0.9, guest.page)
  await preview(guest.page).waitFor()
  expect(await redness(guest.page)).toBeLessThan(20)
  expect(asked.filter((url) => url.includes('/sprites'))).toEqual([
    expect.stringContaining(`/api/shares/${slug}/files/${id}/sprites`),
  ])
  expect(guest.complaints).toEqual([])
  await guest.close()
})
