// An expired link never stops a film (S10, S11), and withdrawn access does (S08): in Chromium, with an hour of three seconds, with
// a service worker in control and without one.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Statistics } from '@gramreel/contracts/statistics'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser } from './support/browser.ts'
import { hashOfPart } from './support/bytes.ts'
import { followFilm, inControl, readTrail, type Trail } from './support/follow-film.ts'
import { closeViewer, enter, seek, shownFilm, tile, viewer } from './support/gallery.ts'
import { HOUR_MS, OVER_MS, startShortHour, type ShortHour } from './support/short-hour.ts'
import { until } from './support/until.ts'
import { openPage, type WatchedPage } from './support/watched-page.ts'

let hour: ShortHour
let browser: Browser
let opened: WatchedPage | undefined

beforeAll(async () => {
  ;[hour, browser] = await Promise.all([startShortHour(150_000_000), openBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await hour?.close()
})
afterEach(async () => {
  await opened?.close()
  opened = undefined
})

type Watching = { page: Page; video: Locator; trail: () => Promise<Trail> }

/** Opens the film, in a browser that is new each time. */
async function watch(serviceWorkers: 'allow' | 'block'): Promise<Watching> {
  opened = await openPage(browser, { serviceWorkers })
  const { page } = opened
  await enter(page, hour.product, hour.api)
  if (serviceWorkers === 'allow') await page.evaluate(inControl)
  return follow(page, 'Film')
}

async function follow(page: Page, name: string): Promise<Watching> {
  await tile(page, name).click()
  const video = await shownFilm(page)
  await video.evaluate(followFilm)
  return { page, video, trail: () => page.evaluate(readTrail) }
}

const srcOf = (video: Locator) => video.evaluate((element: HTMLVideoElement) => element.src)
const timeOf = (video: Locator) => video.evaluate((element: HTMLVideoElement) => element.currentTime)
const tokens = () => new Set(hour.line.asked.map(({ token }) => token))

const kept = (element: HTMLVideoElement) => [element.paused, element.playbackRate, element.volume]

async function expectToPlay({ video, trail }: Watching): Promise<void> {
  const before = await timeOf(video)
  await until('it to play on', async () => (await timeOf(video)) > before + 0.5)
  expect((await trail()).events).not.toContain('error')
}

/** Of all playbacks so far, as their pages told the gallery. */
async function toldRenewals(): Promise<number> {
  const answer = await hour.api.get('/api/statistics?days=1')
  return ((await answer.json()) as Statistics).summary.renewals
}

/** Leaves the film, which is when its last figures are sent. */
async function expectToTellOfRenewals(page: Page, told: number): Promise<void> {
  await closeViewer(page)
  await until('its renewals in the figures', async () => (await toldRenewals()) > told)
}

describe('with a service worker in control', () => {
  it('a film plays over the end of its links, seeks before, at and after it, and goes on after a pause over it', async () => {
    const told = await toldRenewals()
    const watching = await watch('allow')
    const { page, video, trail } = watching
    const began = Date.now()
    expect(await srcOf(video)).toBe(`${hour.product.galleryUrl}/v/${hour.film.id}`)
    await seek(video, 80)
    await sleep(HOUR_MS - (Date.now() - began))
    await seek(video, 20)
    await sleep(OVER_MS)
    await expectToPlay(watching)
    await seek(video, 95)
    await video.evaluate((element: HTMLVideoElement) => element.pause())
    await sleep(OVER_MS)
    await seek(video, 50)
    await video.evaluate((element: HTMLVideoElement) => element.play())
    await expectToPlay(watching)
    expect((await trail()).events).not.toContain('emptied')
    expect(tokens().size).toBeGreaterThan(2)
    expect(await srcOf(video)).toBe(`${hour.product.galleryUrl}/v/${hour.film.id}`)
    await expectToTellOfRenewals(page, told)
  })

  it('no trouble that passes is seen: two refusals, dropped connections, the service worker itself ended', async () => {
    const watching = await watch('allow')
    const { page, video, trail } = watching
    for (const status of [503, 429]) {
      hour.line.refuseNext(2, status)
      expect(await seek(video, status / 6)).toBeLessThan(5000)
      await expectToPlay(watching)
    }
    // Late enough that the player has some seconds in hand, on a busy machine too.
    hour.line.cutNext(12_000_000)
    await seek(video, 60)
    await until('the connection to be dropped', () => hour.line.cuts() === 1)
    await trail()
    await sleep(1500)
    const session = await page.context().newCDPSession(page)
    await session.send('ServiceWorker.enable')
    await session.send('ServiceWorker.stopAllWorkers')
    await sleep(1500)
    expect((await trail()).events).toEqual([])
    await seek(video, 10)
    await expectToPlay(watching)
  })

  it('every byte is right, whatever link it came by, and a script is told at once what is wrong', async () => {
    const { page } = await watch('allow')
    const address = `/v/${hour.film.id}`
    const hash = (first: number, length: number) => until('all of it', () => hashOnce(first, length))
    // A body that the worker cuts since its link expired in the midst of it is a player's to ask for again.
    const hashOnce = (first: number, length: number) =>
      page.evaluate(
        async ([path, range]) => {
          const answer = await fetch(path, { headers: { range } })
          const digest = await crypto.subtle.digest('SHA-256', await answer.arrayBuffer())
          return `${answer.status} ${Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')}`
        },
        [address, `bytes=${first}-${first + length - 1}`] as const,
      )
    for (const first of [1_048_575, 77_777_777, hour.film.size - 1_000_000]) {
      expect(await hash(first, 1_000_000)).toBe(`206 ${await hashOfPart(hour.film.path, first, 1_000_000)}`)
      await sleep(HOUR_MS / 2)
    }
    const refused = await page.evaluate(async (path) => {
      const answer = await fetch(path)
      return [answer.status, await answer.json()] as const
    }, '/v/nobody-posted-this')
    expect(refused).toMatchObject([404, { error: { code: 'file_not_found' } }])
  })

  it('a file is downloaded from a page that was open for longer than its link was good', async () => {
    const { page, video } = await watch('allow')
    await video.evaluate((element: HTMLVideoElement) => element.pause())
    await sleep(OVER_MS)
    const download = page.waitForEvent('download')
    await page.mouse.move(700, 300)
    await page.mouse.move(710, 310)
    await viewer(page).getByRole('link', { name: 'Download' }).click()
    const coming = await download
    expect(coming.suggestedFilename()).toBe('Film.mp4')
    await coming.cancel()
    await viewer(page).waitFor()
  })

  it('a film that stands still reads nothing more', async () => {
    const { video } = await watch('allow')
    await video.evaluate((element: HTMLVideoElement) => element.pause())
    let before = -1
    const isStill = () => {
      const since = before
      before = hour.line.bytes()
      return since === before
    }
    await until('it to have read what it needs', isStill, { everyMs: 1000 })
    const end = await video.evaluate((element: HTMLVideoElement) => element.buffered.end(0))
    // Under Playwright's eyes, Chromium takes some 70 MB ahead.
    expect(end).toBeLessThan(hour.film.seconds * 0.7)
  })
})

describe('without a service worker', () => {
  it('a film that stands still is given a new link, and keeps its place, speed and loudness', async () => {
    const told = await toldRenewals()
    const watching = await watch('block')
    const { page, video } = watching
    const first = await srcOf(video)
    expect(first).toMatch(`${hour.line.url}/stream/`)
    await seek(video, 60)
    await video.evaluate((element: HTMLVideoElement) => {
      element.pause()
      element.playbackRate = 1.5
      element.volume = 0.25
    })
    const stopped = await timeOf(video)
    await until('a new link', async () => (await srcOf(video)) !== first)
    await video.evaluate(
      (element: HTMLVideoElement) =>
        new Promise<void>((done) =>
          element.seeking ? element.addEventListener('seeked', () => done(), { once: true }) : done(),
        ),
    )
    await until('its place', async () => Math.abs((await timeOf(video)) - stopped) < 0.05)
    expect(await video.evaluate(kept)).toEqual([true, 1.5, 0.25])
    await until('its picture', async () => (await viewer(page).locator('canvas').count()) === 0)
    await video.evaluate((element: HTMLVideoElement) => element.play())
    await expectToPlay(watching)
    await expectToTellOfRenewals(page, told)
  })

  it('a film whose link is renewed again before the last one has loaded keeps its place', async () => {
    const { page, video } = await watch('block')
    const first = await srcOf(video)
    await seek(video, 60)
    await video.evaluate((element: HTMLVideoElement) => element.pause())
    const stopped = await timeOf(video)
    // On a busy machine the event comes long after what it tells of.
    await page.evaluate((lateMs) => {
      const hold = (event: Event): void => {
        event.stopImmediatePropagation()
        removeEventListener('loadedmetadata', hold, true)
        const film = event.target
        if (!(film instanceof HTMLVideoElement)) return
        // Not to play by itself meanwhile.
        film.pause()
        setTimeout(() => film.dispatchEvent(new Event('loadedmetadata')), lateMs)
      }
      addEventListener('loadedmetadata', hold, true)
    }, 3 * HOUR_MS)
    const second = await until('a new link', async () => {
      const src = await srcOf(video)
      return src !== first && src
    })
    await until('another one', async () => (await srcOf(video)) !== second)
    await until('its place', async () => Math.abs((await timeOf(video)) - stopped) < 0.05)
  })

  it('a film plays over the end of its link, and seeks when nothing can be had by it any more', async () => {
    const watching = await watch('block')
    const { video } = watching
    await sleep(OVER_MS)
    await expectToPlay(watching)
    await seek(video, 95)
    // What the worker knew of the playback is too old for the link, and the page is not told.
    await video.evaluate((element: HTMLVideoElement) => {
      Object.defineProperty(document, 'hidden', { value: true, configurable: true })
      element.pause()
    })
    await sleep(OVER_MS)
    expect(await seek(video, 20)).toBeLessThan(5000)
    await video.evaluate((element: HTMLVideoElement) => element.play())
    const before = await timeOf(video)
    await until('it to play on', async () => (await timeOf(video)) > before + 0.5)
    expect(await viewer(watching.page).getByRole('alert').count()).toBe(0)
  })
})

const send = (method: string, path: string, cookie: string, body?: object): Promise<Response> =>
  fetch(`${hour.product.galleryUrl}${path}`, {
    method,
    headers: {
      cookie,
      origin: hour.product.galleryUrl,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })

describe.each(['allow', 'block'] as const)('withdrawn access (service workers: %s)', (serviceWorkers) => {
  it('stops the film of a share that has ended, and says so', async () => {
    const made = await send('POST', '/api/shares', hour.api.cookie, { files: [hour.film.id] })
    const { slug } = (await made.json()) as { slug: string }
    opened = await openPage(browser, { serviceWorkers })
    const { page } = opened
    await page.goto(`${hour.product.galleryUrl}/s/${slug}`)
    if (serviceWorkers === 'allow') await page.evaluate(inControl)
    const { video } = await follow(page, 'Film')
    if (serviceWorkers === 'allow') expect(await srcOf(video)).toMatch(`/s/${slug}/v/`)
    await seek(video, 40)
    expect((await send('DELETE', `/api/shares/${slug}`, hour.api.cookie)).status).toBe(204)
    await page.getByText('This share has ended').first().waitFor({ timeout: 60_000 })
    await until('no film', async () => (await page.locator('video').count()) === 0)
    if (serviceWorkers !== 'allow') return
    const status = await page.evaluate(
      async (path) => (await fetch(path)).status,
      `/s/${slug}/v/${hour.film.id}`,
    )
    expect(status).toBe(404)
  })
})
