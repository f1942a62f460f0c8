// Reports of browsers: into the figures, without a word about whose they are, and into who is watching now, in memory alone.
import { PublicError } from '@gramreel/contracts/errors'
import type { TelemetryReport } from '@gramreel/contracts/telemetry'
import type { Relay } from '../live/relay.ts'
import type { Database } from '../storage/database.ts'
import { createFigureStore, type FigureStore } from './figure-store.ts'
import { createReportLimit } from './report-limit.ts'
import { createWatching, type Watcher, type Watching } from './watching.ts'

const PRUNE_EVERY_MS = 3600 * 1000
const WINDOW_MS = 15 * 60 * 1000
/** Thirty heartbeats each, in a dozen tabs, and as many changes again. */
const MAX_REPORTS = 600
/** Of all guests of a share together. */
const MAX_OF_A_SHARE = 5_000

export type Sender = {
  person: Watcher['person']
  /** Who is limited: an account; a guest's address. */
  key: string
  browser: string
}

export type Telemetry = {
  /** Throws too_many_requests. */
  take: (report: TelemetryReport, sender: Sender) => Promise<void>
  watching: Watching
  keepWorkerHour: FigureStore['keepWorkerHour']
  close: () => void
}

type Parts = { database: Database; relay: Relay; onTrouble: (error: unknown) => void }

export const openTelemetry = ({ database, relay, onTrouble }: Parts): Telemetry => {
  const store = createFigureStore(database)
  const watching = createWatching({ relay })
  const people = createReportLimit({ max: MAX_REPORTS, windowMs: WINDOW_MS, maxKeys: 10_000 })
  const shares = createReportLimit({ max: MAX_OF_A_SHARE, windowMs: WINDOW_MS, maxKeys: 1_000 })
  const prune = () => void store.prune().catch(onTrouble)
  const timer = setInterval(prune, PRUNE_EVERY_MS).unref()
  prune()

  return {
    watching,
    keepWorkerHour: store.keepWorkerHour,
    take: async (report, { person, key, browser }) => {
      const isWithin = people.admits(key) && (!('share' in person) || shares.admits(person.share))
      if (!isWithin) throw new PublicError('too_many_requests', 'too many reports')
      if ('page' in report) return store.keepPage(report.page)
      const { sid, cid, sta } = report.playback
      watching.note({ sid, person, file: cid, state: sta, browser })
      return store.keepPlayback(report.playback)
    },
    close: () => clearInterval(timer),
  }
}
