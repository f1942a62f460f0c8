// The main job on real input: a film of two gigabytes goes into Telegram through the protocol, part by part, by a client
// that is not ours, another one lies there from disk, and both play from the gallery in a real browser.
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FileItem } from '@gramreel/contracts/catalogue'
import { signIn, type ApiClient } from './support/api-client.ts'
import { openBrowser } from './support/browser.ts'
import { hashOfPart, hashOfRange, randomNumbers, sha256 } from './support/bytes.ts'
import { closeViewer, enter, seek, shownFilm, tile, viewer } from './support/gallery.ts'
import { FILM, makeLargeFilms, makeSmallFilm } from './support/make-film.ts'
import { watchMemory } from './support/memory.ts'
import { startProduct, type Product } from './support/product.ts'
import { connectSecondClient, type SecondClient } from './support/second-client.ts'
import { openPage, type WatchedPage } from './support/watched-page.ts'

const TWO_GIGABYTES = 2_000_000_000
const MIB = 1024 * 1024

let folder: string
let paths: { indexFirst: string; indexLast: string; small: string }
let seconds: number
let product: Product
let api: ApiClient
let second: SecondClient
let browser: Browser
let gallery: WatchedPage

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gramreel films '))
  paths = {
    indexFirst: join(folder, 'Index first.mp4'),
    indexLast: join(folder, 'Index last.mp4'),
    small: join(folder, 'Small.mp4'),
  }
  const [length] = await Promise.all([
    makeLargeFilms(TWO_GIGABYTES, paths),
    makeSmallFilm(paths.small, 'libx264'),
    (async () => {
      product = await startProduct()
      api = await signIn(product)
      // A bot hears nothing of its own posts, so somebody else sends the films.
      const bot = await product.control('bots', { firstName: 'Projectionist', username: 'projectionist_bot' })
      await product.control('members', {
        chat: product.telegram.chat,
        user: bot['id'],
        status: 'administrator',
      })
      second = await connectSecondClient(product.telegram, String(bot['token']))
      browser = await openBrowser()
      gallery = await openPage(browser)
    })(),
  ])
  seconds = length
})

afterAll(async () => {
  await second?.close()
  await browser?.close()
  await product?.close()
  await rm(folder, { recursive: true, force: true })
})

/** By another client, through the protocol; one of them is enough, at a minute each. Answers when Telegram had it, ms. */
const send = async (path: string, name: string): Promise<number> => {
  if (path === paths.indexFirst)
    return (await second.sendFilm(path, { caption: name, seconds, ...FILM })).sentAt
  await product.control('files', { path, caption: name })
  return Date.now()
}

/** Where a film stands, seconds, and whether it is paused. */
const stands = (video: Node | null): [number, boolean] | undefined =>
  video instanceof HTMLVideoElement ? [video.currentTime, video.paused] : undefined

