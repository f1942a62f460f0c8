// How a worker is doing, asked only while somebody looks: a worker that nobody needs may sleep (Render's free plan
// counts our question as traffic and would keep it awake). The first question wakes it, so the opening of the gallery does.
import { Compile } from 'typebox/compile'
import { WorkerHealth, type Status } from '@gramreel/contracts/status'
import { GuardedFetchError, type GuardedAnswer, type GuardedFetch } from '../http/guarded-fetch.ts'

export type WorkerState = Status['worker']['state']

const FRESH_MS = 4_000
/** A host that takes longer to wake the worker has lost it. */
const WAKING_MS = 120_000
/** What a host's own proxy answers for a service that does not run yet. */
const PROXY_ANSWERS = new Set([502, 503, 504])

const isHealth = Compile(WorkerHealth)

/** What one question told. */
export type WorkerReading = {
  state: WorkerState
  /** Why not, where it is unreachable; see guarded-fetch.ts. */
  problem: GuardedFetchError['problem'] | 'not_a_worker' | null
  health: WorkerHealth | null
  roundTripMs: number | null
  /** How far its clock is ahead of ours; null: it does not say. */
  secondsAhead: number | null
}

const NOTHING: WorkerReading = {
  state: 'connecting',
  problem: null,
  health: null,
  roundTripMs: null,
  secondsAhead: null,
}

/** Its Date header, in whole seconds rounded down, against the middle of the time that the question took. */
const readClock = ({ headers }: GuardedAnswer, sentAt: number, answeredAt: number): number | null => {
  const date = Date.parse(headers.date ?? '')
  if (Number.isNaN(date)) return null
  return (date + 500 - (sentAt + answeredAt) / 2) / 1000
}

const isPage = ({ status, headers }: GuardedAnswer): boolean =>
  status === 200 && /^text\/html\b/i.test(headers['content-type'] ?? '')

const parseHealth = (body: Buffer): WorkerHealth | undefined => {
  try {
    const health: unknown = JSON.parse(body.toString())
    return isHealth.Check(health) ? health : undefined
  } catch {
    return undefined
  }
}

export const readWorker = async (
  guardedFetch: GuardedFetch,
  url: string,
  signal?: AbortSignal,
): Promise<WorkerReading> => {
  const sentAt = Date.now()
  try {
    const answer = await guardedFetch(`${url}/health`, { headers: { accept: 'application/json' }, signal })
    const answeredAt = Date.now()
    const health = parseHealth(answer.body)
    if (!health && (PROXY_ANSWERS.has(answer.status) || isPage(answer)))
      return { ...NOTHING, state: 'waking' }
    if (!health) return { ...NOTHING, state: 'unreachable', problem: 'not_a_worker' }
    return {
      state: health.telegram === 'connected' && health.status === 'ok' ? 'ok' : 'connecting',
      problem: null,
      health,
      roundTripMs: answeredAt - sentAt,
      secondsAhead: readClock(answer, sentAt, answeredAt),
    }
  } catch (error) {
    const problem = error instanceof GuardedFetchError ? error.problem : 'unreachable'
    // Some hosts hold the request until the service runs.
    return { ...NOTHING, state: problem === 'timeout' ? 'waking' : 'unreachable', problem }
  }
}

export type WorkerWatch = {
  readonly reading: WorkerReading
  /** Milliseconds since the last answer, Infinity before the first. */
  readonly ageMs: number
  /** The reading, asked for unless it is fresh. */
  look: () => Promise<WorkerReading>
  close: () => void
}

type Options = {
  guardedFetch: GuardedFetch
  /** The state, or that it is full, is another one than before. */
  onChange: () => void
  /** An answer this old is not asked for again. */
  freshMs?: number | undefined
  /** Waking for longer than this counts as unreachable. */
  wakingMs?: number | undefined
}

export const watchWorker = (
  url: string,
  { guardedFetch, onChange, freshMs = FRESH_MS, wakingMs = WAKING_MS }: Options,
): WorkerWatch => {
  const stop = new AbortController()
  let reading = NOTHING
  let askedAt = -Infinity
  let wakingSince: number | undefined
  let asking: Promise<void> | undefined

  const ask = async () => {
    const answer = await readWorker(guardedFetch, url, stop.signal)
    if (stop.signal.aborted) return
    askedAt = performance.now()
    wakingSince = answer.state === 'waking' ? (wakingSince ?? askedAt) : undefined
    const isLost = wakingSince !== undefined && askedAt - wakingSince > wakingMs
    const before = reading
    reading = isLost ? { ...answer, state: 'unreachable' } : answer
    if (before.state !== reading.state || before.health?.isFull !== reading.health?.isFull) onChange()
  }

  return {
    get reading() {
      return reading
    },
    get ageMs() {
      return performance.now() - askedAt
    },
    look: async () => {
      if (performance.now() - askedAt < freshMs) return reading
      asking ??= ask().finally(() => {
        asking = undefined
      })
      await asking
      return reading
    },
    close: () => stop.abort(),
  }
}
