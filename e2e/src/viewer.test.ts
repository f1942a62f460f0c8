// The viewer by finger, wheel and key; and that it never shows one item for another.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signIn, type ApiClient } from './support/api-client.ts'
import { openBrowser } from './support/browser.ts'
import { enter, film, viewer } from './support/gallery.ts'
import { startProduct, type Product } from './support/product.ts'
import { root } from './support/run-process.ts'
import { takeScreenshots } from './support/screenshots.ts'
import { openHand, type Hand } from './support/touch.ts'
import { until } from './support/until.ts'
import { openPage, type WatchedPage } from './support/watched-page.ts'

const PHOTOS = ['Dunes before evening', 'The city, late', 'Currents', 'Green fire', 'Seahorse Valley']

let product: Product
let api: ApiClient
let browser: Browser
/** Newest first, as the gallery shows them; the film is the last one. */
let ids: string[]

beforeAll(async () => {
  ;[product, browser] = await Promise.all([startProduct(), openBrowser()])
  api = await signIn(product)
  const samples = `${root}telegram-local/samples/`
  await product.control('files', {
    path: `${samples}Evening tide.mp4`,
    name: 'Evening tide.mp4',
    mime: 'video/mp4',
    as: 'video',
    thumbnail: `${samples}Evening tide.poster.jpg`,
  })
  ids = [(await api.find('Evening tide')).id]
  for (const name of PHOTOS) {
    const caption = `${name}\nMore on https://gallery.example/dunes, javascript:alert(1)`
    await product.control('files', { path: `${samples}${name}.jpg`, caption, as: 'photo' })
    ids.unshift((await api.find(name)).id)
  }
})

afterAll(async () => {
  await browser?.close()
  await product?.close()
})

const at = (index: number): string => ids.at(index) ?? ''
const shownItem = (page: Page) => page.locator('[data-role="shown"]').getAttribute('data-item')
const shows = (page: Page, index: number) =>
  until(`item ${index}`, async () => (await shownItem(page)) === at(index))
const picture = (page: Page) => page.locator('[data-role="shown"] img[data-shown="true"]')
const box = (page: Page) => page.locator('[data-role="shown"] [data-zoomable]')

async function open(page: Page, index: number): Promise<void> {
  await page.locator(`[data-tile="${at(index)}"]`).click()
  await shows(page, index)
  await picture(page).waitFor()
  // While it grows out of its tile, a finger touches the browser's picture of the page and not the page.
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        ({ effect }) =>
          !(effect instanceof KeyframeEffect && effect.pseudoElement?.startsWith('::view-transition')),
      ),
  )
}

/** The item whose thumbnail this is. */
const thumbnailOf = (url: string) => /\/api\/files\/([^/]+)\/thumbnail/.exec(url)?.[1]

/** Where on the picture a point of the window is, in parts of its width and height; once it has come to rest. */
async function under(page: Page, x: number, y: number) {
  await box(page).evaluate((element) => Promise.all(element.getAnimations().map((moving) => moving.finished)))
  const { left, top, width, height } = await box(page).evaluate((element) => {
    const rect = element.getBoundingClientRect()
    return { left: rect.left, top: rect.top, width: rect.width, height: rect.height }
  })
  return { x: (x - left) / width, y: (y - top) / height, width, left, right: left + width }
}

