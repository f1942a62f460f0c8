// Rows to figures; pure.
import { FIRST_BYTE_BUCKETS } from '@gramreel/contracts/enrolment'
import type { Statistics, StatisticsSeries, StatisticsSummary } from '@gramreel/contracts/statistics'
import { bucketPercentile, inOrder, percentile, percentiles } from './percentile.ts'
import type { PageLoad, Playback, WorkerHour } from './read-figures.ts'
import type { TimeLine } from './time-line.ts'

export type Rows = {
  playbacks: readonly Playback[]
  pages: readonly PageLoad[]
  hours: readonly WorkerHour[]
}

const sum = <T>(rows: readonly T[], of: (row: T) => number): number =>
  rows.reduce((total, row) => total + of(row), 0)

const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null)

const known = <T>(rows: readonly T[], of: (row: T) => number | null): number[] =>
  rows.map(of).filter((value) => value !== null)

const startsOf = (rows: readonly Playback[]) => known(rows, (row) => row.start_ms)

const rebufferRatio = (rows: readonly Playback[]) => {
  const stalled = sum(rows, (row) => row.stalled_ms)
  return ratio(stalled, stalled + sum(rows, (row) => row.played_ms))
}

/** What is read ahead and never wanted counts against the cache. */
const cacheHitRatio = (rows: readonly WorkerHour[]) => {
  const fromTelegram = ratio(
    sum(rows, (row) => row.read_bytes),
    sum(rows, (row) => row.sent_bytes),
  )
  return fromTelegram === null ? null : Math.max(0, 1 - fromTelegram)
}

const p75 = (values: readonly number[]) => percentile(inOrder(values), 0.75)

const firstByteMs = (rows: readonly WorkerHour[], share: number): number | null => {
  const counts = [...FIRST_BYTE_BUCKETS, Infinity].map((_, i) => sum(rows, (row) => row.firstBytes[i] ?? 0))
  const seconds = bucketPercentile(FIRST_BYTE_BUCKETS, counts, share)
  return seconds === null ? null : seconds * 1000
}

export const summarize = ({ playbacks, pages, hours }: Rows): StatisticsSummary => {
  const cls = p75(known(pages, (row) => row.cls))
  return {
    playbacks: playbacks.length,
    start: percentiles(startsOf(playbacks)),
    seek: percentiles(playbacks.flatMap((row) => row.seeks)),
    rebufferRatio: rebufferRatio(playbacks),
    rebuffers: sum(playbacks, (row) => row.stalls),
    playedMs: sum(playbacks, (row) => row.played_ms),
    failures: playbacks.filter((row) => row.failure !== null).length,
    exitsBeforeStart: playbacks.filter(
      (row) => row.is_over === 1 && row.start_ms === null && row.failure === null,
    ).length,
    droppedRatio: ratio(
      sum(playbacks, (row) => row.dropped),
      sum(playbacks, (row) => row.frames),
    ),
    renewals: sum(playbacks, (row) => row.renewals),
    renewalMs: sum(playbacks, (row) => row.renewal_ms),
    cacheHitRatio: cacheHitRatio(hours),
    firstByte: { p50: firstByteMs(hours, 0.5), p95: firstByteMs(hours, 0.95) },
    sentBytes: sum(hours, (row) => row.sent_bytes),
    readBytes: sum(hours, (row) => row.read_bytes),
    floodWaits: sum(hours, (row) => row.flood_waits),
    floodSeconds: sum(hours, (row) => row.flood_seconds),
    page: {
      pages: pages.length,
      lcp: p75(known(pages, (row) => row.lcp_ms)),
      inp: p75(known(pages, (row) => row.inp_ms)),
      cls: cls === null ? null : cls / 1000,
    },
  }
}

/** The rows of each hour or day. */
const divide = <T extends { hour: number }>({ at, indexOf }: TimeLine, rows: readonly T[]): T[][] => {
  const parts: T[][] = at.map(() => [])
  for (const row of rows) parts[indexOf(row.hour)]?.push(row)
  return parts
}

export const seriesOf = (line: TimeLine, { playbacks, hours }: Rows): StatisticsSeries => {
  const plays = divide(line, playbacks)
  const work = divide(line, hours)
  const starts = plays.map((rows) => percentiles(startsOf(rows)))
  const names = [...new Set(hours.map(({ name }) => name))].toSorted()
  return {
    at: line.at,
    playbacks: plays.map((rows) => rows.length),
    startP50: starts.map(({ p50 }) => p50),
    startP95: starts.map(({ p95 }) => p95),
    rebufferRatio: plays.map(rebufferRatio),
    cacheHitRatio: work.map(cacheHitRatio),
    floodSeconds: work.map((rows) => sum(rows, (row) => row.flood_seconds)),
    workers: names.map((name) => ({
      name,
      sentBytes: work.map((rows) => sum(rows, (row) => (row.name === name ? row.sent_bytes : 0))),
    })),
  }
}

export const failuresOf = (playbacks: readonly Playback[]): Statistics['failures'] => {
  const counts = new Map<string, number>()
  for (const { failure } of playbacks)
    if (failure !== null) counts.set(failure, (counts.get(failure) ?? 0) + 1)
  return Array.from(counts, ([code, count]) => ({ code, count })).toSorted((a, b) => b.count - a.count)
}
