// The strip that carries the shown item and its neighbours: pushed by a finger, it springs back, turns to a neighbour, or sinks.
import { isStill } from './picture-zoom.ts'
import { rubberBand } from './zoom.ts'

/** Between two items, in pixels; viewer.module.css has the same. */
const GAP = 24
const MOVE = { duration: 220, easing: 'cubic-bezier(0.2, 0.7, 0.2, 1)' }
/** Pushed down so far, the ground is as clear as it gets. */
const CLEAR_AT = 500

export type Strip = ReturnType<typeof createStrip>

export function createStrip(strip: HTMLElement) {
  const ground = strip.closest('dialog')
  let place = { x: 0, y: 0 }
  let turning: { animation: Animation | undefined; onArrival: () => void } | undefined

  const put = (x: number, y: number) => {
    place = { x, y }
    strip.style.translate = x === 0 && y === 0 ? '' : `${x}px ${y}px`
    const clear = Math.min(0.7, Math.max(0, y) / CLEAR_AT)
    ground?.style.setProperty('--ground', String(1 - clear))
    ground?.toggleAttribute('data-sinking', clear > 0)
  }
  const moveTo = (x: number, y: number): Animation | undefined => {
    const from = `${place.x}px ${place.y}px`
    put(x, y)
    return isStill() ? undefined : strip.animate([{ translate: from }, { translate: `${x}px ${y}px` }], MOVE)
  }
  const arrive = () => {
    const arrived = turning
    turning = undefined
    arrived?.onArrival()
  }

  return {
    /** `isOpen`: there is a neighbour on that side. */
    across: (dx: number, isOpen: boolean) => put(isOpen ? dx : rubberBand(dx, strip.clientWidth) / 2, 0),
    along: (dy: number) => put(0, dy > 0 ? dy : rubberBand(dy, strip.clientHeight) / 3),
    back: () => void moveTo(0, 0),
    /** Brings the neighbour in; it stays so until `reset`, when that neighbour has become the shown one. */
    turn(direction: 1 | -1, onArrival: () => void) {
      const animation = moveTo(direction * (strip.clientWidth + GAP), 0)
      turning = { animation, onArrival }
      if (animation === undefined) arrive()
      else animation.finished.then(arrive, () => undefined)
    },
    /** A next finger does not wait for the end of a turn. */
    hurry() {
      if (turning === undefined) return
      turning.animation?.cancel()
      arrive()
    },
    reset() {
      turning = undefined
      put(0, 0)
    },
  }
}