describe('on a phone', () => {
  let phone: WatchedPage
  let page: Page
  let hand: Hand

  beforeAll(async () => {
    phone = await openPage(browser, {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
      deviceScaleFactor: 2,
    })
    page = phone.page
    hand = await openHand(page)
    await enter(page, product, api)
  })

  afterAll(() => phone.close())

  it('draws the neighbour in beside the finger, and turns to it when the finger lets go', async () => {
    await open(page, 1)
    const neighbour = page.locator('[data-role="after"] img').last()
    await neighbour.waitFor()
    await hand.drag([[300, 400]], [[120, 400]])
    const pulled = await page.locator('[data-role="after"]').boundingBox()
    expect(pulled?.x).toBeCloseTo(390 + 24 - 180, 0)
    await hand.lift()
    await shows(page, 2)
    expect(new URL(page.url()).pathname).toBe(`/f/${at(2)}`)
    // It was ready before, and has not been loaded anew.
    await until('rest', async () => (await page.locator('[data-role="shown"]').boundingBox())?.x === 0)
    await hand.swipe([100, 400], [330, 410])
    await shows(page, 1)
  })

  it('springs back from a pull that was too short', async () => {
    await hand.drag([[200, 400]], [[150, 400]], 30)
    await hand.lift()
    await until('rest', async () => (await page.locator('[data-role="shown"]').boundingBox())?.x === 0)
    expect(await shownItem(page)).toBe(at(1))
  })

  it('enlarges about the fingers, and the page itself stays as it is', async () => {
    const before = await under(page, 195, 422)
    await hand.drag(
      [
        [180, 407],
        [210, 437],
      ],
      [
        [160, 387],
        [230, 457],
      ],
    )
    await hand.lift()
    const after = await under(page, 195, 422)
    expect(after.width).toBeGreaterThan(before.width * 1.8)
    expect(after.x).toBeCloseTo(before.x, 2)
    expect(await page.evaluate(() => visualViewport?.scale)).toBe(1)
  })

  it('pushes an enlarged picture about, turns no page by it, and shows no empty edge', async () => {
    for (const goal of [900, -900]) {
      await hand.drag([[195, 400]], [[195 + goal, 400]], 8)
      await hand.lift()
      const { left, right } = await under(page, 195, 422)
      expect(left).toBeLessThanOrEqual(0.5)
      expect(right).toBeGreaterThanOrEqual(389.5)
    }
    expect(await shownItem(page)).toBe(at(1))
  })

  it('goes back to the whole picture and to fill by double taps', async () => {
    const widths: number[] = []
    for (let n = 0; n < 4; n += 1) {
      await page.touchscreen.tap(195, 422)
      await page.touchscreen.tap(195, 422)
      widths.push((await under(page, 195, 422)).width)
    }
    expect(widths).toContain(390)
    expect(Math.max(...widths)).toBeGreaterThan(600)
  })

  it('starts with the whole picture again on the next item', async () => {
    await page.keyboard.press('0')
    await page.keyboard.press('+')
    await page.keyboard.press('ArrowRight')
    await shows(page, 2)
    expect((await under(page, 195, 422)).width).toBe(390)
    await page.keyboard.press('ArrowLeft')
    await shows(page, 1)
    expect((await under(page, 195, 422)).width).toBe(390)
  })

  it('closes when it is pushed down, back on the grid', async () => {
    await hand.swipe([200, 300], [200, 600])
    await viewer(page).waitFor({ state: 'hidden' })
    expect(new URL(page.url()).pathname).toBe('/')
  })

  it('goes back to the tile of the item it was moved on to, which is in view by then', async () => {
    await page.setViewportSize({ width: 390, height: 300 })
    await page.evaluate(() => {
      const start = document.startViewTransition.bind(document)
      document.startViewTransition = (...given) => {
        const transition = start(...given)
        transition.ready.then(
          () => {
            const image = document.querySelector<HTMLElement>('[data-tile] [style*="view-transition-name"]')
            const { top = -1, bottom = -1 } = image?.getBoundingClientRect() ?? {}
            const isInView = bottom > 0 && top < innerHeight
            Object.assign(globalThis, {
              landed: [image?.closest<HTMLElement>('[data-tile]')?.dataset['tile'], isInView],
            })
            return undefined
          },
          () => undefined,
        )
        return transition
      }
      scrollTo({ top: 0 })
    })
    await open(page, 0)
    for (const index of [1, 2, 3, 4]) {
      await page.keyboard.press('ArrowRight')
      await shows(page, index)
    }
    await page.keyboard.press('Escape')
    await viewer(page).waitFor({ state: 'hidden' })
    const landed = () =>
      page.evaluate(() => (globalThis as unknown as { landed?: [tile: string, isInView: boolean] }).landed)
    await until('the way back', async () => (await landed())?.[0] === at(4))
    expect((await landed())?.[1]).toBe(true)
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-tile'))).toBe(at(4))
    await page.setViewportSize({ width: 390, height: 844 })
  })

  it('leaves no complaint in the console and breaks no policy', async () => {
    expect(phone.complaints).toEqual([])
    expect((await phone.watch()).violations).toEqual([])
  })
})

