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
          .evaluateAll((tiles) => tiles.map((one) => one.getAttribute('aria-label') ?? ''))
        mostTiles = Math.max(mostTiles, names.length)
        last = names.at(-1) ?? ''
        return last.startsWith('Film 4999')
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
