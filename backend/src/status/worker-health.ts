// How the worker is doing, asked only while somebody looks: a worker that nobody needs may sleep (Render's free plan
// counts our question as traffic and would keep it awake).
import { Compile } from 'typebox/compile'
import { WorkerHealth, type Status } from '@gramreel/contracts/status'
import { readBounded } from '../http/read-bounded.ts'

export type WorkerState = Status['worker']['state']

const TIMEOUT_MS = 5_000
const MAX_BYTES = 64 * 1024
const ASK_AGAIN_MS = 5_000
const FRESH_MS = 4_000

const isHealth = Compile(WorkerHealth)

/** Follows no redirect, reads no more than 64 KiB, waits no longer than 5 s. */
const askWorker = async (url: string, signal: AbortSignal): Promise<WorkerState> => {
  try {
    const response = await fetch(`${url}/health`, {
      redirect: 'error',
      headers: { accept: 'application/json' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    })
    const health: unknown = JSON.parse((await readBounded(response, MAX_BYTES)).toString())
    if (!response.ok || !isHealth.Check(health)) return 'unreachable'
    return health.telegram === 'connected' && health.status === 'ok' ? 'ok' : 'connecting'
  } catch {
    return 'unreachable'
  }
}

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
  }: {
    isWatched: () => boolean
    onChange: () => void
    /** An answer this old is not asked for again. */
    freshMs?: number
  },
): WorkerWatch => {
  if (url === undefined) return { state: 'none', look: async () => 'none', close: () => {} }
  const stop = new AbortController()
  let state: WorkerState = 'connecting'
  let askedAt = 0
  let asking: Promise<void> | undefined

  const ask = async () => {
    const next = await askWorker(url, stop.signal)
    askedAt = Date.now()
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
