// The player: what is on it, what it remembers, and for whom.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRequire } from 'node:module'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signIn, type ApiClient } from './support/api-client.ts'
import { openBrowser } from './support/browser.ts'
import { closeViewer, enter, film, shownFilm, tile, viewer } from './support/gallery.ts'
import { ffmpeg } from './support/make-film.ts'
import { startProduct, type Product } from './support/product.ts'
import { takeScreenshots } from './support/screenshots.ts'
import { until } from './support/until.ts'
import { openPage, type WatchedPage } from './support/watched-page.ts'

const SECONDS = 120
const CHAPTERS = [
  { start: 0, end: 30, title: 'The harbour' },
  { start: 30, end: 80, title: 'Open sea' },
  { start: 80, end: SECONDS, title: 'Home' },
]
const CAPTIONS = `1
00:00:00,000 --> 00:02:00,000
Land in sight!
`

let folder: string
let product: Product
let api: ApiClient
let browser: Browser
let desk: WatchedPage
let page: Page

const makeFilm = async (path: string): Promise<void> => {
  const chapters = join(folder, 'chapters.txt')
  const blocks = CHAPTERS.map(
    ({ start, end, title }) => `[CHAPTER]\nTIMEBASE=1/1\nSTART=${start}\nEND=${end}\ntitle=${title}\n`,
  )
  await writeFile(chapters, `;FFMETADATA1\n${blocks.join('')}`)
  await ffmpeg(
    ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=24', '-f', 'lavfi', '-i', 'sine=frequency=330'],
    ['-i', chapters, '-map_metadata', '2', '-map_chapters', '2', '-map', '0:v', '-map', '1:a'],
    ['-t', `${SECONDS}`, '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'],
    ['-c:a', 'aac', '-movflags', '+faststart', path],
  )
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gramreel player '))
  await makeFilm(join(folder, 'Sea.mp4'))
  await writeFile(join(folder, 'Sea.en.srt'), CAPTIONS)
  browser = await openBrowser()
  product = await startProduct({ backendEnv: { DIRECT_LINKS: 'never' } })
  api = await signIn(product)
  for (const name of ['Sea.en.srt', 'Sea.mp4'])
    await product.control('files', {
      path: join(folder, name),
      name,
      caption: name === 'Sea.mp4' ? 'Sea' : 'Words',
    })
  await api.find('Sea.mp4')
  desk = await openPage(browser)
  ;({ page } = desk)
  await enter(page, product, api)
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await product?.close()
  await rm(folder, { recursive: true, force: true })
})

const button = (name: string | RegExp, on = page): Locator => viewer(on).getByRole('button', { name })
const scrub = (on = page): Locator => viewer(on).getByRole('slider', { name: 'Position' })

/** Opens the film, with its controls awake. */
async function open(on = page): Promise<Locator> {
  await tile(on, 'Sea.mp4').click()
  const video = await shownFilm(on)
  await scrub(on).waitFor()
  await wake(on)
  return video
}

const wake = async (on = page): Promise<void> => {
  await on.mouse.move(640, 300)
  await on.mouse.move(660, 320)
}

const timeOf = (video: Locator): Promise<number> =>
  video.evaluate((element: HTMLVideoElement) => element.currentTime)

const resumeAt = async (): Promise<number | undefined> => (await api.find('Sea.mp4')).resumeAt

