// Figures in the database: a row for each playback and page, and one for each hour of a worker. Times to the hour, no person,
// no file; after thirty days they are deleted (docs/adr/0031).
import type { WorkerFigures } from '@gramreel/contracts/enrolment'
import { STATISTICS_DAYS } from '@gramreel/contracts/statistics'
import type { PageReport, PlaybackReport } from '@gramreel/contracts/telemetry'
import type { Database } from '../storage/database.ts'
import { failureCode } from './failure-codes.ts'

export const HOUR = 3600
/** A day more, so that the oldest day shown is whole in every time zone. */
const KEPT_SECONDS = (STATISTICS_DAYS + 1) * 24 * HOUR
/** A family never has so many in thirty days; whoever sends made-up ones gets no further. */
const MAX_ROWS = 100_000
/** A worker whose clock is off by more is not believed. */
const CLOCK_OFF_SECONDS = 2 * HOUR

type Options = { now?: () => number; maxRows?: number }

const hourOf = (seconds: number): number => Math.floor(seconds / HOUR) * HOUR

export type FigureStore = ReturnType<typeof createFigureStore>

export const createFigureStore = (
  database: Database,
  { now = () => Math.floor(Date.now() / 1000), maxRows = MAX_ROWS }: Options = {},
) => ({
  keepPlayback: async (report: PlaybackReport): Promise<void> => {
    const figures = {
      sn: report.sn,
      start_ms: report.msd ?? null,
      is_over: report.sta === 'e' || report.sta === 'f' || report.sta === 'q' ? 1 : 0,
      stalls: report.bsa,
      stalled_ms: report.bsda,
      played_ms: report.playedMs,
      seeks: JSON.stringify(report.seeksMs),
      frames: report.frames ?? 0,
      dropped: report.dfa ?? 0,
      renewals: report.renewals,
      renewal_ms: report.renewalMs ?? 0,
      failure: report.ec === undefined ? null : failureCode(report.ec),
    }
    await database
      .insertInto('playbacks')
      .values({ sid: report.sid, hour: hourOf(now()), ...figures })
      // Beacons overtake one another.
      .onConflict((conflict) =>
        conflict.column('sid').doUpdateSet(figures).where('playbacks.sn', '<', report.sn),
      )
      .execute()
  },

  keepPage: async ({ lcp, inp, cls }: PageReport): Promise<void> => {
    await database
      .insertInto('page_loads')
      .values({ hour: hourOf(now()), lcp_ms: lcp ?? null, inp_ms: inp ?? null, cls: cls ?? null })
      .execute()
  },

  keepWorkerHour: async (workerId: string, instance: string, figures: WorkerFigures): Promise<void> => {
    const hour = Date.parse(`${figures.hour}:00:00Z`) / 1000
    if (!(Math.abs(hour - hourOf(now())) <= CLOCK_OFF_SECONDS)) return
    const row = {
      sent_bytes: figures.sentBytes,
      read_bytes: figures.readBytes,
      flood_waits: figures.floodWaits,
      flood_seconds: figures.floodSeconds,
      first_bytes: JSON.stringify(figures.firstBytes),
    }
    await database
      .insertInto('worker_hours')
      .values({ worker_id: workerId, instance, hour, ...row })
      .onConflict((conflict) => conflict.columns(['worker_id', 'hour', 'instance']).doUpdateSet(row))
      .execute()
  },

  /** Deletes what is too old, and the oldest of what is too much. */
  prune: async (): Promise<void> => {
    for (const table of ['playbacks', 'page_loads', 'worker_hours'] as const) {
      await database
        .deleteFrom(table)
        .where('hour', '<', now() - KEPT_SECONDS)
        .execute()
      const tooOld = await database
        .selectFrom(table)
        .select('hour')
        .orderBy('hour', 'desc')
        .offset(maxRows)
        .limit(1)
        .executeTakeFirst()
      if (tooOld) await database.deleteFrom(table).where('hour', '<=', tooOld.hour).execute()
    }
  },
})
