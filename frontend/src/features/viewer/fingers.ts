// Fingers and mouse on the stage. What they mean is in swipe.ts, what becomes of it in picture-zoom.ts and strip.ts.
import type { PictureZoom } from './picture-zoom.ts'
import type { Strip } from './strip.ts'
import { axisOf, swipeOf, type Swipe } from './swipe.ts'
import { pan, pinch, type Point, type View } from './zoom.ts'

export type Meaning = {
  /** Whether there is a neighbour. */
  hasPrevious: boolean
  hasNext: boolean
  onSwipe: (swipe: Swipe) => void
}

type Mode = 'nothing' | 'undecided' | 'pan' | 'pinch' | 'across' | 'along'
type Moment = Point & { time: number }

const DOUBLE_TAP_MS = 300
const DOUBLE_TAP_PX = 40
/** The speed of a finger is that of its last moments, ms. */
const LAST_MS = 80

/** The browser's own controls of a film end so far above its lower edge; there a finger seeks. */
const PLAYER_CONTROLS = 90

/** Parts that keep their touches to themselves. */
function isKept({ target, clientY }: PointerEvent | MouseEvent): boolean {
  if (!(target instanceof Element)) return true
  if (target.closest('button, a, input, select, [role="slider"], [data-no-swipe]') !== null) return true
  return (
    target instanceof HTMLMediaElement &&
    target.controls &&
    clientY > target.getBoundingClientRect().bottom - PLAYER_CONTROLS
  )
}

/** The point of an event, from the middle of the stage. */
export const fromMiddle = (
  stage: HTMLElement,
  { clientX, clientY }: { clientX: number; clientY: number },
) => {
  const { left, top, width, height } = stage.getBoundingClientRect()
  return { x: clientX - left - width / 2, y: clientY - top - height / 2 }
}

/** Follows them until the signal is aborted. `meaning` is asked anew each time. */
export function watchFingers(
  stage: HTMLElement,
  strip: Strip,
  zoom: PictureZoom,
  meaning: () => Meaning,
  signal: AbortSignal,
): void {
  const fingers = new Map<number, Point>()
  let mode: Mode = 'nothing'
  let start: Moment = { x: 0, y: 0, time: 0 }
  let held: View = zoom.view()
  let pinched: [Point, Point] | undefined
  let about: Point = { x: 0, y: 0 }
  let trail: Moment[] = []
  let lastTap: Moment | undefined

  const pair = (): [Point, Point] | undefined => {
    const [a, b] = fingers.values()
    return a === undefined || b === undefined ? undefined : [a, b]
  }
  /** Towards what was before, whichever side that is. */
  const forward = (): 1 | -1 => (getComputedStyle(stage).direction === 'rtl' ? -1 : 1)

  const take = (point: Point, time: number) => {
    start = { ...point, time }
    trail = [start]
    about = point
    held = zoom.hold()
    pinched = pair()
  }

  const down = (event: PointerEvent) => {
    const isForeign = event.pointerType === 'mouse' && event.button !== 0
    if (isForeign || isKept(event) || (visualViewport?.scale ?? 1) > 1.01) return
    const point = fromMiddle(stage, event)
    fingers.set(event.pointerId, point)
    strip.hurry()
    take(point, event.timeStamp)
    if (fingers.size === 1) mode = 'undecided'
    else {
      if (mode === 'across' || mode === 'along') strip.back()
      mode = fingers.size === 2 && zoom.can() ? 'pinch' : 'nothing'
    }
  }

  const decide = (event: PointerEvent, dx: number, dy: number): Mode => {
    const axis = axisOf(dx, dy)
    if (axis === undefined) return 'undecided'
    if (!zoom.isZoomed() && event.pointerType === 'mouse') return 'nothing'
    // Not before: a tap must reach what it taps.
    if (stage.isConnected) stage.setPointerCapture(event.pointerId)
    return zoom.isZoomed() ? 'pan' : axis
  }

  const move = (event: PointerEvent) => {
    if (!fingers.has(event.pointerId)) return
    const point = fromMiddle(stage, event)
    fingers.set(event.pointerId, point)
    const dx = point.x - start.x
    const dy = point.y - start.y
    trail = [
      ...trail.filter(({ time }) => event.timeStamp - time < LAST_MS),
      { ...point, time: event.timeStamp },
    ]
    if (mode === 'undecided') mode = decide(event, dx, dy)
    const now = pair()
    if (mode === 'pinch' && pinched !== undefined && now !== undefined) {
      const pinching = pinch(held, pinched, now)
      about = pinching.about
      zoom.drag(pinching.view, about)
    } else if (mode === 'pan') zoom.drag(pan(held, dx, dy), (about = point))
    else if (mode === 'along') strip.along(dy)
    else if (mode === 'across') {
      const { hasNext, hasPrevious } = meaning()
      strip.across(dx, dx * forward() < 0 ? hasNext : hasPrevious)
    }
  }

  const speed = (): Point => {
    const [first] = trail
    const last = trail.at(-1)
    if (first === undefined || last === undefined || last.time === first.time) return { x: 0, y: 0 }
    const elapsed = last.time - first.time
    return { x: (last.x - first.x) / elapsed, y: (last.y - first.y) / elapsed }
  }

  const swipe = (event: PointerEvent, axis: 'across' | 'along') => {
    const { hasNext, hasPrevious, onSwipe } = meaning()
    const point = fromMiddle(stage, event)
    const dx = point.x - start.x
    const sign = forward()
    const meant = swipeOf(dx * sign, point.y - start.y, event.timeStamp - start.time, axis)
    if (meant === 'next' && hasNext) strip.turn(sign === 1 ? -1 : 1, () => onSwipe('next'))
    else if (meant === 'previous' && hasPrevious) strip.turn(sign, () => onSwipe('previous'))
    // The picture flies to its tile from where the finger left it.
    else if (meant === 'close') onSwipe('close')
    else {
      strip.back()
      if (meant === 'information') onSwipe('information')
    }
  }

  const tap = (event: PointerEvent) => {
    const point = { ...fromMiddle(stage, event), time: event.timeStamp }
    const isSecond =
      lastTap !== undefined &&
      point.time - lastTap.time < DOUBLE_TAP_MS &&
      Math.hypot(point.x - lastTap.x, point.y - lastTap.y) < DOUBLE_TAP_PX
    lastTap = isSecond ? undefined : point
    if (isSecond) zoom.step('next', point)
  }

  const up = (event: PointerEvent) => {
    if (!fingers.delete(event.pointerId)) return
    const ended = mode
    const [left] = fingers.values()
    if (left !== undefined) {
      take(left, event.timeStamp)
      mode = ended === 'pinch' ? 'pan' : 'nothing'
      return
    }
    mode = 'nothing'
    if (ended === 'pan' || ended === 'pinch') zoom.letGo(about, ended === 'pan' ? speed() : undefined)
    else if (ended === 'across' || ended === 'along') swipe(event, ended)
    else if (ended === 'undecided') tap(event)
  }

  const cancel = (event: PointerEvent) => {
    if (!fingers.delete(event.pointerId)) return
    if (mode === 'across' || mode === 'along') strip.back()
    if (mode === 'pan' || mode === 'pinch') zoom.letGo(about)
    mode = 'nothing'
  }

  stage.addEventListener('pointerdown', down, { signal })
  stage.addEventListener('pointermove', move, { signal })
  stage.addEventListener('pointerup', up, { signal })
  stage.addEventListener('pointercancel', cancel, { signal })
}
