// Who asks: a request signed with a key that only holders of a bot's token can derive. No request is good twice.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { PublicError } from '@gramreel/contracts/errors'
import {
  parseWorkerAuthorization,
  signedText,
  WORKER_KEY_BYTES,
  WORKER_KEY_INFO,
  WORKER_KEY_SALT,
  WORKER_SIGNATURE_SECONDS,
} from '@gramreel/contracts/workers'

type SignedRequest = {
  method: string
  /** As received, with its query. */
  path: string
  authorization: string | undefined
  body: Buffer
}

type Parts = {
  /** One of each bot; whoever holds the token of any is let in. */
  keys: (parameters: { salt: string; info: string; bytes: number }) => { botId: number; key: Buffer }[]
  /** Seconds since 1970. */
  now?: () => number
}

const refused = (why: string) => new PublicError('worker_unknown', why)

/** Who signed: `botIds` are those whose files it may speak of. */
export type SignedBy = { workerId: string; botIds: number[] }

/** Throws worker_unknown. */
export const createWorkerSignature = ({ keys, now = () => Date.now() / 1000 }: Parts) => {
  const parameters = { salt: WORKER_KEY_SALT, info: WORKER_KEY_INFO, bytes: WORKER_KEY_BYTES }
  /** Nonces of good requests, and when their window is over; in the order they came. */
  const seen = new Map<string, number>()

  const forgetOld = (time: number): void => {
    for (const [nonce, over] of seen) {
      if (over >= time) return
      seen.delete(nonce)
    }
  }

  return ({ method, path, authorization, body }: SignedRequest): SignedBy => {
    const claimed = parseWorkerAuthorization(authorization)
    if (!claimed) throw refused('no signature')
    const { workerId, time, nonce, signature } = claimed
    const bodyHash = createHash('sha256').update(body).digest('base64url')
    const text = signedText({ method, path, time, nonce, bodyHash })
    const isSignedBy = ({ key }: { key: Buffer }) => {
      const expected = createHmac('sha256', key).update(text).digest('base64url')
      return timingSafeEqual(Buffer.from(expected), Buffer.from(signature))
    }
    const signers = keys(parameters).filter(isSignedBy)
    if (signers.length === 0) throw refused('a wrong signature, or of a bot that is not ours')
    const seconds = now()
    const secondsOff = Math.round(seconds - time)
    if (Math.abs(secondsOff) > WORKER_SIGNATURE_SECONDS)
      throw refused(`its clock is ${secondsOff} s behind ours`)
    forgetOld(seconds)
    if (seen.has(nonce)) throw refused('a request that came before')
    // A request from a clock ahead of ours stays good the longest: twice the window from now.
    seen.set(nonce, seconds + 2 * WORKER_SIGNATURE_SECONDS)
    return { workerId, botIds: signers.map(({ botId }) => botId) }
  }
}

export type WorkerSignature = ReturnType<typeof createWorkerSignature>
