// How a worker that nobody configured becomes one of the gallery's. It comes with a one-time code; what it is from then on
// is a key pair that it can make again at any time from what it has anyway (the code and its bot's token), so it needs no
// disk. The backend keeps the public half, and calls the worker back at the address it claims: so it proves that it answers
// there. See docs/adr/0016-workers-enrol-by-code.md.
import { Type, type Static } from 'typebox'

/** Days are for people who get to it tomorrow. */
export const CODE_LIFETIME_SECONDS = 24 * 3600

/** The worker's Ed25519 seed: HKDF-SHA-256 of the bot token, the code as salt, this info, 32 bytes (RFC 5869, RFC 8032). */
export const IDENTITY_INFO = 'gramreel worker identity'
/** A worker without a WORKER_ID is called this, and the first letters of its public key's SHA-256. */
export const WORKER_ID_PREFIX = 'w-'
export const WORKER_ID_DIGITS = 16

/** 128 random bits. */
export const EnrolmentCode = Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' })

const exact = { additionalProperties: false }
const Signature = Type.String({ pattern: '^[A-Za-z0-9_-]{86}$' })

/** Body of `POST /api/workers/{workerId}/enrolment`, signed like every other request, with the very key it brings. */
export const Enrolment = Type.Object(
  {
    code: EnrolmentCode,
    /** Ed25519, SPKI in base64url. */
    publicKey: Type.String({ pattern: '^[A-Za-z0-9_-]{59}$' }),
    /** Where browsers reach it. */
    url: Type.String({ minLength: 1, maxLength: 300 }),
    botId: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
    /** HMAC-SHA-256 of `botProofText` with the key derived from the bot token (workers.ts), base64url. */
    botProof: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }),
    version: Type.String({ minLength: 1, maxLength: 32 }),
  },
  exact,
)
export type Enrolment = Static<typeof Enrolment>

/** What the worker takes over. */
export const Enrolled = Type.Object({
  name: Type.String(),
  /** Origins of the gallery, whose pages may read from it. */
  allowedOrigins: Type.Array(Type.String({ maxLength: 300 }), { maxItems: 8 }),
})
export type Enrolled = Static<typeof Enrolled>

/** Ties the bot's token to the key. */
export function botProofText({ publicKey, url }: Pick<Enrolment, 'publicKey' | 'url'>): string {
  return ['gramreel enrolment', publicKey, url].join('\n')
}

/** A nonce of the backend's, in the path of `GET {worker}/proof/{nonce}`. */
export const PROOF_NONCE_PATTERN = '^[A-Za-z0-9_-]{22}$'

/** Its answer: `proofText` signed with the worker's key. */
export const Proof = Type.Object({ signature: Signature })
export type Proof = Static<typeof Proof>

/** The address is what the worker itself holds to be its own, so that no other can lend the answer out as its own. */
export function proofText(nonce: string, url: string): string {
  return ['gramreel proof', nonce, url].join('\n')
}

/** Upper ends of the histogram of first bytes, seconds; what took longer comes last. */
export const FIRST_BYTE_BUCKETS = [
  0.001, 0.003, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.3, 0.5, 1, 2.5, 5, 10, 30,
] as const

const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

/** What this start of a worker did in one hour, as far as that has gone. */
export const WorkerFigures = Type.Object(
  {
    /** UTC. */
    hour: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}$' }),
    /** To viewers, and from Telegram for it: the difference is what the cache had. */
    sentBytes: Count,
    readBytes: Count,
    /** Times that Telegram asked us to wait, and for how long in all. */
    floodWaits: Count,
    floodSeconds: Type.Number({ minimum: 0, maximum: 1e9 }),
    /** Answers by the time to their first byte, as FIRST_BYTE_BUCKETS and one more. */
    firstBytes: Type.Array(Count, {
      minItems: FIRST_BYTE_BUCKETS.length + 1,
      maxItems: FIRST_BYTE_BUCKETS.length + 1,
    }),
  },
  exact,
)
export type WorkerFigures = Static<typeof WorkerFigures>

/** Body of `PUT /api/workers/{workerId}/report`: what this start of the worker has sent to viewers this month. */
export const WorkerReport = Type.Object(
  {
    /** Who reports: random, one for each running worker. */
    instance: Type.String({ pattern: '^[A-Za-z0-9_-]{16,64}$' }),
    /** UTC. */
    month: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}$' }),
    sentBytes: Count,
    /** Absent from workers of before. */
    figures: Type.Optional(WorkerFigures),
  },
  exact,
)
export type WorkerReport = Static<typeof WorkerReport>

export const REPORT_SECONDS = 60
