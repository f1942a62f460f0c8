// In the whole product, 50 ms from Telegram: from the click on a tile to the first frame on screen, of a film that nobody has read
// yet and of the next one while one plays; and from a seek to its first frame. A browser profile never used, each time.
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { enter, seek, shownFilm, tile } from '../../../e2e/src/support/gallery.ts'
import { makeLargeFilms } from '../../../e2e/src/support/make-film.ts'
import { openPage } from '../../../e2e/src/support/watched-page.ts'
import { percentile, type Findings, type Row, type Scale, type Series } from '../figures.ts'
import { GIGABYTE } from '../meter.ts'
import { openBrowserStage, TELEGRAM_MS, whyNoBrowser, type BrowserStage } from '../stage/browser-stage.ts'
import type { Stage } from '../stage/stage.ts'

/** Parts of the film; a little further in each round. */
const SEEKS = [0.5, 0.97, 0.2]
const FURTHER = 0.001
/** The next item is warmed once this one has played for some seconds. */
const WATCHED_MS = 7000

type Film = { kind: 'index first' | 'index last'; path: string }

export async function measureFirstFrame({ folder }: Stage, { pick }: Scale): Promise<Findings> {
  const reason = whyNoBrowser()
  if (reason !== undefined)
    return { rows: [], remarks: [`First frames in a browser are left out: ${reason}.`] }
  const place = await mkdtemp(join(folder, 'films '))
  const films: Film[] = [
    { kind: 'index first', path: join(place, 'first.mp4') },
    { kind: 'index last', path: join(place, 'last.mp4') },
  ]
  const length = await makeLargeFilms(pick(2 * GIGABYTE, GIGABYTE / 10), {
    indexFirst: join(place, 'first.mp4'),
    indexLast: join(place, 'last.mp4'),
  })
  const stage = await openBrowserStage()
  try {
    const rows: Row[] = []
    for (const film of films) {
      const cold: number[] = []
      const next: number[] = []
      const seeks: number[] = []
      for (let round = 0; round < pick(5, 1); round++) {
        // oxlint-disable-next-line no-await-in-loop -- what is measured is measured alone
        const one = await watchTwo(stage, film, length, round)
        cold.push(one.cold)
        next.push(one.next)
        seeks.push(...one.seeks)
      }
      const what = `2 GB film in Chromium, ${film.kind}`
      rows.push(
        toReach(`ms, click to first frame, ${what}`, cold, 1000, 2000),
        toReach(`ms, the next item to its first frame, ${what}`, next, 300),
        toReach(`ms, seek to its frame, ${what}`, seeks, 500, 2000),
      )
    }
    const remark = `First frames: backend, gallery, worker and browser together, ${TELEGRAM_MS} ms to Telegram.`
    return { rows, remarks: [remark] }
  } finally {
    await stage.close()
    await rm(place, { recursive: true, force: true })
  }
}

const toReach = (what: string, worker: Series, p50: number, p95?: number): Row => ({
  what,
  digits: 0,
  worker,
  target: p95 === undefined ? `p50 ≤ ${p50}` : `p50 ≤ ${p50}, p95 ≤ ${p95}`,
  isMet: percentile(worker, 0.5) <= p50 && (p95 === undefined || percentile(worker, 0.95) <= p95),
})

/** Two films that are new to everybody: opens one, seeks in it, watches for a while, and goes on to the other. */
async function watchTwo(
  { product, browser, api }: BrowserStage,
  { kind, path }: Film,
  length: number,
  round: number,
): Promise<{ cold: number; next: number; seeks: number[] }> {
  const names = ['one', 'two'].map((which) => `${kind} ${round} ${which}`)
  // The one posted last stands first.
  for (const name of names.toReversed()) {
    // oxlint-disable-next-line no-await-in-loop -- in this order
    await product.control('files', { path, name: `${name}.mp4`, mime: 'video/mp4' })
    // oxlint-disable-next-line no-await-in-loop -- in this order
    await api.find(name)
  }
  const opened = await openPage(browser)
  try {
    const { page } = opened
    await enter(page, product, api)
    await tile(page, names[0] ?? '').click()
    const video = await shownFilm(page)
    const cold = await firstFrameOf(page, 0, 'lastClickAt')
    const seeks: number[] = []
    // oxlint-disable-next-line no-await-in-loop -- one place at a time
    for (const part of SEEKS) seeks.push(await seek(video, length * (part + round * FURTHER)))
    await page.waitForTimeout(WATCHED_MS)
    await page.keyboard.press('ArrowRight')
    const next = await firstFrameOf(page, 1, 'lastKeyAt')
    return { cold, next, seeks }
  } finally {
    await opened.close()
  }
}

/**
 * From the gesture to a frame of the film that was the n-th to load (from 0), ms. What was loaded ahead of it may have had a
 * frame before; that does not count.
 */
async function firstFrameOf(page: Page, film: number, since: 'lastClickAt' | 'lastKeyAt'): Promise<number> {
  const found = await page.waitForFunction(
    ([wanted, gesture]) => {
      const { frames, [gesture]: from } = globalThis.gramreelWatch
      const first = frames.find((frame) => frame.film === wanted && frame.at > from)
      return first && first.at - from
    },
    [film, since] as const,
  )
  return (await found.jsonValue()) ?? Number.NaN
}
