// A worker on a free plan sleeps while nobody needs it. The first request wakes it, within about a minute; meanwhile its host
// answers in its place, with a page, and often with 200. A media element that is given such a page calls the film broken. So
// before it is given an address, the worker itself must have answered: to this page, or to the backend, which asks the same
// and can read what a browser may not (a host's page carries no CORS headers).
import type { LinkAnswer } from '@gramreel/contracts/links'
import { noteWorker, wasAwakeLately } from '../../shared/worker-memory.ts'
import type { ViewerSource } from './source.ts'

/** One look: `waking`: its host answers in its place; `silent`: nobody answers there. */
export type Look = 'awake' | 'waking' | 'silent'

const ASK_AGAIN_MS = 2500
/** An answer takes no longer; a host that holds the request is waking the worker. */
const ANSWER_MS = 6000
/** What the backend says may be some seconds old: who has just seen the worker gone believes it only after these. */
const BACKEND_IS_LATE_MS = 5000
/** Longer than Render takes, by far. */
const WAKING_PATIENCE_MS = 100_000
/** A worker that is being started again is silent for a moment. */
const SILENT_PATIENCE_MS = 8000

/** Whether the worker must have answered before this link is used. */
export const needsWaking = (link: Pick<LinkAnswer, 'kind'>): boolean =>
  link.kind === 'stream' && !wasAwakeLately()

/** `{worker}/stream/{file}/…` -> `{worker}/health`. */
export const healthUrlOf = (streamUrl: string): string =>
  `${streamUrl.slice(0, streamUrl.indexOf('/stream/'))}/health`

/** True when a worker answers here: JSON with a word for its status. Never rejects. */
export async function isWorker(healthUrl: string, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await fetch(healthUrl, {
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
    })
    const health: unknown = await answer.json()
    return (
      answer.ok &&
      typeof health === 'object' &&
      health !== null &&
      typeof Reflect.get(health, 'status') === 'string'
    )
  } catch {
    return false
  }
}

/** Asks the worker, and the backend about it; the first good word counts, the backend's only if `believesBackend`. */
export async function look(
  link: Pick<LinkAnswer, 'url'>,
  believesBackend: boolean,
  readWorker: ViewerSource['readWorker'],
  signal: AbortSignal,
): Promise<Look> {
  const own = isWorker(healthUrlOf(link.url), signal)
  const told = readWorker(AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)])).catch(() => undefined)
  const isToldAwake = told.then((state) => believesBackend && (state === 'ok' || state === 'connecting'))
  const isAwake = await Promise.any([own, isToldAwake].map(orReject)).catch(() => false)
  if (isAwake) return 'awake'
  return (await told) === 'waking' ? 'waking' : 'silent'
}

const orReject = async (isGood: Promise<boolean>): Promise<true> => {
  if (await isGood) return true
  throw new Error('not awake')
}

type Waking = {
  /** Called once, when it is sure that there is something to wait for. */
  onWaking: () => void
  readWorker: ViewerSource['readWorker']
  looks?: (believesBackend: boolean) => Promise<Look>
  now?: () => number
  askAgainMs?: number
}

/**
 * Asks until the worker answers: true; false when patience is at its end, which comes sooner where nobody answers at all.
 * Rejects with the signal's reason when it is aborted.
 */
export async function wakeWorker(
  link: Pick<LinkAnswer, 'url'>,
  signal: AbortSignal,
  {
    onWaking,
    readWorker,
    looks = (believes) => look(link, believes, readWorker, signal),
    now = Date.now,
    askAgainMs = ASK_AGAIN_MS,
  }: Waking,
): Promise<boolean> {
  const began = now()
  let isTold = false
  for (;;) {
    // One after the other: each look tells whether another is needed.
    // oxlint-disable-next-line no-await-in-loop
    const found = await looks(now() - began >= BACKEND_IS_LATE_MS)
    signal.throwIfAborted()
    noteWorker(found === 'awake' ? 'ok' : 'unreachable')
    if (found === 'awake') return true
    if (now() - began >= (found === 'waking' ? WAKING_PATIENCE_MS : SILENT_PATIENCE_MS)) return false
    if (!isTold) onWaking()
    isTold = true
    signal.throwIfAborted()
    // oxlint-disable-next-line no-await-in-loop -- as above
    await pause(askAgainMs, signal)
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        reject(signal.reason)
      },
      { once: true },
    )
  })
