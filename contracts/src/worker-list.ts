// The workers as their owner sees them: one line for each thing that can be wrong, red or green.
import { Type, type Static } from 'typebox'
import { Status } from './status.ts'

/** A worker whose clock is further off than this refuses good links, or takes late ones. */
export const CLOCK_OFF_SECONDS = 30
/** From this share of the month's allowance on, the line is red. */
export const TRAFFIC_WARNING_SHARE = 0.8
/** What a check reads through a real link. */
export const SAMPLE_BYTES = 1024 * 1024

export const CHECK_NAMES = [
  'reachable',
  'telegram',
  'clock',
  'version',
  'cors',
  'ranges',
  'read',
  'traffic',
] as const
export type CheckName = (typeof CHECK_NAMES)[number]

/** What a check found, by name of the check; the page has the words. */
export const CHECK_REASONS = [
  // Not looked at yet, or not to be known while something else is wrong.
  'unknown',
  'fine',
  'waking',
  // The address: see the backend's guarded-fetch.ts.
  'refused',
  'unreachable',
  'certificate',
  'timeout',
  'redirect',
  'too_large',
  'not_a_worker',
  // Telegram, as the worker's own health says.
  'connecting',
  'waiting',
  'bot_refused',
  'off',
  'other_version',
  'forbidden',
  'ignored',
  'failed',
  'no_file',
  'nearly_spent',
  'spent',
  'no_limit',
] as const
export type CheckReason = (typeof CHECK_REASONS)[number]

export const WorkerCheck = Type.Object({
  name: Type.Enum(CHECK_NAMES),
  state: Type.Enum(['good', 'bad', 'unknown']),
  reason: Type.Enum(CHECK_REASONS),
  /**
   * `reachable`: ms for question and answer; `clock`: seconds ahead; `read`: bytes a second; `traffic`: share of the
   * allowance.
   */
  value: Type.Union([Type.Number(), Type.Null()]),
})
export type WorkerCheck = Static<typeof WorkerCheck>

const Text = Type.Union([Type.String(), Type.Null()])

export const WorkerItem = Type.Object({
  /** `settings`: the one of WORKER_URL, which cannot be changed here. */
  id: Type.String(),
  name: Type.String(),
  /** Its name in links; null, as all below, until it enrolled. */
  workerId: Text,
  url: Text,
  /** Of its bot, without the @. */
  botUsername: Text,
  version: Text,
  /** `expected`: its code waits for it; `late`: in vain. */
  state: Type.Union([Status.properties.worker.properties.state, Type.Enum(['expected', 'late'])]),
  isFull: Type.Boolean(),
  /** ISO 8601. */
  codeExpiresAt: Text,
  /** Why its last try to enrol failed: a code of the table of errors. */
  problem: Text,
  /** Bytes sent this month (UTC), and allowed; null: not known. */
  sentBytes: Type.Union([Type.Integer(), Type.Null()]),
  allowanceBytes: Type.Union([Type.Integer(), Type.Null()]),
  checks: Type.Array(WorkerCheck),
  /** When a file was read last for the checks, ISO 8601. */
  checkedAt: Text,
})
export type WorkerItem = Static<typeof WorkerItem>

/** Answer of `GET /api/workers`. */
export const WorkerList = Type.Object({
  workers: Type.Array(WorkerItem),
  /** The gallery's own. */
  version: Type.String(),
})
export type WorkerList = Static<typeof WorkerList>

const exact = { additionalProperties: false }
const Name = Type.String({ minLength: 1, maxLength: 60 })

/** Body of `POST /api/workers`. */
export const NewWorker = Type.Object({ name: Name }, exact)
export type NewWorker = Static<typeof NewWorker>

/** Its answer; the code is told this once. */
export const WorkerInvitation = Type.Object({
  id: Type.String(),
  code: Type.String(),
  /** ISO 8601. */
  expiresAt: Type.String(),
})
export type WorkerInvitation = Static<typeof WorkerInvitation>

/** Body of `PATCH /api/workers/{id}`. */
export const WorkerChange = Type.Object(
  {
    name: Type.Optional(Name),
    /** Null: no limit. */
    allowanceBytes: Type.Optional(
      Type.Union([Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), Type.Null()]),
    ),
  },
  exact,
)
export type WorkerChange = Static<typeof WorkerChange>

/** Answer of `POST /api/workers/keys`: from when links are signed with the new key, ISO 8601. */
export const NewLinkKey = Type.Object({ signsFrom: Type.String() })
export type NewLinkKey = Static<typeof NewLinkKey>
