// How it goes, for the owner: who watches at this moment, and figures over hours or days. Of those who watched before, only
// figures are left (telemetry.ts).
import { Type, type Static } from 'typebox'

/** Figures are kept for so many days. */
export const STATISTICS_DAYS = 30
/** Up to so many days they are told by the hour, above by the day. */
export const HOURLY_DAYS = 2

/** Query of `GET /api/statistics`. */
export const StatisticsQuery = Type.Object(
  {
    days: Type.Optional(Type.Integer({ minimum: 1, maximum: STATISTICS_DAYS, default: 7 })),
    /** Minutes that the reader's clock is ahead of UTC: where his days begin. */
    ahead: Type.Optional(Type.Integer({ minimum: -16 * 60, maximum: 16 * 60, default: 0 })),
  },
  { additionalProperties: false },
)
export type StatisticsQuery = Static<typeof StatisticsQuery>

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()])
const Figure = orNull(Type.Number())

export const Watching = Type.Object({
  /** Name of the account; null: a guest. */
  who: orNull(Type.String()),
  /** Title of the share through which a guest came; '' for one without. */
  share: orNull(Type.String()),
  /** Null: it is not in the gallery any more. */
  title: orNull(Type.String()),
  /** ISO 8601. */
  since: Type.String(),
  state: Type.Enum(['starting', 'playing', 'rebuffering', 'paused']),
  /** Such as "Firefox on Linux". */
  browser: Type.String(),
})
export type Watching = Static<typeof Watching>

/** Of the nearest-rank kind: values that really occurred. Milliseconds, null where there is none. */
const Percentiles = Type.Object({ p50: Figure, p95: Figure })

export const StatisticsSummary = Type.Object({
  playbacks: Type.Integer(),
  start: Percentiles,
  seek: Percentiles,
  /** Time waited of time waited and played. */
  rebufferRatio: Figure,
  /** Times that the buffer ran dry. */
  rebuffers: Type.Integer(),
  playedMs: Type.Integer(),
  failures: Type.Integer(),
  /** Left before the first frame. */
  exitsBeforeStart: Type.Integer(),
  /** Frames dropped of all. */
  droppedRatio: Figure,
  renewals: Type.Integer(),
  /** Time that media stood still for those. */
  renewalMs: Type.Integer(),
  /** Bytes sent that the workers' caches had, of all. */
  cacheHitRatio: Figure,
  /** Of first bytes that workers sent, ms; as fine as their histogram. */
  firstByte: Percentiles,
  sentBytes: Type.Integer(),
  /** Bytes read from Telegram. */
  readBytes: Type.Integer(),
  floodWaits: Type.Integer(),
  floodSeconds: Type.Number(),
  /** 75th percentiles over pages: ms, ms, and no unit. */
  page: Type.Object({ pages: Type.Integer(), lcp: Figure, inp: Figure, cls: Figure }),
})
export type StatisticsSummary = Static<typeof StatisticsSummary>

/** One value for each of `at`. */
export const StatisticsSeries = Type.Object({
  /** Where each hour or day begins, seconds since 1970. */
  at: Type.Array(Type.Integer()),
  playbacks: Type.Array(Type.Integer()),
  startP50: Type.Array(Figure),
  startP95: Type.Array(Figure),
  rebufferRatio: Type.Array(Figure),
  cacheHitRatio: Type.Array(Figure),
  floodSeconds: Type.Array(Type.Number()),
  /** Bytes sent to viewers. */
  workers: Type.Array(Type.Object({ name: Type.String(), sentBytes: Type.Array(Type.Integer()) })),
})
export type StatisticsSeries = Static<typeof StatisticsSeries>

/** Answer of `GET /api/statistics`. */
export const Statistics = Type.Object({
  /** Between two of `series.at`. */
  stepSeconds: Type.Integer(),
  watching: Type.Array(Watching),
  summary: StatisticsSummary,
  series: StatisticsSeries,
  /** Most frequent first. */
  failures: Type.Array(Type.Object({ code: Type.String(), count: Type.Integer() })),
})
export type Statistics = Static<typeof Statistics>
