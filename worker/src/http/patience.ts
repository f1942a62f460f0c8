// Measured in Chromium: one error to a later request of a playing video ends the playback for good, while a request that is held
// goes on. So trouble is waited out: for a while by new requests, for long by playbacks under way.
import { type ErrorCode, PublicError } from '@gramreel/contracts/errors'
import { pause } from '../wait.ts'
import { isTransient } from './errors.ts'

export const NEW_REQUEST_PATIENCE_MS = 20_000
export const PLAYBACK_PATIENCE_MS = 60_000
const TRY_AGAIN_MS = 1000

export type PatienceOptions = {
  patienceMs: number
  /** The viewer's. */
  signal: AbortSignal
  /** What to blame when time runs out. */
  trouble: () => ErrorCode | undefined
}

/** Runs the step, again after transient failures, until it works or patience ends. The step's own signal ends with it. */
export async function patiently<T>(
  step: string,
  attempt: (signal: AbortSignal) => Promise<T>,
  { patienceMs, signal, trouble }: PatienceOptions,
): Promise<T> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    try {
      return await within(deadline - performance.now(), signal, attempt, () => {
        return new PublicError(
          trouble() ?? 'telegram_timeout',
          `${step}: no answer in ${patienceMs / 1000} s`,
        )
      })
    } catch (error) {
      if (signal.aborted || !isTransient(error) || performance.now() + TRY_AGAIN_MS > deadline) throw error
      await pause(TRY_AGAIN_MS, signal)
    }
  }
}

async function within<T>(
  ms: number,
  signal: AbortSignal,
  attempt: (signal: AbortSignal) => Promise<T>,
  late: () => Error,
): Promise<T> {
  const controller = new AbortController()
  const leave = () => controller.abort(signal.reason)
  signal.addEventListener('abort', leave, { once: true })
  const timer = setTimeout(() => controller.abort(late()), Math.max(0, ms))
  try {
    if (signal.aborted) leave()
    const result = await attempt(controller.signal)
    // The signal lives on with the result (a body that is being read) and still follows the viewer's.
    return result
  } catch (error) {
    signal.removeEventListener('abort', leave)
    throw error
  } finally {
    clearTimeout(timer)
  }
}
