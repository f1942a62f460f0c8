// What the page itself is like, by the measures of Lighthouse (https://web.dev/articles/vitals): the largest picture's arrival, the
// delay of what one presses, and how much moves by itself; and how much script the grid needs.
import { closeViewer, enter, viewer } from '../../../e2e/src/support/gallery.ts'
import { openPage } from '../../../e2e/src/support/watched-page.ts'
import { postSamples } from '../../../e2e/src/support/post-samples.ts'
import { SCRIPT_BUDGET_KB, scriptsOfThePage } from '../../../e2e/src/support/script-budget.ts'
import { until } from '../../../e2e/src/support/until.ts'
import type { Findings, Row, Scale } from '../figures.ts'
import { openBrowserStage, TELEGRAM_MS, whyNoBrowser, type BrowserStage } from '../stage/browser-stage.ts'
import type { Stage } from '../stage/stage.ts'

/** "Good" by web.dev. */
const LARGEST_PAINT_MS = 2500
const INTERACTION_MS = 200
const LAYOUT_SHIFT = 0.1

type Vitals = { largestPaint: number; interaction: number; layoutShift: number }

declare global {
  var gramreelVitals: Vitals
}

/** Runs in the page before its own scripts. */
function watchVitals(): void {
  const vitals: Vitals = { largestPaint: 0, interaction: 0, layoutShift: 0 }
  globalThis.gramreelVitals = vitals
  // oxlint-disable-next-line unicorn/consistent-function-scoping -- all of it goes into the page as text
  const observe = (type: string, each: (entry: PerformanceEntry) => void) => {
    const observer = new PerformanceObserver((list) => list.getEntries().forEach(each))
    observer.observe({ type, buffered: true, durationThreshold: 16 } as PerformanceObserverInit)
  }
  observe('largest-contentful-paint', ({ startTime }) => (vitals.largestPaint = startTime))
  observe('event', (entry) => {
    const isInteraction = Number(Reflect.get(entry, 'interactionId')) > 0
    if (isInteraction) vitals.interaction = Math.max(vitals.interaction, entry.duration)
  })
  observe('layout-shift', (entry) => {
    if (Reflect.get(entry, 'hadRecentInput') !== true)
      vitals.layoutShift += Number(Reflect.get(entry, 'value'))
  })
}

export async function measurePage(_stage: Stage, { pick }: Scale): Promise<Findings> {
  const reason = whyNoBrowser()
  if (reason !== undefined) return { rows: [], remarks: [`The page is left out: ${reason}.`] }
  const stage = await openBrowserStage()
  try {
    for (let times = 0; times < 4; times++) await postSamples(stage.product)
    await until('the samples in the catalogue', async () => (await stage.api.files()).total >= 40)
    const found: Vitals[] = []
    for (let round = 0; round < pick(5, 1); round++) found.push(await useOnce(stage))
    const scriptKb = (await scriptsOfThePage()).reduce((sum, { kb }) => sum + kb, 0)
    const row = (what: string, digits: number, of: keyof (typeof found)[number], most: number): Row => {
      const worker = found.map((each) => each[of])
      return { what, digits, worker, target: `≤ ${most}`, isMet: Math.max(...worker) <= most }
    }
    return {
      rows: [
        row('ms to the largest paint of the gallery, nothing cached', 0, 'largestPaint', LARGEST_PAINT_MS),
        row('ms from a press to its paint, the slowest of a visit', 0, 'interaction', INTERACTION_MS),
        row('layout shift of a visit', 3, 'layoutShift', LAYOUT_SHIFT),
        {
          what: 'kB of compressed script that the grid needs',
          digits: 0,
          worker: [scriptKb],
          target: `≤ ${SCRIPT_BUDGET_KB}`,
          isMet: scriptKb <= SCRIPT_BUDGET_KB,
        },
      ],
      remarks: [`The page: Chromium without a graphics card, ${TELEGRAM_MS} ms to Telegram.`],
    }
  } finally {
    await stage.close()
  }
}

/** Opens the gallery, scrolls, opens and closes a picture, goes on by key, and searches. */
async function useOnce({ product, browser, api }: BrowserStage): Promise<Vitals> {
  const opened = await openPage(browser)
  const { page } = opened
  try {
    await page.addInitScript(watchVitals)
    await enter(page, product, api)
    await page.locator('[data-tile] img').first().waitFor()
    await page.waitForLoadState('networkidle').catch(() => {})
    const largestPaint = await page.evaluate(() => globalThis.gramreelVitals.largestPaint)
    await page.mouse.wheel(0, 1500)
    await page.waitForTimeout(500)
    await page.locator('[data-tile]').first().click()
    await viewer(page).waitFor()
    await page.waitForTimeout(800)
    await page.keyboard.press('ArrowRight')
    await page.waitForTimeout(500)
    await closeViewer(page)
    await page.getByRole('searchbox').pressSequentially('dunes', { delay: 60 })
    await page.waitForTimeout(800)
    return { ...(await page.evaluate(() => globalThis.gramreelVitals)), largestPaint }
  } finally {
    await opened.close()
  }
}
