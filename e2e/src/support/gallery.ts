// The gallery as a person sees it: by role and name.
import type { Locator, Page } from 'playwright-core'
import type { FilePage } from '@gramreel/contracts/catalogue'
import type { ApiClient } from './api-client.ts'
import { until } from './until.ts'

const asPattern = (name: string): RegExp => new RegExp(`^${name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`)

/** Opens the gallery in the session of the API client: the printed link works only once. */
export async function enter(
  page: Page,
  { galleryUrl }: { galleryUrl: string },
  { cookie }: Pick<ApiClient, 'cookie'>,
): Promise<void> {
  const cookies = cookie.split('; ').map((pair) => {
    const at = pair.indexOf('=')
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url: galleryUrl }
  })
  await page.context().addCookies(cookies)
  await page.goto(galleryUrl)
  await page.getByRole('searchbox').waitFor()
}

/** The tile of the item whose name begins so. */
export const tile = (page: Page, name: string): Locator => page.getByRole('link', { name: asPattern(name) })

/** The tile of the first item whose name or caption contains these words: photos have no names in Telegram. */
export async function tileWith(page: Page, words: string): Promise<Locator> {
  const item = await until(`"${words}" in the catalogue`, async () => {
    const answer = await page.request.get(`/api/files?q=${encodeURIComponent(words)}`)
    return ((await answer.json()) as FilePage).items.at(0)
  })
  return page.locator(`[data-tile="${item.id}"]`)
}

/** The modal over the grid; its name is that of the item. */
export const viewer = (page: Page): Locator => page.locator('dialog[open]')

/** Closes it by its button, which a move of the mouse brings back. */
export const closeViewer = async (page: Page): Promise<void> => {
  await page.mouse.move(600, 300)
  await page.mouse.move(610, 310)
  await viewer(page).getByRole('button', { name: 'Back to the gallery' }).click()
  await viewer(page).waitFor({ state: 'hidden' })
}

/** The film shown in the viewer; its neighbour may stand ready beside it. */
export const film = (page: Page): Locator => viewer(page).locator('[data-role="shown"] video')

/** The same, once it has a frame. */
export async function shownFilm(page: Page): Promise<Locator> {
  const video = film(page)
  await video.evaluate(
    (element: HTMLVideoElement) =>
      new Promise<void>((done, failed) => {
        setTimeout(() => failed(new Error('no frame within 20 s')), 20_000)
        const look = (): void => {
          if (element.videoWidth > 0 && element.readyState >= 2) done()
          else setTimeout(look, 20)
        }
        look()
      }),
  )
  return video
}

/** Jumps to a moment; answers how long it took until a frame from there was on screen, ms. */
export const seek = (video: Locator, seconds: number): Promise<number> =>
  video.evaluate(
    (element: HTMLVideoElement, to: number) =>
      new Promise<number>((done, failed) => {
        const began = performance.now()
        setTimeout(() => failed(new Error(`no frame at ${to} s within 20 s`)), 20_000)
        const look = (_: number, { mediaTime }: { mediaTime: number }): void => {
          // Frames of the old place may still come through.
          if (Math.abs(mediaTime - to) < 3) done(performance.now() - began)
          else element.requestVideoFrameCallback(look)
        }
        element.requestVideoFrameCallback(look)
        element.currentTime = to
      }),
    seconds,
  )
