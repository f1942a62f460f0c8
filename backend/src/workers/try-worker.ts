// What only a real request shows: whether the gallery's pages may read from a worker, and a MiB of a real file through a real
// link. Done when somebody asks, for it costs the worker bytes and sleep.
import { SAMPLE_BYTES, type CheckReason } from '@gramreel/contracts/worker-list'
import { GuardedFetchError, type GuardedFetch } from '../http/guarded-fetch.ts'

const READ_TIMEOUT_MS = 20_000

export type Outcome = { reason: CheckReason; value: number | null }

export type Trial = { cors: Outcome; ranges: Outcome; read: Outcome; at: Date }

const outcome = (reason: CheckReason, value: number | null = null): Outcome => ({ reason, value })
const UNKNOWN = outcome('unknown')

const reasonOf = (error: unknown): CheckReason =>
  error instanceof GuardedFetchError ? error.problem : 'failed'

/** Asked as a browser asks before it sends a Range header to another origin (Fetch standard, CORS-preflight fetch). */
const tryCors = async (guardedFetch: GuardedFetch, url: string, origin: string): Promise<Outcome> => {
  try {
    const { headers } = await guardedFetch(`${url}/stream/check/check`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'range',
      },
    })
    const allowed = headers['access-control-allow-origin']
    return outcome(allowed === origin || allowed === '*' ? 'fine' : 'forbidden')
  } catch (error) {
    return outcome(reasonOf(error))
  }
}

const tryRead = async (guardedFetch: GuardedFetch, link: string): Promise<Pick<Trial, 'ranges' | 'read'>> => {
  const began = performance.now()
  try {
    const { status, headers, body } = await guardedFetch(link, {
      headers: { range: `bytes=0-${SAMPLE_BYTES - 1}` },
      maxBytes: SAMPLE_BYTES,
      timeoutMs: READ_TIMEOUT_MS,
    })
    if (status !== 200 && status !== 206) return { ranges: UNKNOWN, read: outcome('failed') }
    const isExact =
      status === 206 &&
      headers['accept-ranges'] === 'bytes' &&
      headers['content-range']?.startsWith(`bytes 0-${SAMPLE_BYTES - 1}/`) === true &&
      body.length === SAMPLE_BYTES
    const seconds = (performance.now() - began) / 1000
    return { ranges: outcome(isExact ? 'fine' : 'ignored'), read: outcome('fine', body.length / seconds) }
  } catch (error) {
    const reason = reasonOf(error)
    // Who sends more than the range that was asked for, ignores it.
    return reason === 'too_large'
      ? { ranges: outcome('ignored'), read: UNKNOWN }
      : { ranges: UNKNOWN, read: outcome(reason) }
  }
}

/** `link`: of a file of a MiB at least; undefined where the gallery has none of that worker's bot. */
export const tryWorker = async (
  guardedFetch: GuardedFetch,
  { url, origin, link }: { url: string; origin: string; link: string | undefined },
): Promise<Trial> => {
  const noFile = outcome('no_file')
  const [cors, read] = await Promise.all([
    tryCors(guardedFetch, url, origin),
    link === undefined ? { ranges: noFile, read: noFile } : tryRead(guardedFetch, link),
  ])
  return { cors, ...read, at: new Date() }
}
