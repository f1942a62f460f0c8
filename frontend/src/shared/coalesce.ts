/**
 * Makes many calls in a short time one: `run` begins `waitMs` after the first of them, never twice at once, and once more
 * when another call came while it ran; then not sooner than `restMs` after it began the last time.
 */
export function coalesce(run: () => Promise<void>, waitMs: number, restMs = 0): () => void {
  let beganAt = -Infinity
  let isWaiting = false
  let isRunning = false
  let isWanted = false
  const begin = async () => {
    isWaiting = false
    isWanted = false
    isRunning = true
    beganAt = performance.now()
    try {
      await run()
    } finally {
      isRunning = false
      if (isWanted) call()
    }
  }
  const call = () => {
    isWanted = true
    if (isWaiting || isRunning) return
    isWaiting = true
    // What fails here has been noticed by whoever asked for it: the queries keep their own errors.
    const delay = Math.max(waitMs, beganAt + restMs - performance.now())
    setTimeout(() => void begin().catch(() => undefined), delay)
  }
  return call
}
