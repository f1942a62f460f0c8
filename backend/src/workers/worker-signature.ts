// Who asks: a request signed with the key with which that worker enrolled; or, for one that was set up by hand, with a key
// that only holders of a bot's token can derive. No request is good twice.
import { createHash, createHmac, timingSafeEqual, verify, type KeyObject } from 'node:crypto'
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

export type EnrolledSigner = { publicKey: KeyObject; botId: number }

type Parts = {
  /** Undefined for a name that none enrolled with. */
  enrolled: (workerId: string) => Promise<EnrolledSigner | undefined>
  /** One of each bot; whoever holds the token of any is let in. */
  keys: (parameters: { salt: string; info: string; bytes: number }) => { botId: number; key: Buffer }[]
  /** Seconds since 1970. */
  now?: () => number
}

const refused = (why: string) => new PublicError('worker_unknown', why)

/** Who signed: `botIds` are those whose files it may speak of. */
export type SignedBy = { workerId: string; botIds: number[] }

/** Throws worker_unknown. */
export const createWorkerSignature = ({ enrolled, keys, now = () => Date.now() / 1000 }: Parts) => {
  const parameters = { salt: WORKER_KEY_SALT, info: WORKER_KEY_INFO, bytes: WORKER_KEY_BYTES }
  /** Nonces of good requests, and when their window is over; in the order they came. */
  const seen = new Map<string, number>()

  const forgetOld = (time: number): void => {
    for (const [nonce, over] of seen) {
      if (over >= time) return
      seen.delete(nonce)
    }
  }

  /** A worker that enrolled has no other key than its own. */
  const botsOf = async (
    { workerId, signature }: { workerId: string; signature: string },
    text: string,
    given: EnrolledSigner | undefined,
  ): Promise<number[]> => {
    const own = given ?? (await enrolled(workerId))
    if (own) {
      const signed = Buffer.from(signature, 'base64url')
      const isGood = verify(null, Buffer.from(text), own.publicKey, signed)
      return isGood && signed.toString('base64url') === signature ? [own.botId] : []
    }
    const signed = Buffer.from(signature)
    const isSignedBy = ({ key }: { key: Buffer }) => {
      const expected = Buffer.from(createHmac('sha256', key).update(text).digest('base64url'))
      return signed.length === expected.length && timingSafeEqual(expected, signed)
    }
    return keys(parameters)
      .filter(isSignedBy)
      .map(({ botId }) => botId)
  }

  /** `given`: the key that the request brings along, where it may. */
  return async (
    { method, path, authorization, body }: SignedRequest,
    given?: EnrolledSigner,
  ): Promise<SignedBy> => {
    const claimed = parseWorkerAuthorization(authorization)
    if (!claimed) throw refused('no signature')
    const { workerId, time, nonce } = claimed
    const bodyHash = createHash('sha256').update(body).digest('base64url')
    const text = signedText({ method, path, time, nonce, bodyHash })
    const botIds = await botsOf(claimed, text, given)
    if (botIds.length === 0) throw refused('a wrong signature, or of a bot that is not ours')
    const seconds = now()
    const secondsOff = Math.round(seconds - time)
    if (Math.abs(secondsOff) > WORKER_SIGNATURE_SECONDS)
      throw refused(`its clock is ${secondsOff} s behind ours`)
    forgetOld(seconds)
    if (seen.has(nonce)) throw refused('a request that came before')
    // A request from a clock ahead of ours stays good the longest: twice the window from now.
    seen.set(nonce, seconds + 2 * WORKER_SIGNATURE_SECONDS)
    return { workerId, botIds }
  }
}

export type WorkerSignature = ReturnType<typeof createWorkerSignature>
