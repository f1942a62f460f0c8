// What people do with items: selected, put into albums, marked, thrown away and taken back; and what guests see of it.
import type { AlbumList } from '@gramreel/contracts/albums'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signIn, type ApiClient } from './support/api-client.ts'
import { openBrowser } from './support/browser.ts'
import { enter } from './support/gallery.ts'
import { startProduct, type Product } from './support/product.ts'
import { root } from './support/run-process.ts'
import { takeScreenshots } from './support/screenshots.ts'
import { until } from './support/until.ts'
import { openPage, type WatchedPage } from './support/watched-page.ts'

const PICTURES = ['Dunes before evening', 'The city, late', 'Currents']
const COPIES = 3

let product: Product
let api: ApiClient
let browser: Browser
let gallery: WatchedPage
let page: Page
/** As the gallery shows them. */
const ids: string[] = []

beforeAll(async () => {
  ;[product, browser] = await Promise.all([startProduct(), openBrowser()])
  api = await signIn(product)
  for (let n = 0; n < PICTURES.length * COPIES; n++) {
    const picture = PICTURES[n % PICTURES.length]
    const caption = `${picture} no${n}n`
    await product.control('files', {
      path: `${root}telegram-local/samples/${picture}.jpg`,
      caption,
      as: 'photo',
    })
    ids.unshift((await api.find(caption)).id)
  }
  gallery = await openPage(browser)
  page = gallery.page
  await enter(page, product, api)
  await tileAt(0).waitFor()
})

afterAll(async () => {
  await browser?.close()
  await product?.close()
})

const tileAt = (index: number, on = page): Locator => on.locator(`[data-tile="${ids[index]}"]`)
const bar = (): Locator => page.getByRole('region', { name: 'Selected items' })
const press = (name: string): Promise<void> => bar().getByRole('button', { name }).click()
const dialog = (): Locator => page.locator('dialog[open]')
const shown = (on = page): Promise<number> => on.locator('[data-tile]').count()

/** Presses what a tile offers while the mouse is on it; again where the grid moved meanwhile. */
const near = (index: number, name: string | RegExp): Promise<unknown> =>
  until(`${name} on a tile`, async () => {
    await tileAt(index).hover()
    const button = page.locator('li', { has: tileAt(index) }).getByRole('button', { name })
    return button.click({ timeout: 1000 }).then(
      () => true,
      () => false,
    )
  })

describe('a selection', () => {
  it('begins at the circle of a tile and goes on with Shift; Escape ends it', async () => {
    await near(1, /^Select/)
    await bar().getByText('1 selected').waitFor()
    await tileAt(4).click({ modifiers: ['Shift'] })
    await bar().getByText('4 selected').waitFor()
    // Another end of the same range.
    await tileAt(3).click({ modifiers: ['Shift'] })
    await bar().getByText('3 selected').waitFor()
    await takeScreenshots(page, 'library-selection')
    await page.keyboard.press('Escape')
    await bar().waitFor({ state: 'hidden' })
  })

  it('is made by keyboard alone', async () => {
    await tileAt(0).focus()
    await page.keyboard.press('x')
    await page.keyboard.press('Shift+ArrowRight')
    await bar().getByText('2 selected').waitFor()
    await page.keyboard.press('Control+a')
    await bar().getByText(`${ids.length} selected`).waitFor()
    await page.keyboard.press('Escape')
  })

  it('takes a whole day, and gives it back, by the circle at its heading', async () => {
    const day = page.getByRole('checkbox', { name: /^Select all of/ }).nth(1)
    await tileAt(0).focus()
    await page.keyboard.press('x')
    await until('a part of the day', async () => (await day.getAttribute('aria-checked')) === 'mixed')
    await day.click()
    await bar().getByText(`${ids.length} selected`).waitFor()
    expect(await day.isChecked()).toBe(true)
    await day.focus()
    await page.keyboard.press(' ')
    await bar().waitFor({ state: 'hidden' })
    expect(await day.isChecked()).toBe(false)
  })

  it('begins with a long press on a phone, and a tap goes on with it', async () => {
    const phone = await openPage(browser, {
      hasTouch: true,
      isMobile: true,
      viewport: { width: 390, height: 844 },
    })
    await enter(phone.page, product, api)
    const touch = await phone.page.context().newCDPSession(phone.page)
    const send = (type: 'touchStart' | 'touchEnd', touchPoints: { x: number; y: number }[]) =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints })
    const one = phone.page.getByRole('region', { name: 'Selected items' }).getByText('1 selected')
    // Again, where the grid moved under the finger.
    await until('a selection', async () => {
      const box = await tileAt(0, phone.page).boundingBox()
      await send('touchStart', [{ x: (box?.x ?? 0) + 40, y: (box?.y ?? 0) + 40 }])
      // A second one would take back what the first did, were that only slow to be seen.
      const isThere = await one.waitFor({ timeout: 8000 }).then(
        () => true,
        () => false,
      )
      await send('touchEnd', [])
      // Tiles are there before what listens for this; a finger that was quicker has opened the picture.
      if (!isThere) await phone.page.keyboard.press('Escape')
      return isThere
    })
    await tileAt(1, phone.page).tap()
    await phone.page.getByRole('region', { name: 'Selected items' }).getByText('2 selected').waitFor()
    await phone.close()
  })
})

