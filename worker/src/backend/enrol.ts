// Becomes one of the gallery's workers by its enrolment code, at every start anew: that costs one request, and tells the
// backend where we are now. A backend that is away, or does not reach us yet, is asked again; a code that is not good is a
// wrong setting, and ends the process like any other.
import { createHmac } from 'node:crypto'
import { botProofText, Enrolled } from '@gramreel/contracts/enrolment'
import { ERRORS, type ErrorCode } from '@gramreel/contracts/errors'
import { Compile } from 'typebox/compile'
import { pause, pauseAfter } from '../wait.ts'
import type { AskBackend } from './ask-backend.ts'
import { derivedKey } from './derived-key.ts'
import type { Identity } from './identity.ts'

const isEnrolled = Compile(Enrolled)
const PAUSE = { firstMs: 1_000, maxMs: 60_000 }
/** The host may not lead to us yet, the owner may connect the bot later: all but these may change by itself. */
const FINAL = new Set<ErrorCode>(['code_refused', 'code_taken', 'bad_request'])

/** The backend does not take this worker, whatever we wait for; the message is a sentence for the operator. */
export class EnrolmentRefused extends Error {
  override readonly name = 'EnrolmentRefused'
}

type Options = {
  ask: AskBackend
  identity: Identity
  code: string
  botToken: string
  /** Where browsers reach us. */
  url: string
  version: string
  onEnrolled: (enrolled: Enrolled) => void
  /** Each try that failed. */
  onTrouble: (message: string, error: unknown) => void
}

export type Enrolment = {
  /** Rejects with EnrolmentRefused; may be ignored. */
  enrolled: Promise<void>
  /** The first try is over, whatever came of it. Never rejects. */
  tried: Promise<void>
  close(): void
}

export function startEnrolment(options: Options): Enrolment {
  const { ask, identity, code, botToken, url, version, onEnrolled, onTrouble } = options
  const closing = new AbortController()
  const { publicKey } = identity
  const botProof = createHmac('sha256', derivedKey(botToken))
    .update(botProofText({ publicKey, url }))
    .digest('base64url')
  const body = { code, publicKey, url, botId: Number(botToken.split(':')[0]), botProof, version }

  async function tryOnce(): Promise<Enrolled> {
    const answer = await ask('POST', '/enrolment', { body, signal: closing.signal })
    if (answer.status === 200 && isEnrolled.Check(answer.body)) return answer.body
    const refusal = codeIn(answer.body)
    if (refusal === undefined) throw new Error(`it answered ${answer.status}`)
    const sentence = `The gallery does not take this worker: ${ERRORS[refusal].message}`
    throw FINAL.has(refusal) ? new EnrolmentRefused(sentence) : new Error(sentence)
  }

  async function enrol(): Promise<void> {
    for (let failures = 0; ;) {
      try {
        onEnrolled(await tryOnce())
        return
      } catch (error) {
        if (closing.signal.aborted) return
        if (error instanceof EnrolmentRefused) throw error
        onTrouble('not enrolled yet; trying again', error)
        tried.resolve()
        await pause(pauseAfter(++failures, PAUSE), closing.signal).catch(() => {})
        if (closing.signal.aborted) return
      }
    }
  }

  const tried = Promise.withResolvers<void>()
  const enrolled = enrol().finally(tried.resolve)
  enrolled.catch(() => {})
  return {
    enrolled,
    tried: tried.promise,
    close: () => closing.abort(new Error('closed')),
  }
}

function codeIn(body: unknown): ErrorCode | undefined {
  const error: unknown = typeof body === 'object' && body ? Reflect.get(body, 'error') : undefined
  const code: unknown = typeof error === 'object' && error ? Reflect.get(error, 'code') : undefined
  return isCode(code) ? code : undefined
}

function isCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERRORS, code)
}
