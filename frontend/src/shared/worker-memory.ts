// When the worker was last known to be awake, whoever learned it: so that a film of the usual case asks nobody before it starts.
import type { Status } from '@gramreel/contracts/status'

/** Render's free plan lets a service sleep after 15 minutes without a request from outside. */
const LATELY_MS = 10 * 60_000

let awakeAt = -Infinity

/** Keeps what was learned about the worker. A worker that is not connected to Telegram yet is awake all the same. */
export function noteWorker(state: Status['worker']['state'], now = Date.now()): void {
  awakeAt = state === 'ok' || state === 'connecting' ? now : -Infinity
}

/** The worker answered so lately that it cannot have fallen asleep since. */
export const wasAwakeLately = (now = Date.now()): boolean => now - awakeAt < LATELY_MS
