// Where a picture stands while it is enlarged. Pure. Pixels of the page, counted from the middle of the stage; the picture's
// own middle is moved and scaled, as `transform: translate(x, y) scale(s)` does it.

export type Size = { width: number; height: number }
export type Point = { x: number; y: number }

/** `scale` 1 is the picture as it fits the stage; x and y are where its middle is. */
export type View = Point & { scale: number }

/** What a view is a view of. */
export type Frame = {
  stage: Size
  /** Of the picture at scale 1. */
  box: Size
  /** Picture points in the width of the box; on a screen with two points to a pixel, half of the file's. */
  natural: number
}

export const FIT: View = { scale: 1, x: 0, y: 0 }

/** Beyond fit and fill, and beyond its own size, a picture may be enlarged so much further. */
const BEYOND = 2
const AT_LEAST = 3

/** A difference too small to be worth a stop. */
const NOTICEABLE = 1.15

const between = (least: number, value: number, most: number): number => Math.min(most, Math.max(least, value))

/** Covers the whole stage. */
export const fillScale = ({ stage, box }: Frame): number =>
  Math.max(1, stage.width / box.width, stage.height / box.height)

/** One point of the picture on one of the screen. */
export const actualScale = ({ natural, box }: Frame): number => natural / box.width

export const largestScale = (frame: Frame): number =>
  Math.max(AT_LEAST, fillScale(frame) * BEYOND, actualScale(frame) * BEYOND)

/** Scales that are worth stopping at, ascending: fit, then fill and the picture's own size where they differ enough. */
export function stopsOf(frame: Frame): number[] {
  const stops = [1]
  const wanted = [fillScale(frame), actualScale(frame)].toSorted((a, b) => a - b)
  for (const stop of wanted) if (stop > (stops.at(-1) ?? 1) * NOTICEABLE) stops.push(stop)
  return stops.length > 1 ? stops : [1, BEYOND]
}

/** Where a double tap leads from this scale: to the next stop, and from the last one back to the whole picture. */
export const nextStop = (scale: number, frame: Frame): number =>
  stopsOf(frame).find((stop) => stop > scale * 1.01) ?? 1

export const isZoomed = ({ scale }: View): boolean => scale > 1.01

/** Brings to another scale; what is under `about` stays there. */
export function zoomAbout(view: View, about: Point, scale: number): View {
  const grows = scale / view.scale
  return { scale, x: about.x - (about.x - view.x) * grows, y: about.y - (about.y - view.y) * grows }
}

const middle = ([a, b]: readonly [Point, Point]): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 })
const distance = ([a, b]: readonly [Point, Point]): number => Math.max(1, Math.hypot(a.x - b.x, a.y - b.y))

/** Two fingers went from where to where: the picture goes with them. */
export function pinch(
  view: View,
  from: readonly [Point, Point],
  to: readonly [Point, Point],
): { view: View; about: Point } {
  const began = middle(from)
  const about = middle(to)
  const grown = zoomAbout(view, began, (view.scale * distance(to)) / distance(from))
  return { view: pan(grown, about.x - began.x, about.y - began.y), about }
}

export const pan = (view: View, dx: number, dy: number): View => ({
  ...view,
  x: view.x + dx,
  y: view.y + dy,
})

/** How far the middle may be from the stage's before an edge shows. */
const reach = ({ stage, box }: Frame, scale: number): Size => ({
  width: Math.max(0, (box.width * scale - stage.width) / 2),
  height: Math.max(0, (box.height * scale - stage.height) / 2),
})

/** The nearest view that is allowed: not smaller than the stage, and no empty edge beside a picture that is larger. */
export function settle(view: View, frame: Frame, about: Point = { x: 0, y: 0 }): View {
  const scale = between(1, view.scale, largestScale(frame))
  const scaled = scale === view.scale ? view : zoomAbout(view, about, scale)
  const { width, height } = reach(frame, scale)
  return { scale, x: between(-width, scaled.x, width), y: between(-height, scaled.y, height) }
}

/** A pull beyond the end yields less and less, as a rubber band does. */
export const rubberBand = (over: number, length: number): number =>
  (over * 0.55 * length) / (length + 0.55 * Math.abs(over))

/** What is drawn while the fingers still hold it: beyond what is allowed, but unwillingly. */
export function stretch(view: View, frame: Frame, about: Point): View {
  const allowed = settle(view, frame, about)
  const excess = view.scale / allowed.scale
  const soft = zoomAbout(view, about, allowed.scale * excess ** 0.4)
  const { width, height } = reach(frame, soft.scale)
  const x = between(-width, soft.x, width)
  const y = between(-height, soft.y, height)
  return {
    scale: soft.scale,
    x: x + rubberBand(soft.x - x, frame.stage.width),
    y: y + rubberBand(soft.y - y, frame.stage.height),
  }
}

/** How long a flick goes on by itself, ms: the distance that a speed yields. */
const GLIDE_MS = 220

/** Where a picture that was let go of at this speed, in px/ms, comes to rest. */
export const glide = (view: View, speed: Point, frame: Frame): View =>
  settle(pan(view, speed.x * GLIDE_MS, speed.y * GLIDE_MS), frame)
