// What a browser tells its own gallery about how playback went: no names, no titles, nothing about who watches. Keys are those
// of CMCD version 2 in event mode (CTA-5004-A) where it has one; the others are called as CTA-2066 and Mux Data call them.
// Times are rounded to 100 ms: finer ones would only help to recognise a browser. See docs/adr/0031.
import { Type, type Static } from 'typebox'
import { MAX_TOLD_SEEKS, ROUNDED_MS } from './limits.ts'
import { FILE_ID_PATTERN } from './links.ts'

/** starting, playing, seeking, rebuffering, paused, ended, failed, quit: the tokens of CMCD's `sta`. */
export const PLAYER_STATES = ['s', 'p', 'k', 'r', 'a', 'e', 'f', 'q'] as const
export type PlayerState = (typeof PLAYER_STATES)[number]

const exact = { additionalProperties: false }
const count = (maximum: number) => Type.Integer({ minimum: 0, maximum })
const time = (maximum: number) => Type.Integer({ minimum: 0, maximum, multipleOf: ROUNDED_MS })
const DAY_MS = 24 * 3600 * 1000

/** Counts and times since the playback began: each report says all of it, so one that got lost is made up for by the next. */
export const PlaybackReport = Type.Object(
  {
    v: Type.Literal(2),
    /** Random, one for each playback. */
    sid: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }),
    /** The file's id: for "who is watching now", and kept nowhere. */
    cid: Type.String({ pattern: FILE_ID_PATTERN }),
    /** Counts the reports of a playback. */
    sn: count(100_000),
    /** A change of state, a heartbeat, an error. */
    e: Type.Enum(['ps', 't', 'e']),
    sta: Type.Enum(PLAYER_STATES),
    /** Media start delay: from the hand's gesture to the first frame, ms; absent: there is none yet. */
    msd: Type.Optional(time(600_000)),
    /** Times that the buffer ran dry, and for how long in all, ms; neither start nor seeks count. */
    bsa: count(10_000),
    bsda: time(DAY_MS),
    /** Frames dropped, out of `frames`; absent for what has no picture. */
    dfa: Type.Optional(count(1e8)),
    frames: Type.Optional(count(1e8)),
    /** What it failed of, if it did: a code of our table, or one of the gallery's own. */
    ec: Type.Optional(Type.String({ pattern: '^[a-z_]{1,40}$' })),
    /** Time that it really played, ms. */
    playedMs: time(DAY_MS),
    /** Seek latency of each seek: from the seek to the first frame from there, ms. */
    seeksMs: Type.Array(time(600_000), { maxItems: MAX_TOLD_SEEKS }),
    /** Links that were renewed on the way, by the page or the service worker. */
    renewals: count(1_000),
    /** For how long media stood still until a new link was there, in all, ms; part of the waits above. Absent: an older page. */
    renewalMs: Type.Optional(time(DAY_MS)),
  },
  exact,
)
export type PlaybackReport = Static<typeof PlaybackReport>

/** How quick the gallery's page was, once a page: https://web.dev/articles/vitals. */
export const PageReport = Type.Object(
  {
    /** Largest contentful paint, ms. */
    lcp: Type.Optional(time(600_000)),
    /** Interaction to next paint, ms. */
    inp: Type.Optional(Type.Integer({ minimum: 0, maximum: 60_000, multipleOf: 8 })),
    /** Cumulative layout shift, in thousandths. */
    cls: Type.Optional(count(100_000)),
  },
  exact,
)
export type PageReport = Static<typeof PageReport>

/** Body of `POST /api/telemetry`, and of `POST /api/shares/{slug}/telemetry` for guests. */
export const TelemetryReport = Type.Union([
  Type.Object({ playback: PlaybackReport }, exact),
  Type.Object({ page: PageReport }, exact),
])
export type TelemetryReport = Static<typeof TelemetryReport>