describe('an album', () => {
  it('is made of a selection, stands among the albums, and shows what is in it', async () => {
    await tileAt(0).focus()
    await page.keyboard.press('x')
    await tileAt(2).click({ modifiers: ['Shift'] })
    await press('Add to album')
    await dialog().getByRole('textbox').fill('Three of them')
    await dialog().getByRole('button', { name: 'New album “Three of them”' }).click()
    await page.getByText('3 items added to “Three of them”').waitFor()
    await page.getByRole('link', { name: 'Albums' }).click()
    await takeScreenshots(page, 'library-albums')
    await page.getByRole('link', { name: /^Three of them/ }).click()
    await page.getByRole('heading', { name: 'Three of them' }).waitFor()
    await until('three tiles', async () => (await shown()) === 3)
    await takeScreenshots(page, 'library-album')
    await page.goBack()
    await page.getByRole('heading', { name: 'Albums' }).waitFor()
    await page.goBack()
    await until('all tiles', async () => (await shown()) === ids.length)
  })

  it('has the cover that was chosen for it: of a selection, or in the viewer; the one before is a press away', async () => {
    const coverOf = async () => {
      const answer = await page.request.get(`${product.galleryUrl}/api/albums`)
      return ((await answer.json()) as AlbumList).albums[0]?.coverFile
    }
    const becomes = (index: number | undefined) =>
      until('the cover', async () => (await coverOf()) === (index === undefined ? null : ids[index]))
    await page.goto(`${product.galleryUrl}/albums`)
    await page.getByRole('link', { name: /^Three of them/ }).click()
    await tileAt(2).focus()
    await page.keyboard.press('x')
    await press('Use as album cover')
    await becomes(2)
    await page.getByRole('button', { name: 'Undo' }).click()
    await becomes(undefined)
    await tileAt(1).focus()
    await page.keyboard.press('Enter')
    await dialog().getByRole('button', { name: 'More' }).focus()
    await page.keyboard.press('Enter')
    await dialog().getByRole('button', { name: 'Use as album cover' }).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await becomes(1)
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'hidden' })
    // On a phone, behind its menu.
    await page.setViewportSize({ width: 390, height: 844 })
    await tileAt(2).focus()
    await page.keyboard.press('x')
    await press('More')
    await press('Use as album cover')
    await becomes(2)
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.goto(product.galleryUrl)
  })

  it('is shared, and what goes into the trash is gone for guests at once: page, thumbnail and stream', async () => {
    await page.goto(`${product.galleryUrl}/albums`)
    await page.getByRole('link', { name: /^Three of them/ }).click()
    await page.getByRole('button', { name: 'Share album' }).click()
    await dialog().getByRole('button', { name: 'Make the link' }).click()
    const address = await dialog().getByRole('textbox', { name: 'Link' }).inputValue()
    await dialog().getByRole('button', { name: 'Done' }).click()
    const guest = await openPage(browser)
    await guest.page.goto(address)
    await until('three tiles', async () => (await shown(guest.page)) === 3)
    const at = `${product.galleryUrl}/api/shares/${address.split('/s/')[1]}/files/${ids[1]}`
    const statuses = () =>
      Promise.all(
        ['', '/thumbnail', '/link'].map(async (end) => (await guest.page.request.get(at + end)).status()),
      )
    expect(await statuses()).toEqual([200, 200, 200])

    await tileAt(1).focus()
    await page.keyboard.press('x')
    await press('Move to trash')
    await until('two tiles', async () => (await shown()) === 2)
    expect(await statuses()).toEqual([404, 404, 404])
    await guest.page.reload()
    await until('two tiles', async () => (await shown(guest.page)) === 2)

    await page.getByRole('button', { name: 'Undo' }).click()
    await until('three tiles', async () => (await shown()) === 3)
    expect(await statuses()).toEqual([200, 200, 200])
    await guest.close()
  })
})

it('a favourite is marked on one device and seen on another', async () => {
  await page.goto(product.galleryUrl)
  const other = await openPage(browser)
  await enter(other.page, product, api)
  await tileAt(2, other.page).waitFor()
  await near(2, 'Mark as favourite')
  await until('the mark', async () => /favourite/.test((await tileAt(2, other.page).textContent()) ?? ''))
  await other.page.getByRole('button', { name: 'Favourites' }).click()
  await until('one tile', async () => (await shown(other.page)) === 1)
  await other.page.goBack()
  await until('all tiles', async () => (await shown(other.page)) === ids.length)
  await other.close()
})

it('what was put into the trash is restored, or deleted in Telegram for good', async () => {
  await tileAt(0).focus()
  await page.keyboard.press('x')
  await tileAt(1).click({ modifiers: ['Shift'] })
  await press('Move to trash')
  await page.getByText('2 items moved to the trash').waitFor()
  await page.goto(`${product.galleryUrl}/?trash=true`)
  await page.getByRole('heading', { name: 'Trash' }).waitFor()
  await until('two tiles', async () => (await shown()) === 2)
  await takeScreenshots(page, 'library-trash')
  await tileAt(0).focus()
  await page.keyboard.press(' ')
  await press('Restore')
  await until('one tile', async () => (await shown()) === 1)
  await page.getByRole('button', { name: 'Empty the trash' }).click()
  await dialog().getByRole('button', { name: 'Delete for good' }).click()
  await page.getByText('The trash is empty').waitFor()
  await page.getByRole('link', { name: 'Open the gallery' }).last().click()
  await until('all but one', async () => (await shown()) === ids.length - 1)
})

it('a search shows what matched, and takes one step back', async () => {
  await page.getByRole('searchbox').pressSequentially('curr', { delay: 300 })
  await page.locator('mark', { hasText: 'Curr' }).first().waitFor()
  await page.goBack()
  await until('no search', async () => (await page.getByRole('searchbox').inputValue()) === '')
  await until('all tiles', async () => (await shown()) === ids.length - 1)
  expect(gallery.complaints).toEqual([])
})
