// What a viewer sees of a link that is renewed in mid-film, 50 ms from Telegram: with links of three seconds, and a worker that
// lets nothing go on with an old one for longer than a second.
import type { Locator, Page } from 'playwright-core'
import { openBrowser } from '../../../e2e/src/support/browser.ts'
import { followFilm, inControl, readTrail } from '../../../e2e/src/support/follow-film.ts'
import { enter, seek, shownFilm, tile } from '../../../e2e/src/support/gallery.ts'
import { HOUR_MS, OVER_MS, startShortHour, type ShortHour } from '../../../e2e/src/support/short-hour.ts'
import { openPage } from '../../../e2e/src/support/watched-page.ts'
import { median, type Findings, type Row, type Scale } from '../figures.ts'
import { TELEGRAM_MS, whyNoBrowser } from '../stage/browser-stage.ts'
import type { Stage } from '../stage/stage.ts'

const MOST_MS = 150
const FILM_BYTES = 200_000_000

export async function measureRenewal(_: Stage, { pick }: Scale): Promise<Findings> {
  const reason = whyNoBrowser()
  if (reason !== undefined) return { rows: [], remarks: [`Renewed links are left out: ${reason}.`] }
  const hour = await startShortHour(FILM_BYTES)
  const browser = await openBrowser()
  try {
    await hour.product.control('faults', { fault: 'slow', latencyMs: TELEGRAM_MS })
    const rounds = pick(10, 2)
    const rows: Row[] = []
    for (const serviceWorkers of ['allow', 'block'] as const) {
      const opened = await openPage(browser, { serviceWorkers })
      const video = await open(opened.page, hour, serviceWorkers === 'allow')
      rows.push(
        ...(await (serviceWorkers === 'allow' ? byServiceWorker : bySwap)(opened.page, video, rounds)),
      )
      await opened.close()
    }
    return { rows, remarks: [`Renewed links: ${TELEGRAM_MS} ms to Telegram, a link lives ${HOUR_MS} ms.`] }
  } finally {
    await browser.close()
    await hour.close()
  }
}

async function open(page: Page, { product, api, film }: ShortHour, isControlled: boolean): Promise<Locator> {
  await enter(page, product, api)
  if (isControlled) await page.evaluate(inControl)
  await tile(page, film.caption).click()
  const video = await shownFilm(page)
  await video.evaluate(followFilm)
  return video
}

const toReach = (what: string, worker: number[]): Row => ({
  what,
  digits: 0,
  worker,
  target: `p50 ≤ ${MOST_MS}`,
  isMet: median(worker) <= MOST_MS,
})

/** Gaps between pictures while it plays over renewals; and what a seek takes longer when the link has to be renewed for it. */
async function byServiceWorker(page: Page, video: Locator, rounds: number): Promise<Row[]> {
  const gaps: number[] = []
  const longer: number[] = []
  for (let round = 0; round < rounds; round++) {
    await seek(video, 100 + round)
    await page.waitForTimeout(OVER_MS)
    const old = await seek(video, 20 + 3 * round)
    const good = await seek(video, 60 + 3 * round)
    longer.push(Math.max(0, old - good))
    await page.evaluate(readTrail)
    await page.waitForTimeout(HOUR_MS * 1.5)
    gaps.push((await page.evaluate(readTrail)).widestGap.ms)
  }
  return [
    toReach('ms, widest gap between two pictures while links are renewed, service worker', gaps),
    toReach('ms, how much longer a seek takes over an expired link, service worker', longer),
  ]
}

/** From play to the next picture, of a film that was paused over the end of its link and given another address meanwhile. */
async function bySwap(page: Page, video: Locator, rounds: number): Promise<Row[]> {
  const starts: number[] = []
  for (let round = 0; round < rounds; round++) {
    await seek(video, 30 + 5 * round)
    await video.evaluate((element: HTMLVideoElement) => element.pause())
    await page.waitForTimeout(OVER_MS)
    starts.push(
      await video.evaluate(
        (element: HTMLVideoElement) =>
          new Promise<number>((done) => {
            const began = performance.now()
            element.requestVideoFrameCallback((now) => done(now - began))
            void element.play()
          }),
      ),
    )
  }
  return [toReach('ms, play to the next picture after a pause over the end of the link, swap', starts)]
}
