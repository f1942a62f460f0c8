// Every page, as everybody needs it: nothing for axe to complain about, on phone and desk, light and dark; nothing that does not fit
// into 320 pixels or with letters twice as large; right to left. SCREENSHOTS keeps pictures of all of it.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signIn, type ApiClient } from './support/api-client.ts'
import { violationsOf } from './support/axe.ts'
import { openBrowser } from './support/browser.ts'
import { enter, shownFilm, tile } from './support/gallery.ts'
import { findOverflow } from './support/overflow.ts'
import { postSamples } from './support/post-samples.ts'
import { startProduct, type Product } from './support/product.ts'
import { root } from './support/run-process.ts'
import { takeScreenshots } from './support/screenshots.ts'
import { openPage, type WatchedPage } from './support/watched-page.ts'

let product: Product
let api: ApiClient
let browser: Browser
let owner: WatchedPage
let stranger: WatchedPage
let share: string

/** Names that are hard on a page. */
const NAMES = [
  'Hochzeitsgesellschaftsfoto in der Straßenbahn.jpg',
  'غروب الشمس على البحر.jpg',
  '🏖️ 🐬🐬 à Nice.jpg',
]

beforeAll(async () => {
  ;[product, browser] = await Promise.all([startProduct(), openBrowser()])
  api = await signIn(product)
  await postSamples(product)
  for (const caption of NAMES)
    await product.control('files', {
      path: `${root}telegram-local/samples/Currents.jpg`,
      caption,
      as: 'photo',
    })
  await api.find('Nice')
  owner = await openPage(browser)
  stranger = await openPage(browser)
  await enter(owner.page, product, api)
  const { items } = await api.files()
  const answer = await owner.page.request.post(`${product.galleryUrl}/api/shares`, {
    data: { files: items.slice(0, 12).map(({ id }) => id), title: 'A week by the sea' },
    headers: { origin: product.galleryUrl },
  })
  share = ((await answer.json()) as { slug: string }).slug
})

afterAll(async () => {
  await browser?.close()
  await product?.close()
})

type Place = {
  path: () => string
  who?: 'stranger'
  /** Brings it into the state that is meant, once its address is open. */
  arrange?: (page: Page) => Promise<unknown>
  /** It scrolls to the side by its nature. */
  isWide?: true
}

const heading = (page: Page) => page.getByRole('heading').first().waitFor()
const openTile = (name: string) => async (page: Page) => {
  await tile(page, name).click()
  await page.locator('dialog[open]').waitFor()
}
const openFilm = async (page: Page) => {
  await openTile('Evening tide')(page)
  await shownFilm(page)
  await page.mouse.move(300, 300)
}

/** A photo is open, and this key was pressed. */
const openPhotoAndPress = (key: string) => async (page: Page) => {
  await openTile('Dunes before evening')(page)
  await page.keyboard.press(key)
}
const select = async (page: Page) => {
  await tile(page, 'Green fire').focus()
  await page.keyboard.press('x')
  await page.getByText('1 selected').waitFor()
}

const PLACES: Record<string, Place> = {
  gallery: { path: () => '/' },
  'nothing-found': { path: () => '/?q=nothing+of+this+name' },
  photo: { path: () => '/', arrange: openTile('Dunes before evening') },
  film: { path: () => '/', arrange: openFilm },
  information: { path: () => '/', arrange: openPhotoAndPress('i') },
  shortcuts: { path: () => '/', arrange: openPhotoAndPress('?') },
  selected: { path: () => '/', arrange: select },
  found: { path: () => '/?q=light' },
  'no-such-item': {
    path: () => '/f/nothing',
    arrange: (page) => page.locator('dialog h1, dialog h2').first().waitFor(),
  },
  'settings-account': { path: () => '/settings/account', arrange: heading },
  'settings-offline': { path: () => '/settings/offline', arrange: heading },
  'settings-statistics': { path: () => '/settings/statistics', arrange: heading },
  'settings-people': { path: () => '/settings/people', arrange: heading },
  'settings-bots': { path: () => '/settings/bots', arrange: heading },
  'settings-shares': { path: () => '/settings/shares', arrange: heading },
  'settings-workers': { path: () => '/settings/workers', arrange: heading },
  'settings-uploads': { path: () => '/settings/uploads', arrange: heading },
  setup: { path: () => '/setup', arrange: heading },
  favourites: { path: () => '/?favourite=true', arrange: heading },
  trash: { path: () => '/?trash=true', arrange: heading },
  albums: { path: () => '/albums', arrange: heading },
  'no-such-page': { path: () => '/nothing/here', arrange: heading },
  'sign-in': { path: () => '/sign-in', who: 'stranger', arrange: heading },
  welcome: { path: () => '/welcome', who: 'stranger', arrange: heading },
  join: { path: () => '/join', who: 'stranger', arrange: heading },
  share: { path: () => `/s/${share}`, who: 'stranger', arrange: heading },
  'share-photo': { path: () => `/s/${share}`, who: 'stranger', arrange: openTile('Green fire') },
  'share-ended': { path: () => '/s/AAAAAAAAAAAAAAAAAAAAAA', who: 'stranger', arrange: heading },
}

const LOOKS = [
  { name: 'phone, light', width: 390, height: 844, colorScheme: 'light' },
  { name: 'phone, dark', width: 390, height: 844, colorScheme: 'dark' },
  { name: 'desk, light', width: 1440, height: 900, colorScheme: 'light' },
  { name: 'desk, dark', width: 1440, height: 900, colorScheme: 'dark' },
] as const

const open = async ({ path, who, arrange }: Place): Promise<Page> => {
  const { page } = who === 'stranger' ? stranger : owner
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto(`${product.galleryUrl}${path()}`)
  if (who !== 'stranger' && !arrange) await page.getByRole('searchbox').waitFor()
  await arrange?.(page)
  return page
}

/** One of each kind is enough to read. */
const withoutRepeats = (lines: string[]): string[] => [
  ...new Map(lines.map((line) => [line.split(': ').slice(0, 2).join(': '), line])).values(),
]

describe.each(Object.entries(PLACES))('%s', (name, place) => {
  it('has nothing that axe complains about, fits, and reads from right to left', async () => {
    const page = await open(place)
    const found: string[] = []
    for (const { name: look, width, height, colorScheme } of LOOKS) {
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      found.push(...(await violationsOf(page)).map((line) => `${look}: ${line}`))
    }
    await page.setViewportSize({ width: 320, height: 700 })
    found.push(...(await findOverflow(page)).map((line) => `320 px: ${line}`))
    await page.setViewportSize({ width: 640, height: 900 })
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'))
    found.push(...(await findOverflow(page)).map((line) => `text at 200 %: ${line}`))
    await page.evaluate(() => (document.documentElement.style.fontSize = ''))
    await page.setViewportSize({ width: 390, height: 844 })
    await page.evaluate(() => (document.documentElement.dir = 'rtl'))
    found.push(...(await findOverflow(page)).map((line) => `right to left: ${line}`))
    await page.evaluate(() => (document.documentElement.dir = ''))
    await takeScreenshots(page, name)
    expect(withoutRepeats(found)).toEqual([])
  })
})
