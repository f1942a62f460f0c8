// Requests to the backend, signed with a key that only holders of the bot token can derive; the token itself never travels.
// The backend is a neighbour, no master: what it answers is bounded in time and size, and nothing waits for it for long.
import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import {
  signedText,
  WORKER_KEY_BYTES,
  WORKER_KEY_INFO,
  WORKER_KEY_SALT,
  writeWorkerAuthorization,
} from '@gramreel/contracts/workers'

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

type Options = { backendUrl: string; workerId: string; botToken: string }

export function createAskBackend({ backendUrl, workerId, botToken }: Options): AskBackend {
  const key = Buffer.from(hkdfSync('sha256', botToken, WORKER_KEY_SALT, WORKER_KEY_INFO, WORKER_KEY_BYTES))
  return async (method, path, { body, signal } = {}) => {
    const url = new URL(`/api/workers/${encodeURIComponent(workerId)}${path}`, backendUrl)
    const text = body && JSON.stringify(body)
    const time = Math.floor(Date.now() / 1000)
    const nonce = randomBytes(16).toString('base64url')
    const bodyHash = createHash('sha256')
      .update(text ?? '')
      .digest('base64url')
    const signed = signedText({ method, path: url.pathname + url.search, time, nonce, bodyHash })
    const signature = createHmac('sha256', key).update(signed).digest('base64url')
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
