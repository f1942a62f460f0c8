// R22: a worker that its host lets sleep, and whose host answers with pages until it is awake.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { signIn, type ApiClient } from './support/api-client.ts'
import { openBrowser } from './support/browser.ts'
import { enter, film, shownFilm, tile, viewer } from './support/gallery.ts'
import { makeSmallFilm } from './support/make-film.ts'
import { startProduct, type Product } from './support/product.ts'
import { takeScreenshots } from './support/screenshots.ts'
import { startSleepingHost, type SleepingHost } from './support/sleeping-host.ts'
import { until } from './support/until.ts'
import { openPage, type WatchedPage } from './support/watched-page.ts'

/** Render takes about a minute; the same road, walked faster. */
const WAKES_AFTER_MS = 8000

let host: SleepingHost
let product: Product
let api: ApiClient
let browser: Browser
let folder: string
let gallery: WatchedPage

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gramreel sleep '))
  await makeSmallFilm(join(folder, 'film.mp4'), 'libx264', 20)
  host = await startSleepingHost()
  // Everything goes through the worker, however small.
  product = await startProduct({ backendEnv: { DIRECT_LINKS: 'never', WORKER_URL: host.url } })
  host.workerUrl = product.workerUrl
  browser = await openBrowser()
  api = await signIn(product)
  await product.control('files', { path: join(folder, 'film.mp4'), name: 'Night.mp4', caption: 'Night' })
  await api.find('Night')
})

afterAll(async () => {
  await browser?.close()
  await product?.close()
  await host?.close()
  await rm(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  await until('the worker', async () => (await api.status()).worker.state === 'ok')
  gallery = await openPage(browser)
})
afterEach(async () => {
  await gallery.close()
  host.wake()
})

const waking = () => viewer(gallery.page).getByRole('status').getByText('The worker is waking up')
const alert = () => viewer(gallery.page).getByRole('alert')
const streamsAskedAsleep = () => host.askedByPagesAsleep.filter((path) => path.startsWith('/stream'))

describe('R22: a worker that sleeps', () => {
  it.each([200, 503] as const)(
    'is woken when the gallery opens, and the film plays by itself once it is awake (the host answers %i)',
    async (status) => {
      const { page } = gallery
      host.sleep(WAKES_AFTER_MS, status)
      // What the backend learned of the worker before is forgotten after four seconds.
      await page.waitForTimeout(4500)
      const began = Date.now()
      await enter(page, product, api)
      await page.getByRole('status', { name: 'Status' }).getByText('The worker is waking up').waitFor()
      expect(host.askedAsleep).toContain('/health')
      await tile(page, 'Night').click()
      await waking().waitFor()
      await viewer(page).getByRole('progressbar', { name: 'The worker is waking up' }).waitFor()
      expect(await film(page).getAttribute('src')).toBeNull()
      if (status === 200) await takeScreenshots(page, 'worker-waking')
      const video = await shownFilm(page)
      expect(Date.now() - began).toBeLessThan(90_000)
      expect(streamsAskedAsleep()).toEqual([])
      expect(await video.evaluate((element: HTMLVideoElement) => element.error?.code ?? null)).toBeNull()
      expect(await waking().count()).toBe(0)
      expect(await alert().count()).toBe(0)
    },
  )

  it('that does not wake up is told after more than 90 s, and another try finds it when it did', async () => {
    const { page } = gallery
    await page.clock.install()
    host.sleep(Infinity, 503)
    // The backend may be some seconds late, and the page's clock will run ahead of it.
    await until('the status', async () => (await api.status()).worker.state === 'waking')
    await enter(page, product, api)
    await tile(page, 'Night').click()
    await waking().waitFor()
    await page.clock.fastForward(90_000)
    await page.waitForTimeout(3000)
    expect(await alert().count()).toBe(0)
    await page.clock.fastForward(20_000)
    await alert().getByText('The worker does not answer').waitFor()
    expect(streamsAskedAsleep()).toEqual([])
    host.wake()
    await alert().getByRole('button', { name: 'Try again' }).click()
    await shownFilm(page)
    expect(await alert().count()).toBe(0)
  })

  it('that fell asleep unseen is not told as a broken film either', async () => {
    const { page } = gallery
    const isKnown = page.waitForResponse((answer) => answer.url().endsWith('/api/status'))
    await enter(page, product, api)
    await isKnown
    await page.waitForTimeout(200)
    // The page saw it awake a moment ago, and so gives the film its address at once: here it cannot know better.
    host.sleep(WAKES_AFTER_MS, 200)
    await tile(page, 'Night').click()
    await waking().waitFor()
    expect(streamsAskedAsleep()).not.toEqual([])
    await shownFilm(page)
    expect(await alert().count()).toBe(0)
  })
})

describe('a worker that is awake', () => {
  it('is not asked again before a film', async () => {
    const { page } = gallery
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    const isKnown = page.waitForResponse((answer) => answer.url().endsWith('/api/status'))
    await enter(page, product, api)
    await isKnown
    await page.waitForTimeout(200)
    await tile(page, 'Night').click()
    await shownFilm(page)
    expect(asked).not.toContain('/health')
  })
})
