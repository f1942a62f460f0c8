// The gallery by keyboard, by address, and with five thousand items.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signIn, type ApiClient } from './support/api-client.ts'
import { openBrowser } from './support/browser.ts'
import { enter, tile, viewer } from './support/gallery.ts'
import { startProduct, type Product } from './support/product.ts'
import { root } from './support/run-process.ts'
import { takeScreenshots } from './support/screenshots.ts'
import { until } from './support/until.ts'
import { openPage, type WatchedPage } from './support/watched-page.ts'

const MANY = 5000

let product: Product
let api: ApiClient
let browser: Browser
let gallery: WatchedPage
let page: Page

beforeAll(async () => {
  ;[product, browser] = await Promise.all([startProduct(), openBrowser()])
  api = await signIn(product)
  gallery = await openPage(browser)
  page = gallery.page
})

afterAll(async () => {
  await browser?.close()
  await product?.close()
})

describe('the viewer', () => {
  const ids: string[] = []
  const shows = (index: number): Promise<void> =>
    page.waitForURL(`${product.galleryUrl}/f/${ids[index]}`, { waitUntil: 'commit' })
  const tileAt = (index: number) => page.locator(`[data-tile="${ids[index]}"]`)

  beforeAll(async () => {
    await enter(page, product, api)
    for (const name of ['Dunes before evening', 'The city, late', 'Currents']) {
      await product.control('files', {
        path: `${root}telegram-local/samples/${name}.jpg`,
        caption: name,
        as: 'photo',
      })
      // Newest first, as the gallery shows them.
      ids.unshift((await api.find(name)).id)
      await tileAt(0).waitFor()
    }
  })

  it('opens with Enter, goes on with the arrows, closes with Escape, and the focus is back on its tile', async () => {
    await tileAt(0).focus()
    await page.keyboard.press('Enter')
    await viewer(page).waitFor()
    await shows(0)
    await page.keyboard.press('ArrowRight')
    await shows(1)
    await page.keyboard.press('ArrowLeft')
    await shows(0)
    await page.keyboard.press('Escape')
    await viewer(page).waitFor({ state: 'hidden' })
    expect(new URL(page.url()).pathname).toBe('/')
    await until('the focus', async () => {
      const focused = await page.evaluate(() => document.activeElement?.getAttribute('data-tile'))
      return focused === ids[0]
    })
  })

  it('closes by the Back button of the browser', async () => {
    await tileAt(1).click()
    await viewer(page).waitFor()
    await page.goBack()
    await viewer(page).waitFor({ state: 'hidden' })
    expect(new URL(page.url()).pathname).toBe('/')
  })

  it('opens from an address that somebody kept', async () => {
    await page.goto(`${product.galleryUrl}/f/${ids[2]}`)
    const photo = viewer(page).getByRole('img', { name: 'Dunes before evening' })
    await until('the photo', () => photo.evaluate((image: HTMLImageElement) => image.naturalWidth > 900))
    await page.keyboard.press('Escape')
    await tileAt(2).waitFor()
  })
})

