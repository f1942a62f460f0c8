// From the click on a tile to the first frame on screen, and from a seek to its first frame; cold each time: a worker just
// started, a browser profile never used.
import { join } from 'node:path'
import { signIn } from '../../e2e/src/support/api-client.ts'
import { openBrowser } from '../../e2e/src/support/browser.ts'
import { enter, seek, shownFilm, tile } from '../../e2e/src/support/gallery.ts'
import { makeLargeFilms } from '../../e2e/src/support/make-film.ts'
import { startProduct } from '../../e2e/src/support/product.ts'
import { openPage } from '../../e2e/src/support/watched-page.ts'
import { median, milliseconds, table } from './table.ts'

const ROUNDS = 5
const SEEKS = [0.5, 0.97, 0.2]

export async function measureFirstFrame(folder: string, bytes: number): Promise<string> {
  const films = { indexFirst: join(folder, 'Index first.mp4'), indexLast: join(folder, 'Index last.mp4') }
  const seconds = await makeLargeFilms(bytes, films)
  const product = await startProduct()
  const browser = await openBrowser()
  try {
    const api = await signIn(product)
    const rows: string[][] = []
    for (const path of [films.indexFirst, films.indexLast]) {
      const name = path === films.indexFirst ? 'Index first' : 'Index last'
      await product.control('files', { path, name: `${name}.mp4`, mime: 'video/mp4' })
      await api.find(name)
      const starts: number[] = []
      const seeks: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        await product.restart('worker')
        const opened = await openPage(browser)
        const { page } = opened
        await enter(page, product, api)
        await tile(page, name).click()
        const video = await shownFilm(page)
        await page.waitForFunction(() => globalThis.gramreelWatch.frames.length > 0)
        const { lastClickAt, frames } = await opened.watch()
        starts.push((frames[0]?.at ?? Number.NaN) - lastClickAt)
        for (const part of SEEKS) seeks.push(await seek(video, seconds * (part + round / 200)))
        await opened.close()
      }
      rows.push([
        name,
        ...[starts, seeks].flatMap((times) => [median(times), Math.max(...times)].map(milliseconds)),
      ])
    }
    const head = ['2 GB film in Chromium', 'click to first frame', 'slowest', 'seek to frame', 'slowest']
    return table(head, rows)
  } finally {
    await browser.close()
    await product.close()
  }
}
