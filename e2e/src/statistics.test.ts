// A film that has to wait, told by the browser that played it: the owner sees who is watching, afterwards the figures, and
// nothing that was kept says whose they are or of what.
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import type { Statistics } from '@gramreel/contracts/statistics'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ApiClient } from './support/api-client.ts'
import { openBrowser } from './support/browser.ts'
import { startFilmOnShow, type FilmOnShow } from './support/film-on-show.ts'
import { inControl } from './support/follow-film.ts'
import { closeViewer, enter, seek, shownFilm, tile } from './support/gallery.ts'
import type { Product } from './support/product.ts'
import { takeScreenshots } from './support/screenshots.ts'
import { until } from './support/until.ts'
import { openPage } from './support/watched-page.ts'

/** More than Chromium reads ahead: it has to wait when Telegram is slow. */
const FILM_BYTES = 90_000_000
const NAME = 'Canary.mp4'

let shown: FilmOnShow
let product: Product
let api: ApiClient
let browser: Browser
let owner: Page
let watcher: Page

beforeAll(async () => {
  ;[shown, browser] = await Promise.all([
    startFilmOnShow({ bytes: FILM_BYTES, name: NAME, worker: { cacheMemoryMb: 16, reportMs: 500 } }),
    openBrowser(),
  ])
  ;({ product, api } = shown)
  ;({ page: owner } = await openPage(browser))
  ;({ page: watcher } = await openPage(browser))
  await enter(owner, product, api)
  await enter(watcher, product, api)
  // Whose held answers are to be seen as waits too.
  await watcher.evaluate(inControl)
})

afterAll(async () => {
  await browser?.close()
  await shown?.close()
})

const statistics = async (): Promise<Statistics> =>
  (await (await api.get('/api/statistics?days=1')).json()) as Statistics

/** Everything that was kept of playback, as the database file has it. */
function keptFigures(): { playbacks: Record<string, unknown>[]; text: string } {
  const database = new DatabaseSync(join(product.dataDir, 'backend', 'gramreel.db'), { readOnly: true })
  try {
    const all = (table: string) => database.prepare(`select * from ${table}`).all()
    const playbacks = all('playbacks')
    return { playbacks, text: JSON.stringify([playbacks, all('page_loads'), all('worker_hours')]) }
  } finally {
    database.close()
  }
}

/** As when another tab or another app is brought to the front, and this one back again. */
function turnAway(): void {
  for (const value of ['hidden', 'visible']) {
    Object.defineProperty(document, 'visibilityState', { value, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }
}

const isStalled = (video: HTMLVideoElement) => video.readyState < 3 && !video.paused && !video.seeking

it('a film that waits is seen by the owner while it plays, and by figures alone afterwards', async () => {
  await tile(watcher, 'Canary').click()
  const video = await shownFilm(watcher)
  await owner.goto(`${product.galleryUrl}/settings/statistics`)
  const row = owner.getByRole('listitem').filter({ hasText: NAME })
  await row.getByText('playing').waitFor()

  const reports = () => Number(keptFigures().playbacks.at(0)?.['sn'] ?? -1)
  const told = await until('its first report', () => reports() >= 0 && reports())
  await watcher.evaluate(turnAway)
  await until('another one before the page goes', () => reports() > told, { timeoutMs: 5000 })

  await seek(video, 20)
  await product.control('faults', {
    fault: 'slow',
    method: 'upload.getFile',
    latencyMs: 0,
    bytesPerSecond: 200_000,
  })
  await until('the film to wait', () => video.evaluate(isStalled))
  await until('the owner to see it wait', async () =>
    (await statistics()).watching.some(({ state }) => state === 'rebuffering'),
  )
  await product.clearFaults()
  await until('the film to play again', async () => !(await video.evaluate(isStalled)))
  await closeViewer(watcher)

  const { summary } = await until('the figures of it', async () => {
    const told = await statistics()
    return told.watching.length === 0 && told.summary.playbacks > 0 && told.summary.sentBytes > 0 && told
  })
  expect(summary.playbacks).toBe(1)
  expect(summary.start.p50).toBeGreaterThan(0)
  expect(summary.rebuffers).toBeGreaterThan(0)
  expect(summary.rebufferRatio).toBeGreaterThan(0)
  expect(summary.seek.p50).not.toBeNull()
  expect(summary.failures).toBe(0)
  expect(summary.sentBytes).toBeGreaterThan(1_000_000)

  await owner.reload()
  await owner.getByText('Nobody is watching at the moment.').waitFor()
  await owner.locator('canvas').first().waitFor()
  await expect.poll(() => owner.getByRole('table').getByRole('row').count()).toBe(8)
  await takeScreenshots(owner, 'statistics')

  const { id } = await api.find('Canary')
  const account = (await (await api.get('/api/session')).json()) as { account: { id: string } }
  const { playbacks, text } = keptFigures()
  expect(playbacks).toHaveLength(1)
  expect(playbacks[0]).toMatchObject({ is_over: 1, failure: null })
  for (const canary of [id, 'Canary', account.account.id, 'Chrome', '127.0.0'])
    expect(text).not.toContain(canary)
})

it('whoever says no in the settings of the account is neither seen nor counted', async () => {
  await watcher.goto(`${product.galleryUrl}/settings/account`)
  await watcher.getByLabel('Send figures about playback to this gallery').uncheck()
  await watcher.goto(product.galleryUrl)
  const sent: string[] = []
  watcher.on('request', (request) => {
    if (request.url().endsWith('/telemetry')) sent.push(request.url())
  })
  await tile(watcher, 'Canary').click()
  await shownFilm(watcher)
  await closeViewer(watcher)
  expect(sent).toEqual([])
  expect(keptFigures().playbacks).toHaveLength(1)
  expect((await statistics()).watching).toEqual([])
})