describe('five thousand items', () => {
  beforeAll(async () => {
    // A gallery that is looked at would draw each of the posts.
    await enter(page, product, api)
    await page.goto('about:blank')
    const now = Math.floor(Date.now() / 1000)
    const numbers = Array.from({ length: MANY }, (_, n) => n)
    const lanes = Array.from({ length: 8 }, async () => {
      for (let n = numbers.pop(); n !== undefined; n = numbers.pop()) {
        await product.control('files', {
          size: 1_000_000 + n,
          name: `Film ${String(n).padStart(4, '0')} – دجاجة 🎬.mp4`,
          mime: 'video/mp4',
          width: n % 3 === 0 ? 720 : 1280,
          height: n % 3 === 0 ? 1280 : 720,
          duration: 60 + n,
          date: now - n * 7200,
        })
      }
    })
    await Promise.all(lanes)
    await until('all of them in the catalogue', async () => (await api.files()).total >= MANY, {
      timeoutMs: 120_000,
      everyMs: 500,
    })
  })

  it('scroll without long halts, from the first to the last, with a small document', async () => {
    await page.goto(product.galleryUrl)
    await page.locator('[data-tile]').first().waitFor()
    let mostTiles = 0
    let last = ''
    const slow = await page.evaluate(() => {
      const state = { longest: 0 }
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) state.longest = Math.max(state.longest, duration)
      }).observe({ type: 'longtask' })
      Object.assign(globalThis, { longTasks: state })
      return state.longest
    })
    expect(slow).toBe(0)
    await until(
      'the last of them',
      async () => {
        await page.mouse.wheel(0, 9000)
        await page.waitForTimeout(16)
        const names = await page
          .locator('[data-tile]')
          .evaluateAll((tiles) => tiles.map((one) => one.textContent))
        mostTiles = Math.max(mostTiles, names.length)
        last = names.at(-1) ?? ''
        return last.includes('Film 4999')
      },
      { timeoutMs: 120_000, everyMs: 1 },
    )
    expect(mostTiles).toBeLessThan(400)
    const longest = await page.evaluate(
      () => (globalThis as unknown as { longTasks: { longest: number } }).longTasks.longest,
    )
    expect(longest).toBeLessThan(500)
    await takeScreenshots(page, 'five-thousand')
  })

  it('scrub to the oldest month, and come back to the same place after the viewer, a reload and another page', async () => {
    const slider = page.getByRole('slider', { name: 'Date' })
    await slider.focus()
    await page.keyboard.press('End')
    await page.locator('[data-index="5002"]').waitFor()
    await page.keyboard.press('PageUp')
    const middle = await until('tiles of another year', async () =>
      page.locator('[data-tile]').nth(12).getAttribute('data-tile'),
    )
    const there = page.locator(`[data-tile="${middle}"]`)
    await there.evaluate((element) => element.scrollIntoView({ block: 'center' }))
    await page.waitForTimeout(200)
    const before = (await there.boundingBox())?.y ?? 0
    const isBack = () =>
      until('the same place', async () => Math.abs(((await there.boundingBox())?.y ?? -9999) - before) < 2)
    await there.click()
    await viewer(page).waitFor()
    await page.keyboard.press('Escape')
    await viewer(page).waitFor({ state: 'hidden' })
    await isBack()
    await page.reload()
    await isBack()
    await page.goto(`${product.galleryUrl}/settings`)
    await page.goBack()
    await isBack()
  })

  it('have neighbours for one that an address names, far from what is loaded', async () => {
    const [found] = (await api.files('?q=film+2500')).items
    await page.goto(`${product.galleryUrl}/f/${found?.id}`)
    await viewer(page).getByRole('button', { name: 'Next' }).waitFor()
    await page.keyboard.press('ArrowRight')
    await page.waitForURL((url) => !url.pathname.endsWith(found?.id ?? ''), { waitUntil: 'commit' })
    await page.keyboard.press('Escape')
    await tile(page, 'Film 2501').waitFor()
  })

  it('stand in the order that was chosen', async () => {
    await page.getByRole('combobox', { name: 'Order' }).selectOption('Largest first')
    await until('the largest first', async () =>
      ((await page.locator('[data-index="0"]').textContent()) ?? '').includes('Film 4999'),
    )
    expect(await page.getByRole('slider', { name: 'Date' }).count()).toBe(0)
    await page.getByRole('combobox', { name: 'Order' }).selectOption('Newest first')
  })

  it('find one by its name', async () => {
    await page.getByRole('searchbox').fill('film 2345')
    await tile(page, 'Film 2345').waitFor()
    await until('nothing else', async () => (await page.locator('[data-tile]').count()) === 1)
  })

  it('leave no complaint in the console and break no policy', async () => {
    expect(gallery.complaints).toEqual([])
    expect((await gallery.watch()).violations).toEqual([])
  })
})

