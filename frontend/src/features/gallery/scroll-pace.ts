// Pictures that fly past are not asked for: a tile that appears while the page moves fast waits until it is calm.

/** Pixels in a millisecond: about four screens in a second. */
const FAST = 3.5
const CALM_AFTER_MS = 100

let isFast = false
let lastAt = 0
let timer: ReturnType<typeof setTimeout> | undefined
const waiting = new Set<() => void>()

const calmDown = () => {
  isFast = false
  const all = [...waiting]
  waiting.clear()
  for (const run of all) run()
}

/** The grid moved by so many pixels, at this moment of `performance.now()`. */
export function noteMove(pixels: number, now: number): void {
  const speed = Math.abs(pixels) / Math.max(1, now - lastAt)
  lastAt = now
  clearTimeout(timer)
  if (speed > FAST) isFast = true
  else if (isFast) {
    calmDown()
    return
  }
  timer = setTimeout(calmDown, CALM_AFTER_MS)
}

/** Runs at once, or as soon as it is calm; the answer takes it back. */
export function whenCalm(run: () => void): () => void {
  if (!isFast) {
    run()
    return () => undefined
  }
  waiting.add(run)
  return () => waiting.delete(run)
}
