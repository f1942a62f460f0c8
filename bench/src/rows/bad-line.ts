// Ten minutes of a film over a line that loses packets: how much of the time its viewer waits. TCP and the losses are real; the line
// is a network interface whose packets go through a process of ours.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { enter, shownFilm, tile } from '../../../e2e/src/support/gallery.ts'
import { makeLargeFilms } from '../../../e2e/src/support/make-film.ts'
import { openPage } from '../../../e2e/src/support/watched-page.ts'
import type { Findings, Scale } from '../figures.ts'
import { openBrowserStage, TELEGRAM_MS, whyNoBrowser } from '../stage/browser-stage.ts'
import { startLossyLine } from '../stage/lossy-line.ts'
import type { Stage } from '../stage/stage.ts'

const LOSS_PERCENT = 3
const ROUND_TRIP_MS = 100
const MEGABITS = 8
const MAX_PERCENT = 0.5

export async function measureBadLine({ folder }: Stage, { pick }: Scale): Promise<Findings> {
  const line = whyNoBrowser() === undefined ? await startLossyLine(LOSS_PERCENT, ROUND_TRIP_MS) : undefined
  if (line === undefined) {
    const remark = 'The bad line is left out: it takes Chromium, and root on Linux for a network interface.'
    return { rows: [], remarks: [remark] }
  }
  const place = await mkdtemp(join(folder, 'films '))
  const seconds = pick(600, 15)
  const path = join(place, 'first.mp4')
  const bytes = (seconds + 60) * MEGABITS * 125_000
  await makeLargeFilms(bytes, { indexFirst: path, indexLast: join(place, 'last.mp4') }, MEGABITS)
  const stage = await openBrowserStage({ workerHost: line })
  try {
    await stage.product.control('files', { path, name: 'Long.mp4', mime: 'video/mp4' })
    await stage.api.find('Long')
    const opened = await openPage(stage.browser)
    await enter(opened.page, stage.product, stage.api)
    await tile(opened.page, 'Long').click()
    const video = await shownFilm(opened.page)
    const began = await opened.page.evaluate(() => performance.now())
    await opened.page.waitForTimeout(seconds * 1000)
    const now = await opened.page.evaluate(() => performance.now())
    const { stalls } = await opened.watch()
    const waited = stalls.reduce((sum, { from, to }) => sum + (to ?? now) - from, 0)
    const played = await video.evaluate((element: HTMLVideoElement) => element.currentTime)
    await opened.close()
    const percent = (100 * waited) / (now - began)
    const control = (await readFile('/proc/sys/net/ipv4/tcp_congestion_control', 'utf8')).trim()
    return {
      rows: [
        {
          what: `% of ${seconds} s waited for data, ${MEGABITS} Mbit/s, ${LOSS_PERCENT} % loss each way, ${ROUND_TRIP_MS} ms`,
          digits: 2,
          worker: [percent],
          target: `≤ ${MAX_PERCENT}`,
          isMet: percent <= MAX_PERCENT && played > seconds * 0.97,
          note: `${stalls.length} waits, ${played.toFixed(0)} s of film seen`,
        },
      ],
      remarks: [
        `Bad line: between viewer and worker; ${TELEGRAM_MS} ms more to Telegram; TCP as this kernel does it (${control}).`,
      ],
    }
  } finally {
    await stage.close()
    await line.stop()
    await rm(place, { recursive: true, force: true })
  }
}
