// What a worker asks of the backend: a saved Telegram session that nobody else uses, and whose access was withdrawn.
// A worker that enrolled signs with its own key (enrolment.ts). One that was set up by hand proves itself by what both sides
// have anyway, the bot token, from which it derives a key; the token itself never travels.
import { Type, type Static } from 'typebox'

/** `Authorization: Gramreel-Worker <worker id> <seconds since 1970> <nonce> <signature>`; id in percent-encoding. */
export const WORKER_SCHEME = 'Gramreel-Worker'
/** The signing key: HKDF-SHA-256 of the bot token with this salt and info, 32 bytes (RFC 5869). */
export const WORKER_KEY_SALT = 'gramreel'
export const WORKER_KEY_INFO = 'gramreel worker'
export const WORKER_KEY_BYTES = 32
/** A request signed longer ago than this, or this far ahead, is refused; within it each nonce is good once. */
export const WORKER_SIGNATURE_SECONDS = 60

export type WorkerAuthorization = {
  workerId: string
  /** Seconds since 1970. */
  time: number
  /** 16 random bytes, base64url. */
  nonce: string
  /** Of `signedText`, base64url: Ed25519 with its own key, or HMAC-SHA-256 with the derived one. */
  signature: string
}

/** What is signed: one line each, so that no part can be taken for another. `path` is as sent, with its query. */
export function signedText(request: {
  method: string
  path: string
  time: number
  nonce: string
  /** SHA-256 of the body (of nothing, where there is none), base64url. */
  bodyHash: string
}): string {
  const { method, path, time, nonce, bodyHash } = request
  return [method, path, time, nonce, bodyHash].join('\n')
}

export function writeWorkerAuthorization({ workerId, time, nonce, signature }: WorkerAuthorization): string {
  return [WORKER_SCHEME, encodeURIComponent(workerId), time, nonce, signature].join(' ')
}

const AUTHORIZATION = new RegExp(
  `^${WORKER_SCHEME} ([\\w.!~*'()%-]{1,384}) (\\d{1,12}) ([\\w-]{22}) ([\\w-]{43}|[\\w-]{86})$`,
)

/** Undefined for anything else. */
export function parseWorkerAuthorization(header: string | undefined): WorkerAuthorization | undefined {
  const [, id, time, nonce, signature] = AUTHORIZATION.exec(header ?? '') ?? []
  if (id === undefined || nonce === undefined || signature === undefined) return undefined
  try {
    return { workerId: decodeURIComponent(id), time: Number(time), nonce, signature }
  } catch {
    return undefined
  }
}

/** A lease that was not renewed for this long is another's to take. */
export const SESSION_LEASE_SECONDS = 60
export const SESSION_RENEW_SECONDS = 20
/** Sessions kept for one worker: as many instances of it may overlap without signing in anew. */
export const SESSION_MAX_SLOTS = 8

const Instance = Type.String({ pattern: '^[A-Za-z0-9_-]{16,64}$' })
const SessionText = Type.Union([Type.String({ maxLength: 8192 }), Type.Null()])

/** Body of `POST /api/workers/{workerId}/session`: takes a session that no other instance uses. */
export const TakeSession = Type.Object(
  {
    /** Who asks: random, one for each running worker. */
    instance: Instance,
    /** Sessions of one pool may stand for one another: same bot, same Telegram, same origin. A hash. */
    pool: Type.String({ pattern: '^[A-Za-z0-9_-]{16,64}$' }),
    /** The pool is one session that was given by hand, not as many as there are instances. */
    isSingle: Type.Boolean(),
  },
  { additionalProperties: false },
)
export type TakeSession = Static<typeof TakeSession>

/** Its answer, if not 409 `session_leased`. */
export const LeasedSession = Type.Object({
  slot: Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }),
  /** What was saved there, as the worker wrote it; null: nothing yet. */
  session: SessionText,
})
export type LeasedSession = Static<typeof LeasedSession>

/** Body of `PUT /api/workers/{workerId}/session/{slot}?instance=`: saves, null forgets; only for the lease's holder. */
export const SaveSession = Type.Object({ session: SessionText }, { additionalProperties: false })
export type SaveSession = Static<typeof SaveSession>

/** Query of that, and of `PUT` (renew) and `DELETE` (give back) `…/session/{slot}/lease`. */
export const LeaseHolder = Type.Object({ instance: Instance }, { additionalProperties: false })
export type LeaseHolder = Static<typeof LeaseHolder>

/** Withdrawn grants in one answer, at most; whoever gets so many asks again for the rest. */
export const WITHDRAWN_PAGE = 1000
/** A worker asks this often, so that playback stops within a minute (S08). */
export const WITHDRAWN_POLL_SECONDS = 20
/** How long a withdrawn grant is told: an hour of the link, six of a playback under way, and an hour of slack. */
export const WITHDRAWN_KEPT_SECONDS = 8 * 3600

/** Query of `GET /api/workers/{workerId}/withdrawn`. */
export const WithdrawnQuery = Type.Object(
  { since: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0 })) },
  { additionalProperties: false },
)

/** Its answer: what was withdrawn after `since`, oldest first. */
export const WithdrawnGrants = Type.Object({
  grants: Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { maxItems: WITHDRAWN_PAGE }),
  /** The next request's `since`. */
  next: Type.Integer({ minimum: 0 }),
})
export type WithdrawnGrants = Static<typeof WithdrawnGrants>
