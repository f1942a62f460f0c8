// What is known of a worker -> its lines, red and green. Pure.
import {
  CHECK_NAMES,
  CLOCK_OFF_SECONDS,
  TRAFFIC_WARNING_SHARE,
  type CheckName,
  type CheckReason,
  type WorkerCheck,
} from '@gramreel/contracts/worker-list'
import type { Outcome, Trial } from './try-worker.ts'
import type { WorkerReading } from './watch-worker.ts'

export type Knowledge = {
  reading: WorkerReading
  trial: Trial | undefined
  /** The gallery's. */
  version: string
  sentBytes: number | null
  allowanceBytes: number | null
}

const GOOD = new Set<CheckReason>(['fine', 'no_limit'])
const OPEN = new Set<CheckReason>(['unknown', 'waking', 'no_file'])

const outcome = (reason: CheckReason, value: number | null = null): Outcome => ({ reason, value })

const judgeReachable = ({ state, problem, health, roundTripMs }: WorkerReading): Outcome => {
  if (health) return outcome('fine', roundTripMs)
  if (state === 'waking') return outcome('waking')
  return outcome(state === 'unreachable' ? (problem ?? 'unreachable') : 'unknown')
}

const TELEGRAM = {
  connected: 'fine',
  connecting: 'connecting',
  waiting: 'waiting',
  refused: 'bot_refused',
} as const

const judgeClock = ({ secondsAhead }: WorkerReading): Outcome => {
  if (secondsAhead === null) return outcome('unknown')
  return outcome(Math.abs(secondsAhead) > CLOCK_OFF_SECONDS ? 'off' : 'fine', secondsAhead)
}

const judgeTraffic = ({ sentBytes, allowanceBytes }: Knowledge): Outcome => {
  if (sentBytes === null) return outcome('unknown')
  if (allowanceBytes === null) return outcome('no_limit')
  const share = allowanceBytes === 0 ? 1 : sentBytes / allowanceBytes
  if (share >= 1) return outcome('spent', share)
  return outcome(share >= TRAFFIC_WARNING_SHARE ? 'nearly_spent' : 'fine', share)
}

export const judgeWorker = (known: Knowledge): WorkerCheck[] => {
  const { reading, trial, version } = known
  const { health } = reading
  const unknown = outcome('unknown')
  const found: Record<CheckName, Outcome> = {
    reachable: judgeReachable(reading),
    telegram: health ? outcome(TELEGRAM[health.telegram]) : unknown,
    clock: judgeClock(reading),
    version: health ? outcome(health.version === version ? 'fine' : 'other_version') : unknown,
    cors: trial?.cors ?? unknown,
    ranges: trial?.ranges ?? unknown,
    read: trial?.read ?? unknown,
    traffic: judgeTraffic(known),
  }
  return CHECK_NAMES.map((name) => {
    const { reason, value } = found[name]
    return { name, state: GOOD.has(reason) ? 'good' : OPEN.has(reason) ? 'unknown' : 'bad', reason, value }
  })
}
