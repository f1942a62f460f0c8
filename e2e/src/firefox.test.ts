// The same film in Firefox: it plays, seeks, and goes on over the end of its links, with a service worker in control and without.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { followFilm, inControl, readTrail } from './support/follow-film.ts'
import { openFirefox } from './support/open-firefox.ts'
import { OVER_MS, startShortHour, type ShortHour } from './support/short-hour.ts'
import { until } from './support/until.ts'

let hour: ShortHour

beforeAll(async () => {
  hour = await startShortHour(150_000_000)
})
afterAll(() => hour?.close())

async function watch(browser: Browser, isControlled: boolean): Promise<Page> {
  const page = await browser.newPage()
  const { hostname } = new URL(hour.product.galleryUrl)
  for (const pair of hour.api.cookie.split('; ')) {
    const at = pair.indexOf('=')
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
    await browser.setCookie({ name, value, domain: hostname, path: '/', httpOnly: true, secure: false })
  }
  await page.goto(hour.product.galleryUrl)
  const tile = await page.waitForSelector(`[data-tile="${hour.film.id}"]`)
  if (isControlled) await page.evaluate(inControl)
  await tile?.evaluate((element) => element instanceof HTMLElement && element.click())
  await page.waitForSelector('dialog video')
  await until('a picture', () => film(page, (video) => video.videoWidth > 0 && video.readyState >= 2))
  await film(page, followFilm)
  return page
}

/** Runs in the page, with its film. */
const film = <T>(page: Page, run: (video: HTMLVideoElement, argument: number) => T, argument = 0) =>
  page.$eval('dialog video', run as (element: Element, argument: number) => T, argument)

/** Jumps there; resolves once a picture from there is on screen. */
const seek = (page: Page, seconds: number) =>
  film(
    page,
    (video, to) =>
      new Promise<void>((done) => {
        const look = (_: number, { mediaTime }: { mediaTime: number }): void => {
          if (Math.abs(mediaTime - to) < 3) done()
          else video.requestVideoFrameCallback(look)
        }
        video.requestVideoFrameCallback(look)
        video.currentTime = to
      }),
    seconds,
  )

async function expectToPlay(page: Page): Promise<void> {
  const before = await film(page, (video) => video.currentTime)
  await until('it to play on', () => film(page, (video, since) => video.currentTime > since + 0.5, before))
  expect((await page.evaluate(readTrail)).events).not.toContain('error')
}

describe.each([
  ['with a service worker in control', true],
  ['without a service worker', false],
])('%s', (_, isControlled) => {
  it('a film plays, seeks, and goes on over the end of its links and after a pause over it', async () => {
    const browser = await openFirefox({ 'dom.serviceWorkers.enabled': isControlled })
    try {
      const page = await watch(browser, isControlled)
      const address = await film(page, (video) => video.src)
      expect(address).toMatch(isControlled ? `${hour.product.galleryUrl}/v/` : `${hour.line.url}/stream/`)
      await expectToPlay(page)
      await seek(page, 60)
      await sleep(OVER_MS)
      await expectToPlay(page)
      await film(page, (video) => video.pause())
      await sleep(OVER_MS)
      if (!isControlled) expect(await film(page, (video) => video.src)).not.toBe(address)
      await film(page, (video) => void video.play())
      await expectToPlay(page)
      if (!isControlled) return
      await seek(page, 10)
      hour.line.refuseNext(2, 503)
      hour.line.cutNext(3_000_000)
      await seek(page, 95)
      await expectToPlay(page)
      expect(await film(page, (video) => video.src)).toBe(address)
    } finally {
      await browser.close()
    }
  })
})