/** One every ten minutes. */
const secondsOf = (n: number): number => 1_790_000_000 - n * 600
const quarterOf = (n: number): number => Math.floor(secondsOf(n) / 900)
const itemOf = (n: number) => ({
  id: `item-${n}`.padEnd(21, '_'),
  kind: 'photo',
  name: `${n}.jpg`,
  caption: '',
  mime: 'image/jpeg',
  size: 1,
  postedAt: new Date(secondsOf(n) * 1000).toISOString(),
  thumbnail: null,
})

describe.each([1, 2])('a million items, %i device pixels each way', (deviceScaleFactor) => {
  const COUNT = 1_000_000
  const PAGE = 250
  let dense: WatchedPage

  beforeAll(async () => {
    // What a service worker asks for would pass our answers by.
    dense = await openPage(browser, { deviceScaleFactor, serviceWorkers: 'block' })
    const timeline = JSON.stringify({
      total: COUNT,
      shapes: 'W'.repeat(COUNT),
      times: Array.from({ length: COUNT }, (_, n) =>
        n === 0 ? quarterOf(0) : quarterOf(n) - quarterOf(n - 1),
      ),
      cursors: Array.from({ length: COUNT / PAGE }, (_, page) => (page === 0 ? '' : `${page * PAGE}`)),
      counts: Array.from({ length: COUNT / PAGE }, () => PAGE),
    })
    await dense.page.route('**/api/timeline?*', (route) =>
      route.fulfill({ body: timeline, contentType: 'application/json' }),
    )
    await dense.page.route('**/api/files?*', (route) => {
      const query = new URL(route.request().url()).searchParams
      const from = Number(query.get('cursor') ?? 0)
      const items = Array.from({ length: Number(query.get('limit')) }, (_, n) => itemOf(from + n))
      return route.fulfill({ json: { items, nextCursor: null, total: COUNT } })
    })
    await enter(dense.page, product, api)
    await dense.page.getByRole('slider', { name: 'Date' }).waitFor()
  })
  afterAll(async () => dense?.close())

  it('are reached to the oldest, by the scroll bar of a box that browsers allow', async () => {
    const { page: million } = dense
    expect(await million.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(8_388_607)
    await million.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
    const last = million.locator(`[data-index="${COUNT - 1}"]`)
    await last.waitFor()
    const box = await last.boundingBox()
    expect(box?.y ?? 9999).toBeLessThan(900)
    expect(box?.y ?? -1).toBeGreaterThan(0)
  })

  it('move by true pixels under wheel and keys, in the middle too', async () => {
    const { page: million } = dense
    await million.evaluate(() => scrollTo(0, document.documentElement.scrollHeight / 2))
    await million.waitForTimeout(400)
    const tileInSight = million.locator('[data-tile]').nth(16)
    await tileInSight.waitFor()
    const id = await tileInSight.getAttribute('data-tile')
    const marked = million.locator(`[data-tile="${id}"]`)
    const top = async () => (await marked.boundingBox())?.y ?? Number.NaN
    const before = await top()
    await million.mouse.move(600, 450)
    for (let n = 0; n < 3; n += 1) await million.mouse.wheel(0, 100)
    await until('three hundred pixels', async () => Math.abs(before - (await top()) - 300) < 2)
    // At rest the scroll bar tells the place anew, and nothing moves.
    await million.waitForTimeout(400)
    expect(Math.abs(before - (await top()) - 300)).toBeLessThan(2)
  })

  it('end with the key End and begin with Home', async () => {
    const { page: million } = dense
    await million.keyboard.press('End')
    await million.locator(`[data-index="${COUNT - 1}"]`).waitFor()
    // Chromium swallows a key that comes in the last frame of a smooth scroll.
    await million.waitForTimeout(400)
    await million.keyboard.press('Home')
    await million.locator('[data-index="0"]').waitFor()
  })
})