describe('on a desk', () => {
  let desk: WatchedPage
  let page: Page

  beforeAll(async () => {
    desk = await openPage(browser)
    page = desk.page
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await enter(page, product, api)
  })

  afterAll(() => desk.close())

  it('enlarges about the pointer by the wheel', async () => {
    await open(page, 0)
    const before = await under(page, 900, 500)
    await page.mouse.move(900, 500)
    for (let n = 0; n < 6; n += 1) await page.mouse.wheel(0, -120)
    await until('growth', async () => (await under(page, 900, 500)).width > before.width * 2)
    const after = await under(page, 900, 500)
    expect(after.x).toBeCloseTo(before.x, 2)
    expect(after.y).toBeCloseTo(before.y, 2)
    await page.keyboard.press('0')
    expect((await under(page, 900, 500)).width).toBeCloseTo(before.width, 0)
  })

  it('never paints one item for another, however quickly one goes on and however slow the links are', async () => {
    await product.control('faults', { fault: 'slow', method: 'getFile', latencyMs: 90 })
    await product.control('faults', {
      fault: 'slow',
      method: 'file',
      latencyMs: 120,
      bytesPerSecond: 400_000,
    })
    const links = new Map<string, string>()
    page.on('response', (answer) => {
      const id = /\/api\/files\/([^/]+)\/link$/.exec(answer.url())?.[1]
      if (id !== undefined)
        void answer.json().then(
          (link: { url: string }) => links.set(link.url, id),
          () => undefined,
        )
    })
    await page.reload()
    await shows(page, 0)
    await page.evaluate(() => {
      type Painted = { address: string; item: string; sources: string[] }
      const frames: Painted[] = []
      Object.assign(globalThis, { painted: frames })
      const look = () => {
        const shown = document.querySelector<HTMLElement>('[data-role="shown"]')
        const pictures = [...(shown?.querySelectorAll('img') ?? [])].filter(
          (image) =>
            image.complete &&
            image.naturalWidth > 0 &&
            getComputedStyle(image).opacity !== '0' &&
            getComputedStyle(image).visibility === 'visible',
        )
        frames.push({
          address: location.pathname.slice(3),
          item: shown?.dataset['item'] ?? '',
          sources: pictures.map(({ src }) => src),
        })
        requestAnimationFrame(look)
      }
      requestAnimationFrame(look)
    })
    for (let n = 0; n < 20; n += 1) {
      await page.keyboard.press('ArrowRight')
      await page.waitForTimeout([15, 60, 140, 250][n % 4] ?? 0)
    }
    await shows(page, 20 % ids.length)
    await product.clearFaults()
    await picture(page).waitFor()
    const frames = await page.evaluate(
      () =>
        (
          globalThis as unknown as {
            painted: { address: string; item: string; sources: string[] }[]
          }
        ).painted,
    )
    const wrong = frames.filter(({ item, sources }) =>
      sources.some((url) => (thumbnailOf(url) ?? links.get(url)) !== item),
    )
    expect(wrong).toEqual([])
    expect(new Set(frames.map(({ item }) => item)).size).toBe(ids.length)
    // The page follows the address within a frame or two.
    const late = frames.filter(({ address, item }) => address !== item)
    expect(late.length).toBeLessThan(60)
    expect(frames.some(({ sources }) => sources.some((url) => links.has(url)))).toBe(true)
  })

  it('is all there for the keyboard alone: from the grid into the viewer, through its menu, and back', async () => {
    const { keyboard } = page
    await page.goto(`${product.galleryUrl}/`)
    await page.locator(`[data-tile="${at(-1)}"]`).focus()
    await keyboard.press('?')
    const shortcuts = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await shortcuts.getByText('Whole picture').waitFor()
    await keyboard.press('Escape')
    await shortcuts.waitFor({ state: 'hidden' })

    await keyboard.press('Enter')
    await shows(page, -1)
    await until('a few seconds of the film', () =>
      film(page).evaluate((element: HTMLVideoElement) => element.currentTime > 1),
    )
    await viewer(page).getByRole('button', { name: 'More' }).focus()
    await keyboard.press('Enter')
    await keyboard.press('Tab')
    await keyboard.press('Tab')
    await keyboard.press('Enter')
    await viewer(page)
      .getByText(/^Link at 0:\d\d copied$/)
      .waitFor()
    const link = new URL(await page.evaluate(() => navigator.clipboard.readText()))
    expect(link.pathname).toBe(`/f/${at(-1)}`)
    expect(Number(link.searchParams.get('t'))).toBeGreaterThan(0)

    await keyboard.press('?')
    await shortcuts.waitFor()
    await keyboard.press('Escape')
    await shortcuts.waitFor({ state: 'hidden' })
    expect(await shownItem(page)).toBe(at(-1))
    await keyboard.press('i')
    await page.getByRole('complementary', { name: 'Information' }).waitFor()
    await keyboard.press('i')
    await keyboard.press('Escape')
    await viewer(page).waitFor({ state: 'hidden' })
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-tile'))).toBe(at(-1))
  })

  it('has a grid whose arrows point the way the page runs', async () => {
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-tile'))
    await page.goto(`${product.galleryUrl}/`)
    await page.locator(`[data-tile="${at(0)}"]`).focus()
    await page.keyboard.press('ArrowRight')
    await until('the next', async () => (await focused()) === at(1))
    await page.evaluate(() => (document.documentElement.dir = 'rtl'))
    await page.keyboard.press('ArrowLeft')
    await until('the one after that', async () => (await focused()) === at(2))
    await page.keyboard.press('ArrowRight')
    await until('the one before', async () => (await focused()) === at(1))
    await page.evaluate(() => document.documentElement.removeAttribute('dir'))
  })

  it('goes on by its keys when the button that had the focus left with its item', async () => {
    const inViewer = () => page.evaluate(() => document.activeElement?.closest('dialog[open]') !== null)
    await open(page, 0)
    await viewer(page).getByRole('button', { name: 'Mark as favourite' }).click()
    for (const index of [1, 2]) {
      await page.keyboard.press('ArrowRight')
      await shows(page, index)
      await until('the focus in the viewer', inViewer)
    }
    await page.keyboard.press('Escape')
    await viewer(page).waitFor({ state: 'hidden' })
  })

  it('tells all that is known of an item, with a way to its post; an address in its caption leads to the web alone', async () => {
    await page.goto(`${product.galleryUrl}/f/${at(0)}`)
    await shows(page, 0)
    await page.keyboard.press('i')
    const panel = page.getByRole('complementary', { name: 'Information' })
    await panel.getByText(/^\d+ × \d+ · \d+(\.\d)? MP$/).waitFor()
    const post = panel.getByRole('link', { name: 'Open the post' })
    expect(await post.getAttribute('href')).toMatch(/^https:\/\/t\.me\/c\/\d+\/\d+$/)
    const link = panel.getByRole('link', { name: 'https://gallery.example/dunes' })
    expect(await link.getAttribute('href')).toBe('https://gallery.example/dunes')
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer')
    await takeScreenshots(page, 'viewer-information')
    await page.keyboard.press('i')
  })

  it('goes on to the next item when one is thrown away, and offers it back', async () => {
    await page.mouse.move(700, 300)
    await page.mouse.move(710, 310)
    await viewer(page).getByRole('button', { name: 'Move to trash' }).click()
    await shows(page, 1)
    await page.getByRole('button', { name: 'Undo' }).click()
    await until('the item', async () => (await api.files()).total === ids.length)
    // The message that was pressed is gone; the keys are the viewer's again.
    await page.keyboard.press('ArrowRight')
    await shows(page, 2)
    await page.keyboard.press('Escape')
    await page.locator(`[data-tile="${at(0)}"]`).waitFor()
  })

  it('fills the screen with a picture, and goes on in it; with a film, its player alone', async () => {
    const full = () => page.evaluate(() => document.fullscreenElement?.hasAttribute('data-player'))
    await page.goto(`${product.galleryUrl}/f/${at(-2)}`)
    await shows(page, -2)
    await picture(page).waitFor()
    await page.keyboard.press('f')
    await until('full screen', async () => (await full()) === false)
    await page.keyboard.press('ArrowRight')
    await shows(page, -1)
    expect(await full()).toBe(false)
    await page.keyboard.press('f')
    await until('the page again', async () => (await full()) === undefined)
    await page.keyboard.press('f')
    await until('full screen', async () => (await full()) === true)
    await page.keyboard.press('ArrowRight')
    expect(await shownItem(page)).toBe(at(-1))
    await page.keyboard.press('f')
    await until('the page again', async () => (await full()) === undefined)
  })

  it('takes the moment out of the address when another item comes, and when it closes', async () => {
    for (const leave of ['ArrowRight', 'Escape']) {
      await page.goto(`${product.galleryUrl}/f/${at(-1)}?t=3`)
      await shows(page, -1)
      // Its neighbours are looked up after it.
      await viewer(page).getByRole('button', { name: 'Next' }).waitFor()
      await page.keyboard.press(leave)
      await page.waitForURL((url) => !url.pathname.includes(at(-1)), { waitUntil: 'commit' })
      expect(new URL(page.url()).search).toBe('')
    }
  })

  it('leaves no complaint in the console and breaks no policy', async () => {
    expect(desk.complaints).toEqual([])
    expect((await desk.watch()).violations).toEqual([])
  })
})

