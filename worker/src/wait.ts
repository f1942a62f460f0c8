// Pauses between tries: each about twice the last, with jitter upwards only, so that a limit on tries holds (R14).

export type BackOff = { firstMs: number; maxMs: number }

/** Milliseconds before the try that follows `failures` failed ones. */
export function pauseAfter(
  failures: number,
  { firstMs, maxMs }: BackOff,
  random: () => number = Math.random,
): number {
  return Math.min(maxMs, firstMs * 2 ** Math.max(0, failures - 1)) * (1 + random() / 4)
}

/** Sleeps; rejects with the signal's reason as soon as it is aborted. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () => {
      clearTimeout(timer)
      reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'))
    }
    if (signal?.aborted) {
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
      return
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', fail)
      resolve()
    }, ms)
    signal?.addEventListener('abort', fail, { once: true })
  })
}

/** The promise, or the signal's reason as a rejection, whichever comes first. The promise itself goes on. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
    if (signal.aborted) {
      promise.catch(() => {})
      abort()
      return
    }
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