describe('the player on a desk', () => {
  it('shows chapters, and what is to be seen, on the scrub line', async () => {
    const id = (await api.find('Sea.mp4')).id
    await until(
      'its insides',
      async () =>
        (
          await page.request
            .get(`${product.galleryUrl}/api/files/${id}/details`)
            .then((answer) => answer.json())
        ).chapters.length === 3,
      { timeoutMs: 30_000 },
    )
    const video = await open()
    await viewer(page).locator('[data-chapter-gap]').nth(1).waitFor({ state: 'attached' })
    const line = await scrub().locator('xpath=..').boundingBox()
    if (line === null) throw new Error('no scrub line')
    const at = (part: number): [number, number] => [line.x + line.width * part, line.y + line.height / 2]
    await page.mouse.move(...at(0.4))
    await page.mouse.move(...at(0.5))
    await viewer(page).getByText('Open sea').waitFor()
    await viewer(page).getByText('1:00', { exact: true }).waitFor()
    // Made in the background, from when the film was first opened.
    const tile = viewer(page).locator('[data-sprite]')
    await tile.waitFor({ timeout: 60_000 })
    const sheet = await tile.evaluate((element) => getComputedStyle(element).backgroundImage.slice(5, -2))
    expect((await page.request.get(sheet)).headers()['content-type']).toMatch(/^image\//)
    await page.mouse.click(...at(0.5))
    await until('the place', async () => Math.abs((await timeOf(video)) - 60) < 5)
    if (process.env['SCREENSHOTS'])
      await page.screenshot({ path: join(process.env['SCREENSHOTS'], 'player-scrub.png') })
  })

  it('draws the captions that lie beside the film, and chooses them again next time', async () => {
    await wake()
    await button('Captions').click()
    await viewer(page).getByRole('menuitemradio', { name: 'English' }).click()
    const shown = () =>
      film(page).evaluate((element: HTMLVideoElement) =>
        [...element.textTracks].flatMap((track) =>
          track.mode === 'showing' ? [...(track.activeCues ?? [])].map((cue) => (cue as VTTCue).text) : [],
        ),
      )
    await until('captions', async () => (await shown()).includes('Land in sight!'))
    await closeViewer(page)
    await open()
    await until('captions', async () => (await shown()).includes('Land in sight!'))
  })

  it('plays at the speed and as loud as last time', async () => {
    await wake()
    await button('Speed').click()
    await viewer(page).getByRole('menuitemradio', { name: '1.5×' }).click()
    await button('Mute').click()
    await page.reload()
    const video = await shownFilm(page)
    await scrub().waitFor()
    const found = await video.evaluate(({ playbackRate, muted }: HTMLVideoElement) => ({
      playbackRate,
      muted,
    }))
    expect(found).toEqual({ playbackRate: 1.5, muted: true })
    await wake()
    await button('Unmute').click()
    await page.keyboard.press('<')
    await page.keyboard.press('<')
    expect(await video.evaluate((element: HTMLVideoElement) => element.playbackRate)).toBe(1)
  })

  it('obeys the keyboard: arrows seek while the player has the focus, a menu is closed by Escape and not the film', async () => {
    const video = film(page)
    await video.evaluate((element: HTMLVideoElement) => element.pause())
    await scrub().focus()
    const before = await timeOf(video)
    await page.keyboard.press('ArrowRight')
    // The scrub line goes to whole steps of five seconds.
    await until('the place', async () => (await timeOf(video)) > before + 1)
    expect((await timeOf(video)) - before).toBeLessThan(8)
    const between = await timeOf(video)
    await button('Mute').focus()
    await page.keyboard.press('ArrowLeft')
    await until('the place', async () => Math.abs((await timeOf(video)) - between + 5) < 0.5)
    await button('Speed').focus()
    await page.keyboard.press('Enter')
    await viewer(page).getByRole('menu').waitFor()
    await page.keyboard.press('Escape')
    await viewer(page).getByRole('menu').waitFor({ state: 'detached' })
    expect(await viewer(page).count()).toBe(1)
  })

  it('fills the screen with the film and its controls, where arrows seek', async () => {
    const video = film(page)
    await wake()
    await button('Full screen').last().click()
    await until('full screen', () =>
      page.evaluate(() => document.fullscreenElement?.matches('[data-player]') === true),
    )
    const before = await timeOf(video)
    await page.keyboard.press('ArrowLeft')
    await until('the place', async () => Math.abs((await timeOf(video)) - before + 5) < 0.5)
    await button('Leave full screen').click()
    await until('the window', () => page.evaluate(() => document.fullscreenElement === null))
  })

  it('has no faults that axe knows, and every control is as large as a finger', async () => {
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    await wake()
    await button('Speed').click()
    await viewer(page).getByRole('menu').waitFor()
    // By the debugger: the page's policy lets no foreign script in.
    const session = await page.context().newCDPSession(page)
    await session.send('Runtime.evaluate', { expression: axe })
    const { result } = await session.send('Runtime.evaluate', {
      expression: `axe.run(document.querySelector('dialog[open]')).then(({ violations }) =>
        violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 200)).join(' | ')))`,
      awaitPromise: true,
      returnByValue: true,
    })
    expect(result.value).toEqual([])
    await page.keyboard.press('Escape')
    expect(await tooSmall(page)).toEqual([])
    expect(await button('Picture in picture').isEnabled()).toBe(true)
    await takeScreenshots(page, 'player-paused', () => wake())
  })
})

/** Controls that are seen and smaller than 44 × 44. */
const tooSmall = (on: Page): Promise<string[]> =>
  viewer(on)
    .locator('[data-player-controls]')
    .evaluate((player) =>
      [...player.querySelectorAll('button, [role="slider"], [role="menuitemradio"]')].flatMap((control) => {
        const { width, height } = control.getBoundingClientRect()
        const isSeen = width > 0 && getComputedStyle(control).visibility === 'visible'
        return isSeen && (width < 43.9 || height < 43.9)
          ? [`${control.getAttribute('aria-label')}: ${width} × ${height}`]
          : []
      }),
    )

describe('a film that was left', () => {
  it('goes on there, in another browser as well, and says so', async () => {
    const video = film(page)
    await video.evaluate((element: HTMLVideoElement) => {
      element.currentTime = 70
      return element.play()
    })
    await until('playing', async () => (await timeOf(video)) > 70.5)
    await closeViewer(page)
    await until('the place', async () => Math.abs(((await resumeAt()) ?? 0) - 71) < 4)
    expect(await tile(page, 'Sea.mp4').locator('[data-progress]').getAttribute('data-progress')).toMatch(
      /^(5[89]|6[0-3])$/,
    )

    const other = await openPage(browser)
    await enter(other.page, product, api)
    await other.page.locator('[data-progress]').waitFor()
    const there = await open(other.page)
    expect(await timeOf(there)).toBeGreaterThan(69)
    await viewer(other.page).getByText('Resumed at 1:1').waitFor()
    await button('Start over', other.page).click()
    await until('the beginning', async () => (await timeOf(there)) < 5)
    // Near the end it is forgotten.
    await there.evaluate((element: HTMLVideoElement) => {
      element.currentTime = 116
      return element.play()
    })
    await until('playing', async () => (await timeOf(there)) > 116.2)
    await closeViewer(other.page)
    await until('nothing', async () => (await resumeAt()) === undefined)
    // This page's catalogue is of before: the film is asked for again when it is opened.
    await open()
    expect(await timeOf(film(page))).toBeLessThan(20)
    await other.close()
  })

  it('begins where its address says, whatever is remembered', async () => {
    const { id } = await api.find('Sea.mp4')
    await page.goto(`${product.galleryUrl}/f/${id}?t=45`)
    const video = await shownFilm(page)
    await until('the place', async () => Math.abs((await timeOf(video)) - 45) < 4)
    expect(await viewer(page).getByText('Resumed at').count()).toBe(0)
    await page.goto(`${product.galleryUrl}/f/${id}?t=99999`)
    await shownFilm(page)
    await until('it to play', async () => (await timeOf(film(page))) > 0.5)
    expect(await timeOf(film(page))).toBeLessThan(20)
  })
})

describe('the player on a phone', () => {
  it('has large buttons in the middle, and two taps at a side skip ten seconds', async () => {
    const phone = await openPage(browser, {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    })
    await enter(phone.page, product, api)
    await tile(phone.page, 'Sea.mp4').tap()
    const video = await shownFilm(phone.page)
    await scrub(phone.page).waitFor()
    await button('Pause', phone.page).tap()
    expect(await tooSmall(phone.page)).toEqual([])
    expect(await button('Back 10 seconds', phone.page).count()).toBe(1)
    await video.evaluate((element: HTMLVideoElement) => (element.currentTime = 30))
    await phone.page.touchscreen.tap(350, 560)
    await phone.page.touchscreen.tap(350, 560)
    await until('the place', async () => Math.abs((await timeOf(video)) - 40) < 1)
    if (process.env['SCREENSHOTS'])
      await phone.page.screenshot({ path: join(process.env['SCREENSHOTS'], 'player-phone.png') })
    expect((await phone.watch()).violations).toEqual([])
    expect(phone.complaints).toEqual([])
    await phone.close()
    expect((await desk.watch()).violations).toEqual([])
  })
})
