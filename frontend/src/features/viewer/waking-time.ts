// How long a worker took to wake up, the last time this browser waited for one.

const KEY = 'gramreel.waking'
/** Render's free plan, as people meet it. */
const USUAL_MS = 40_000
const LONGEST_MS = 120_000

export function readWakingMs(): number {
  try {
    const kept = Number(localStorage.getItem(KEY))
    return kept >= 1000 && kept <= LONGEST_MS ? kept : USUAL_MS
  } catch {
    return USUAL_MS
  }
}

export function keepWakingMs(milliseconds: number): void {
  try {
    localStorage.setItem(KEY, String(Math.round(milliseconds)))
  } catch {
    // A browser may refuse its storage: then it is guessed again.
  }
}
