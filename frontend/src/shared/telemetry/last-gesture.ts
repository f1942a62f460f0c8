// When the hand last asked for something, so that the wait for a film can be counted from there (CTA-2066, video startup time).

/** A film that opens later than this after the last gesture was not opened by it. */
const OPENS_WITHIN_MS = 10_000

let lastGesture: number | undefined

const note = ({ timeStamp }: Event) => {
  lastGesture = timeStamp
}

export function followGestures(): void {
  for (const type of ['pointerdown', 'keydown', 'popstate'])
    addEventListener(type, note, { capture: true, passive: true })
}

/**
 * When what opens now was asked for, on the clock of performance.now(): at the last gesture, each of which opens one thing;
 * when the page was asked for, where there was none yet; else now.
 */
export function takeGesture(now: number = performance.now()): number {
  const asked = lastGesture ?? 0
  lastGesture = Number.NEGATIVE_INFINITY
  return now - asked < OPENS_WITHIN_MS ? asked : now
}