describe('a film of two gigabytes', () => {
  const films: { name: string; path: () => string; item?: FileItem }[] = [
    { name: 'Index first', path: () => paths.indexFirst },
    { name: 'Index last', path: () => paths.indexLast },
  ]

  it('appears in the open gallery within two seconds after it was sent, without a reload', async () => {
    const { page } = gallery
    await enter(page, product, api)
    for (const film of films) {
      const { size } = await stat(film.path())
      expect(size).toBeGreaterThanOrEqual(TWO_GIGABYTES)
      const sentAt = await send(film.path(), film.name)
      await tile(page, film.name).waitFor({ timeout: 10_000 })
      expect(Date.now() - sentAt).toBeLessThan(2000)
      film.item = await api.find(film.name)
      expect(film.item).toMatchObject({ kind: 'video', size, mime: 'video/mp4' })
    }
    expect(page.url()).toBe(`${product.galleryUrl}/`)
  })

  it.for([0, 1])('plays, seeks, pauses and goes on (index first, then last) %#', async (index) => {
    const film = films[index]
    const { page } = gallery
    if (!film) return
    await tile(page, film.name).click()
    const video = await shownFilm(page)
    expect(await video.evaluate((element: HTMLVideoElement) => element.src)).toMatch(
      // Once the service worker is in control, it stands between.
      new RegExp(`^(?:${product.workerUrl}/stream|${product.galleryUrl}/v)/`),
    )
    await seek(video, seconds / 2)
    await seek(video, seconds - 10)
    expect(await video.evaluate((element: HTMLVideoElement) => Math.round(element.duration))).toBeCloseTo(
      seconds,
      -1,
    )
    await video.evaluate((element: HTMLVideoElement) => element.pause())
    const stopped = await video.evaluate((element: HTMLVideoElement) => element.currentTime)
    await page.waitForTimeout(300)
    expect(await video.evaluate((element: HTMLVideoElement) => element.currentTime)).toBe(stopped)
    await video.evaluate((element: HTMLVideoElement) => element.play())
    await page.waitForTimeout(1000)
    expect(await video.evaluate((element: HTMLVideoElement) => element.currentTime)).toBeGreaterThan(stopped)
    await closeViewer(page)
    expect(new URL(page.url()).pathname).toBe('/')
  })

  it('has the next one ready as soon as this one plays steadily, and begins it at once', async () => {
    const { page } = gallery
    const [first, last] = films
    const warmed = page.waitForRequest(
      (request) =>
        request.method() === 'POST' &&
        new URL(request.url()).pathname === `/api/files/${first?.item?.id}/prefetch`,
      { timeout: 20_000 },
    )
    await tile(page, last?.name ?? '').click()
    await shownFilm(page)
    expect((await (await warmed).response())?.status()).toBe(202)
    const next = viewer(page).locator('[data-role="after"] video')
    await next.and(page.locator('video[src]')).waitFor({ state: 'attached', timeout: 10_000 })
    const element = await next.elementHandle()
    await page.waitForFunction(
      (video) => video instanceof HTMLVideoElement && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA,
      element,
    )
    expect(await page.evaluate(stands, element)).toEqual([0, true])
    await page.keyboard.press('ArrowRight')
    await page.waitForFunction(
      (video) => video instanceof HTMLVideoElement && video.isConnected && video.currentTime > 0.5,
      element,
    )
    expect(await viewer(page).locator('[data-role="shown"] video').getAttribute('aria-label')).toContain(
      'first',
    )
    // The one before it is let go.
    expect(await viewer(page).locator('[data-role="before"] video').count()).toBe(0)
    await closeViewer(page)
  })

  it('gives the very bytes of the original, wherever one asks', async () => {
    const random = randomNumbers(2)
    for (const film of films) {
      const path = film.path()
      const { size } = await stat(path)
      const { url, kind } = await api.link(film.item?.id ?? '')
      expect(kind).toBe('stream')
      const places = Array.from({ length: 24 }, () => Math.floor(random() * size))
      for (const offset of [0, size - 1, MIB - 1, ...places]) {
        const length = Math.min(size - offset, 1 + Math.floor(random() * 3 * MIB))
        expect(await hashOfRange(url, offset, length), `${film.name} at ${offset}+${length}`).toBe(
          await hashOfPart(path, offset, length),
        )
      }
    }
  })

  it('makes neither the worker nor the page grow with its size', async () => {
    const { page } = gallery
    const worker = product.processes.worker?.pid ?? 0
    const heap = async (): Promise<number> => {
      const session = await page.context().newCDPSession(page)
      await session.send('HeapProfiler.collectGarbage')
      const { metrics } = await session
        .send('Performance.enable')
        .then(() => session.send('Performance.getMetrics'))
      await session.detach()
      return metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0
    }
    const before = await heap()
    await tile(page, 'Index first').click()
    const video = await shownFilm(page)
    for (let part = 1; part <= 8; part++) await seek(video, (seconds * part) / 9)
    await closeViewer(page)
    expect((await heap()) - before).toBeLessThan(10 * MIB)

    const { url } = await api.link(films[0]?.item?.id ?? '')
    const mostWhileReading = async (from: number, length: number): Promise<number> => {
      const memory = watchMemory(worker)
      const answer = await fetch(url, { headers: { range: `bytes=${from}-${from + length - 1}` } })
      let read = 0
      for await (const part of answer.body ?? []) read += (part as Uint8Array).length
      expect(read).toBe(length)
      return memory.stop()
    }
    const little = await mostWhileReading(0, 100 * MIB)
    const much = await mostWhileReading(100 * MIB, 500 * MIB)
    expect(much - little).toBeLessThan(50 * MIB)
  })

  it('needs no Blob URL, and the page breaks no policy and complains about nothing', async () => {
    const { blobUrls, violations } = await gallery.watch()
    expect(blobUrls).toBe(0)
    expect(violations).toEqual([])
    expect(gallery.complaints).toEqual([])
  })
})

describe('a small film', () => {
  it('comes straight from the Bot API to its owner, byte for byte', async () => {
    const { size } = await stat(paths.small)
    await product.control('files', { path: paths.small, name: 'Small.mp4', mime: 'video/mp4' })
    const item = await api.find('Small')
    const { kind, url } = await api.link(item.id)
    expect(kind).toBe('direct')
    expect(url.startsWith(product.telegram.botApi)).toBe(true)
    const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer())
    expect(sha256(bytes)).toBe(await hashOfPart(paths.small, 0, size))
  })

  it('shows in the viewer', async () => {
    const { page } = gallery
    await tile(page, 'Small').click()
    const video = await shownFilm(page)
    expect(await video.evaluate((element: HTMLVideoElement) => element.videoWidth)).toBe(640)
    await closeViewer(page)
  })
})
