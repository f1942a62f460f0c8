// Holds the view of the picture that is shown, and draws it. The arithmetic is in zoom.ts, the fingers are in use-gestures.ts.
import {
  FIT,
  glide,
  isZoomed,
  nextStop,
  settle,
  stretch,
  zoomAbout,
  type Frame,
  type Point,
  type View,
} from './zoom.ts'

const MOVE_MS = 220
const GLIDE_MS = 500
/** Turns of a wheel that follow one another so closely are one. */
const ONE_TURN_MS = 400
const EASE = 'cubic-bezier(0.2, 0.7, 0.2, 1)'

export const isStill = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

// No will-change: the browser would enlarge what it has drawn once, in place of the file.
const transformOf = ({ scale, x, y }: View): string => `translate(${x}px, ${y}px) scale(${scale})`

export type PictureZoom = ReturnType<typeof createPictureZoom>

/** `stage`: the element around the slides. Follows whichever picture is the shown one. */
export function createPictureZoom(stage: HTMLElement) {
  let view = FIT
  let box: HTMLElement | null = null
  let movement: Animation | undefined
  let turned: { view: View; time: number } | undefined

  const find = (): HTMLElement | null => {
    const found = stage.querySelector<HTMLElement>('[data-role="shown"] [data-zoomable]')
    if (found !== box) reset()
    box = found
    return box
  }

  const frame = (): Frame | undefined => {
    const found = find()
    if (found === null || found.offsetWidth === 0) return undefined
    const picture = found.querySelector<HTMLImageElement>('img[data-shown="true"]')
    return {
      stage: { width: stage.clientWidth, height: stage.clientHeight },
      box: { width: found.offsetWidth, height: found.offsetHeight },
      natural: (picture?.naturalWidth ?? found.offsetWidth) / devicePixelRatio,
    }
  }

  const show = (next: View) => {
    view = next
    if (box === null) return
    const isFit = next.scale === 1 && next.x === 0 && next.y === 0
    box.style.transform = isFit ? '' : transformOf(next)
    stage.toggleAttribute('data-zoomed', isZoomed(next))
  }

  const moveTo = (next: View, milliseconds = MOVE_MS) => {
    const from = transformOf(view)
    movement?.cancel()
    show(next)
    if (box === null || isStill()) return
    movement = box.animate([{ transform: from }, { transform: transformOf(next) }], {
      duration: milliseconds,
      easing: EASE,
    })
  }

  function reset() {
    movement?.cancel()
    if (box !== null) box.style.transform = ''
    view = FIT
    stage.removeAttribute('data-zoomed')
  }

  return {
    /** Whether what is shown can be enlarged at all. */
    can: () => frame() !== undefined,
    isZoomed: () => isZoomed(view),
    view: () => view,
    /** Stops a movement where it is, and answers where that is. */
    hold(): View {
      if (box !== null && movement?.playState === 'running') {
        const { a, e, f } = new DOMMatrix(getComputedStyle(box).transform)
        show({ scale: a, x: e, y: f })
      }
      movement?.cancel()
      return view
    },
    /** While fingers hold it. */
    drag(next: View, about: Point) {
      const now = frame()
      if (now !== undefined) show(stretch(next, now, about))
    },
    /** The fingers let go, moving at so many px/ms. */
    letGo(about: Point, speed: Point = { x: 0, y: 0 }) {
      const now = frame()
      if (now === undefined) return
      const isFlicked = Math.hypot(speed.x, speed.y) > 0.2 && !isStill() && isZoomed(view)
      moveTo(isFlicked ? glide(view, speed, now) : settle(view, now, about), isFlicked ? GLIDE_MS : MOVE_MS)
    },
    /** By a factor, at once: a wheel is its own movement. */
    grow(factor: number, about: Point, time: number) {
      const now = frame()
      if (now === undefined) return
      movement?.cancel()
      // From where it would be without its edges: else what was under the pointer is lost on the way, for good.
      const from = turned !== undefined && time - turned.time < ONE_TURN_MS ? turned.view : view
      const scale = settle({ ...from, scale: from.scale * factor }, now).scale
      turned = { view: zoomAbout(from, about, scale), time }
      show(settle(turned.view, now, about))
    },
    /** Pushes an enlarged picture, at once. */
    push(dx: number, dy: number) {
      const now = frame()
      if (now === undefined) return
      movement?.cancel()
      show(settle({ ...view, x: view.x + dx, y: view.y + dy }, now))
    },
    /** By a factor, as a movement; `fit` and `actual` name the two ends. */
    step(by: number | 'fit' | 'actual' | 'next', about: Point = { x: 0, y: 0 }) {
      const now = frame()
      if (now === undefined) return
      const scale =
        by === 'fit'
          ? 1
          : by === 'actual'
            ? now.natural / now.box.width
            : by === 'next'
              ? nextStop(view.scale, now)
              : view.scale * by
      const goal = settle(zoomAbout(view, about, scale), now, about)
      moveTo(goal.scale === 1 ? FIT : goal)
    },
    /** After the stage has changed its size. */
    refit() {
      const now = frame()
      if (now !== undefined && isZoomed(view)) show(settle(view, now))
    },
    reset,
  }
}
