// How the worker is doing, asked only while somebody looks: a worker that nobody needs may sleep (Render's free plan
// counts our question as traffic and would keep it awake). The first question wakes it, so the opening of the gallery does.
import { Compile } from 'typebox/compile'
import { WorkerHealth, type Status } from '@gramreel/contracts/status'
import { readBounded } from '../http/read-bounded.ts'

export type WorkerState = Status['worker']['state']

const TIMEOUT_MS = 5_000
const MAX_BYTES = 64 * 1024
const ASK_AGAIN_MS = 5_000
const FRESH_MS = 4_000
/** A host that takes longer to wake the worker has lost it. */
const WAKING_MS = 120_000
/** What a host's own proxy answers for a service that does not run yet. */
const PROXY_ANSWERS = new Set([502, 503, 504])

const isHealth = Compile(WorkerHealth)

/** Follows no redirect, reads no more than 64 KiB, waits no longer than 5 s. */
const askWorker = async (url: string, signal: AbortSignal): Promise<WorkerState> => {
  try {
    const response = await fetch(`${url}/health`, {
      redirect: 'error',
      headers: { accept: 'application/json' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    })
    if (PROXY_ANSWERS.has(response.status) || isPage(response)) {
      await response.body?.cancel()
      return 'waking'
    }
    const health: unknown = JSON.parse((await readBounded(response, MAX_BYTES)).toString())
    if (!response.ok || !isHealth.Check(health)) return 'unreachable'
    return health.telegram === 'connected' && health.status === 'ok' ? 'ok' : 'connecting'
  } catch (error) {
    // Some hosts hold the request until the service runs.
    return error instanceof DOMException && error.name === 'TimeoutError' ? 'waking' : 'unreachable'
  }
}

const isPage = ({ ok, headers }: Response): boolean =>
  ok && /^text\/html\b/i.test(headers.get('content-type') ?? '')

export type WorkerWatch = {
  readonly state: WorkerState
  /** The state, asked for unless it is fresh. */
  look: () => Promise<WorkerState>
  close: () => void
}

export const watchWorker = (
  url: string | undefined,
  {
    isWatched,
    onChange,
    freshMs = FRESH_MS,
    wakingMs = WAKING_MS,
  }: {
    isWatched: () => boolean
    onChange: () => void
    /** An answer this old is not asked for again. */
    freshMs?: number
    /** Waking for longer than this counts as unreachable. */
    wakingMs?: number
  },
): WorkerWatch => {
  if (url === undefined) return { state: 'none', look: async () => 'none', close: () => {} }
  const stop = new AbortController()
  let state: WorkerState = 'connecting'
  let askedAt = 0
  let wakingSince: number | undefined
  let asking: Promise<void> | undefined

  const ask = async () => {
    const answer = await askWorker(url, stop.signal)
    askedAt = Date.now()
    wakingSince = answer === 'waking' ? (wakingSince ?? askedAt) : undefined
    const next = wakingSince !== undefined && askedAt - wakingSince > wakingMs ? 'unreachable' : answer
    if (next === state || stop.signal.aborted) return
    state = next
    onChange()
  }

  const look = async () => {
    if (Date.now() - askedAt < freshMs) return state
    asking ??= ask().finally(() => {
      asking = undefined
    })
    await asking
    return state
  }

  const timer = setInterval(() => {
    if (isWatched()) void look()
  }, ASK_AGAIN_MS)

  return {
    get state() {
      return state
    },
    look,
    close: () => {
      clearInterval(timer)
      stop.abort()
    },
  }
}
