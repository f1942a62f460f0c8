// In the whole product: from the click on a tile to the first frame on screen, and from a seek to its first frame; cold each
// time: a worker just started, a browser profile never used.
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { signIn } from '../../../e2e/src/support/api-client.ts'
import { openBrowser } from '../../../e2e/src/support/browser.ts'
import { findChromium } from '../../../e2e/src/support/find-chromium.ts'
import { enter, seek, shownFilm, tile } from '../../../e2e/src/support/gallery.ts'
import { makeLargeFilms } from '../../../e2e/src/support/make-film.ts'
import { startProduct } from '../../../e2e/src/support/product.ts'
import { root } from '../../../e2e/src/support/run-process.ts'
import { openPage } from '../../../e2e/src/support/watched-page.ts'
import type { Findings, Row, Scale } from '../figures.ts'
import { GIGABYTE } from '../meter.ts'
import type { Stage } from '../stage/stage.ts'

const SEEKS = [0.5, 0.97, 0.2]

export async function measureFirstFrame({ folder }: Stage, { rounds, pick }: Scale): Promise<Findings> {
  const reason =
    findChromium() === undefined
      ? 'there is no Chromium'
      : existsSync(join(root, 'frontend/dist/index.html'))
        ? undefined
        : 'the gallery is not built (npm run build)'
  if (reason !== undefined)
    return { rows: [], remarks: [`First frames in a browser are left out: ${reason}.`] }
  const films = await mkdtemp(join(folder, 'films '))
  const paths = { 'index first': join(films, 'first.mp4'), 'index last': join(films, 'last.mp4') }
  const length = await makeLargeFilms(pick(2 * GIGABYTE, GIGABYTE / 10), {
    indexFirst: paths['index first'],
    indexLast: paths['index last'],
  })
  const product = await startProduct()
  const browser = await openBrowser()
  try {
    const api = await signIn(product)
    const rows: Row[] = []
    for (const [name, path] of Object.entries(paths)) {
      await product.control('files', { path, name: `${name}.mp4`, mime: 'video/mp4' })
      await api.find(name)
      const starts: number[] = []
      const seeks: number[] = []
      for (let round = 0; round < rounds; round++) {
        await product.restart('worker')
        const opened = await openPage(browser)
        const { page } = opened
        await enter(page, product, api)
        await tile(page, name).click()
        const video = await shownFilm(page)
        await page.waitForFunction(() => globalThis.gramreelWatch.frames.length > 0)
        const { lastClickAt, frames } = await opened.watch()
        starts.push((frames[0]?.at ?? Number.NaN) - lastClickAt)
        for (const part of SEEKS) seeks.push(await seek(video, length * (part + round / 200)))
        await opened.close()
      }
      const what = `2 GB film in Chromium, ${name}`
      rows.push({ what: `ms, click to first frame, ${what}`, digits: 0, worker: starts, target: '' })
      rows.push({ what: `ms, seek to its frame, ${what}`, digits: 0, worker: seeks, target: '' })
    }
    return { rows, remarks: ['Chromium: backend, gallery, worker and browser together, no latency.'] }
  } finally {
    await browser.close()
    await product.close()
    await rm(films, { recursive: true, force: true })
  }
}