/** As browsers tell it of line and wishes. */
async function openOn(line: { saveData: boolean; downlink: number }): Promise<WatchedPage> {
  const watched = await openPage(browser)
  await watched.page.addInitScript((told) => {
    Object.defineProperty(navigator, 'connection', { value: told, configurable: true })
  }, line)
  await enter(watched.page, product, api)
  return watched
}

/** Neighbours that are ready to be shown. */
const prepared = (page: Page, role: 'before' | 'after') =>
  page.locator(`[data-role="${role}"] img[data-shown="true"]`).count()

describe('neighbours', () => {
  it('that are photos are loaded on a quick line, only the next on a slow one, none where data are saved', async () => {
    const quick = await openOn({ saveData: false, downlink: 50 })
    await open(quick.page, 2)
    await until(
      'both',
      async () => (await prepared(quick.page, 'before')) + (await prepared(quick.page, 'after')) === 2,
    )
    await quick.close()

    const slow = await openOn({ saveData: false, downlink: 1 })
    // What was measured counts more than what the browser guesses, so nothing may be measured.
    await slow.page.addInitScript(() => {
      Object.defineProperty(performance, 'now', { value: () => 0 })
    })
    await slow.page.reload()
    await open(slow.page, 2)
    await until('the next', async () => (await prepared(slow.page, 'after')) === 1)
    await slow.page.waitForTimeout(1000)
    expect(await prepared(slow.page, 'before')).toBe(0)
    await slow.close()

    const saving = await openOn({ saveData: true, downlink: 50 })
    await open(saving.page, 2)
    await saving.page.waitForTimeout(1500)
    expect((await prepared(saving.page, 'before')) + (await prepared(saving.page, 'after'))).toBe(0)
    await saving.close()
  })

  it('that are files or sounds show their card before they are turned to', async () => {
    await product.control('files', { size: 3_000_000, name: 'Notes.zip', mime: 'application/zip' })
    ids.unshift((await api.find('Notes')).id)
    await product.control('files', {
      size: 5_000_000,
      name: 'Sea song.mp3',
      mime: 'audio/mpeg',
      duration: 200,
      as: 'audio',
    })
    ids.unshift((await api.find('Sea song')).id)
    const desk = await openPage(browser)
    const { page } = desk
    await enter(page, product, api)
    await open(page, 2)
    const face = page.locator('[data-role="before"]')
    await face.getByText('Notes.zip').waitFor()
    const place = await face.getByText('Notes.zip').boundingBox()
    await page.keyboard.press('ArrowLeft')
    await shows(page, 1)
    const shown = page.locator('[data-role="shown"]')
    await shown.getByRole('link', { name: /^Download/ }).waitFor()
    // Nothing of it moves when its link comes.
    expect((await shown.getByText('Notes.zip').boundingBox())?.y).toBe(place?.y)
    await page.locator('[data-role="before"]').getByText('Sea song.mp3').waitFor()
    expect(desk.complaints).toEqual([])
    await desk.close()
  })
})
