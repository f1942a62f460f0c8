// Requests to the backend, signed with this worker's own key, or with the one derived from the bot token. The backend is a
// neighbour, no master: what it answers is bounded in time and size, and nothing waits for it for long.
import { createHash, createHmac, randomBytes } from 'node:crypto'
import { signedText, writeWorkerAuthorization } from '@gramreel/contracts/workers'
import { orAborted } from '../wait.ts'
import { derivedKey } from './derived-key.ts'

const TIMEOUT_MS = 5_000
const ANSWER_MAX_BYTES = 64 * 1024

export type BackendAnswer = {
  status: number
  /** Undefined where there is no body, or none in JSON. */
  body: unknown
}

/**
 * `path` is below the worker's own address, e.g. `/session`. Rejects when the backend is away, slow (5 s), says more than
 * 64 KiB, or sends elsewhere; else the answer, whatever its status.
 */
export type AskBackend = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  options?: { body?: object; signal?: AbortSignal },
) => Promise<BackendAnswer>

type Options = {
  backendUrl: string
  workerId: string
  botToken: string
  /** The signature of a text, base64url; the derived key's unless this worker has one of its own. */
  sign?: (text: string) => string
}

export function createAskBackend({ backendUrl, workerId, botToken, sign }: Options): AskBackend {
  const key = derivedKey(botToken)
  const signText = sign ?? ((text: string) => createHmac('sha256', key).update(text).digest('base64url'))
  return async (method, path, { body, signal } = {}) => {
    const url = new URL(`/api/workers/${encodeURIComponent(workerId)}${path}`, backendUrl)
    const text = body && JSON.stringify(body)
    const time = Math.floor(Date.now() / 1000)
    const nonce = randomBytes(16).toString('base64url')
    const bodyHash = createHash('sha256')
      .update(text ?? '')
      .digest('base64url')
    const signed = signedText({ method, path: url.pathname + url.search, time, nonce, bodyHash })
    const signature = signText(signed)
    const timeout = AbortSignal.timeout(TIMEOUT_MS)
    const answer = await fetch(url, {
      method,
      redirect: 'error',
      headers: {
        authorization: writeWorkerAuthorization({ workerId, time, nonce, signature }),
        ...(text !== undefined && { 'content-type': 'application/json' }),
      },
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      ...(text !== undefined && { body: text }),
    })
    return { status: answer.status, body: parse(await readBounded(answer)) }
  }
}

async function readBounded(answer: Response): Promise<string> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const part of answer.body ?? []) {
    text += decoder.decode(part, { stream: true })
    if (text.length > ANSWER_MAX_BYTES) throw new Error('the backend’s answer is longer than 64 KiB')
  }
  return text
}

/** A sleeping host's gateway answers HTML. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The same for a worker that enrols: refused before its first try is over, it waits for that, and asks once more. */
export function askOnceEnrolled(ask: AskBackend, tried: Promise<void>): AskBackend {
  let isOver = false
  void tried.then(() => (isOver = true))
  return async (method, path, options) => {
    const answer = await ask(method, path, options)
    if (answer.status !== 401 || isOver) return answer
    await (options?.signal ? orAborted(tried, options.signal) : tried)
    return ask(method, path, options)
  }
}
