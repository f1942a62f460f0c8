// A worker comes with its code, and proves three things before it is one of ours: that it has a key of its own, that it holds
// the token of a bot of ours, and that it answers at the address it names, to which browsers will be sent (S24). A code that
// was used opens again for the same key alone: a host without a disk starts its worker with the same settings every time.
import {
  createHmac,
  createPublicKey,
  randomBytes,
  timingSafeEqual,
  verify,
  type KeyObject,
} from 'node:crypto'
import { PublicError, type ErrorCode } from '@gramreel/contracts/errors'
import { botProofText, Proof, proofText, type Enrolled, type Enrolment } from '@gramreel/contracts/enrolment'
import { WORKER_KEY_BYTES, WORKER_KEY_INFO, WORKER_KEY_SALT } from '@gramreel/contracts/workers'
import { Compile } from 'typebox/compile'
import { GuardedFetchError, type GuardedFetch } from '../http/guarded-fetch.ts'
import type { WorkerRow, WorkerStore } from './worker-store.ts'

const isProof = Compile(Proof)

/** Undefined for what is no Ed25519 key. */
export const parsePublicKey = (text: string): KeyObject | undefined => {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64url'), format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'ed25519' ? key : undefined
  } catch {
    return undefined
  }
}

/** As it is kept and compared: without a slash at the end, a query, or a name and password. */
const parseUrl = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash)
    throw new PublicError('address_refused', 'not an address of a worker')
  return url.href.replace(/\/+$/, '')
}

/** Why the last try of each worker that waits failed, for its owner to see. Few: only codes of ours get here. */
export type EnrolmentProblems = ReadonlyMap<string, ErrorCode>

type Parts = {
  store: WorkerStore
  /** The worker of the settings: its name and address are nobody else's. */
  named: { id: string; url: string } | undefined
  publicUrl: string | undefined
  deriveKey: (botId: number, parameters: { salt: string; info: string; bytes: number }) => Buffer | undefined
  guardedFetch: GuardedFetch
  onChange: () => void
  /** Seconds since 1970. */
  now?: () => number
}

export const createEnrolment = (parts: Parts) => {
  const { store, named, deriveKey, guardedFetch, now = () => Date.now() / 1000 } = parts
  const problems = new Map<string, ErrorCode>()

  const checkPlace = (row: WorkerRow, { publicKey }: Enrolment): void => {
    if (row.public_key === null && row.code_expires_at < now())
      throw new PublicError('code_refused', 'the code is too old')
    if (row.public_key !== null && row.public_key !== publicKey)
      throw new PublicError('code_taken', 'the code came before, with another key')
  }

  const checkBot = ({ botId, botProof, publicKey, url }: Enrolment): void => {
    const key = deriveKey(botId, { salt: WORKER_KEY_SALT, info: WORKER_KEY_INFO, bytes: WORKER_KEY_BYTES })
    if (!key) throw new PublicError('bot_unknown', `bot ${botId} is none of ours`)
    const expected = createHmac('sha256', key).update(botProofText({ publicKey, url })).digest()
    if (!timingSafeEqual(expected, Buffer.from(botProof, 'base64url')))
      throw new PublicError('bot_unknown', `another token of bot ${botId}`)
  }

  /** A fresh question each time, so that no answer of before is good (S24). */
  const checkAddress = async (url: string, key: KeyObject): Promise<void> => {
    const nonce = randomBytes(16).toString('base64url')
    try {
      const { status, body } = await guardedFetch(`${url}/proof/${nonce}`)
      const proof: unknown = status === 200 ? JSON.parse(body.toString()) : undefined
      if (!isProof.Check(proof)) throw new Error(`it answered ${status}`)
      const signature = Buffer.from(proof.signature, 'base64url')
      if (!verify(null, Buffer.from(proofText(nonce, url)), key, signature))
        throw new Error('another worker answers there')
    } catch (cause) {
      if (cause instanceof GuardedFetchError && cause.problem === 'refused')
        throw new PublicError('address_refused', cause.message, { cause })
      throw new PublicError('worker_not_reached', 'calling the worker back', { cause })
    }
  }

  const admit = async (row: WorkerRow, workerId: string, enrolment: Enrolment): Promise<void> => {
    checkPlace(row, enrolment)
    checkBot(enrolment)
    const url = parseUrl(enrolment.url)
    const key = parsePublicKey(enrolment.publicKey)
    if (!key) throw new PublicError('bad_request', 'no Ed25519 key')
    const isNamed = named && (named.id === workerId || named.url === url)
    const taken = () => new PublicError('worker_taken', `${workerId} at ${url}`)
    if (isNamed || (await store.isTaken(row.id, workerId, url))) throw taken()
    await checkAddress(url, key)
    // Whoever was faster meanwhile has it: the table holds each name and address once.
    const isOurs = await store.enrol(row, workerId, { ...enrolment, url }).catch(async (error: unknown) => {
      if (await store.isTaken(row.id, workerId, url)) throw taken()
      throw error
    })
    if (!isOurs) throw new PublicError('code_taken', 'the code was used at the same moment')
  }

  const originsFor = ({ gallery_origin: origin }: Pick<WorkerRow, 'gallery_origin'>): string[] => [
    ...new Set([...(parts.publicUrl === undefined ? [] : [new URL(parts.publicUrl).origin]), origin]),
  ]

  return {
    problems: problems as EnrolmentProblems,
    originsFor,

    /** Throws code_refused, code_taken, bot_unknown, worker_taken, address_refused, worker_not_reached. */
    enrol: async (workerId: string, enrolment: Enrolment): Promise<Enrolled> => {
      const row = await store.byCode(enrolment.code)
      if (!row) throw new PublicError('code_refused', 'no such code')
      try {
        await admit(row, workerId, enrolment)
        problems.delete(row.id)
      } catch (error) {
        // Whoever comes with a used code and another key says nothing about the worker that has it.
        const isItsOwn = row.public_key === null || row.public_key === enrolment.publicKey
        if (error instanceof PublicError && isItsOwn) problems.set(row.id, error.code)
        throw error
      } finally {
        parts.onChange()
      }
      return { name: row.name, allowedOrigins: originsFor(row) }
    },
  }
}

export type EnrolmentDesk = ReturnType<typeof createEnrolment>
