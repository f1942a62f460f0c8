// How long trouble is waited out before the element hears of it. A media element never tries again after an error answer, so
// what passes quickly is kept from it; what does not is the page's to explain, and to mend (it knows how to wake a worker).

export type Patience = {
  /** Before the n-th next try (from 0), ms; undefined: no more. */
  next(turn: number, waitedMs: number, askedMs: number | undefined): number | undefined
}

const FIRST_MS = 250
const MOST_MS = 4000

/** For a player. `askedMs`: what Retry-After says. */
export const ofPlayers = (totalMs = 10_000): Patience => ({
  next(turn, waitedMs, askedMs) {
    const delay = Math.max(askedMs ?? 0, Math.min(FIRST_MS * 2 ** turn, MOST_MS))
    return waitedMs + delay > totalMs ? undefined : delay
  },
})

/** For a script, which asks in order to know. */
export const none: Patience = { next: () => undefined }
