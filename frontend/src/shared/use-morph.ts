import { useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'

/** The name under which a tile and the opened picture are one thing to the browser; see app/base.css. */
const NAME = 'opened'

const pictureOf = (id: string): HTMLElement | null =>
  document.querySelector<HTMLElement>(`[data-tile="${CSS.escape(id)}"] img`)

const isMoving = (): boolean =>
  'startViewTransition' in document &&
  document.visibilityState === 'visible' &&
  !matchMedia('(prefers-reduced-motion: reduce)').matches

/**
 * Follows the id of the opened item, a moment later: tile to viewer, and back, as one movement, where the browser can and the
 * reader likes it. Moving from item to item follows at once. `comes` tells what must be there before anything can open, and the
 * page stays as it is until then; `reveal` brings a tile into view, beneath the viewer, for a picture to go back to. Both must
 * stay the same functions from render to render.
 */
export function useMorph(
  id: string | undefined,
  comes: () => Promise<unknown> | undefined,
  reveal: (id: string) => void,
): string | undefined {
  const [shown, setShown] = useState(id)
  const running = useRef<ViewTransition>(null)

  useEffect(() => {
    if (id === shown) return undefined
    running.current?.skipTransition()
    const isOpening = shown === undefined
    const follow = () => {
      if (!(isOpening || id === undefined) || !isMoving()) setShown(id)
      else running.current = morph(id ?? shown ?? '', isOpening, () => setShown(id))
    }
    const awaited = isOpening
      ? comes()
      : id === undefined && isMoving()
        ? tileComes(shown, reveal)
        : undefined
    if (awaited === undefined) return follow()
    let isLeft = false
    // Whether it came or not: the viewer itself says what is wrong.
    const go = () => (isLeft ? undefined : follow())
    awaited.then(go, go)
    return () => {
      isLeft = true
    }
  }, [id, shown, comes, reveal])

  return shown
}

/** A tile that is far away is drawn some frames after the page was scrolled to it; none is waited for longer than these. */
const FRAMES = 12

/** The tile that the picture goes back to: undefined when it is in view, else a promise that it is, or never will be. */
function tileComes(id: string, reveal: (id: string) => void): Promise<void> | undefined {
  if (isInView(pictureOf(id))) return undefined
  reveal(id)
  return new Promise((resolve) => {
    const look = (left: number) => {
      if (left === 0 || isInView(pictureOf(id))) resolve()
      else requestAnimationFrame(() => look(left - 1))
    }
    look(FRAMES)
  })
}

function isInView(element: HTMLElement | null): boolean {
  if (element === null) return false
  const { top, bottom } = element.getBoundingClientRect()
  return bottom > 0 && top < innerHeight
}

/** The picture of a tile becomes the viewer's, or the other way round. `change` brings the page into its new state. */
function morph(id: string, isOpening: boolean, change: () => void): ViewTransition {
  const tile = pictureOf(id)
  const tidy = () => tile?.style.removeProperty('view-transition-name')
  if (isOpening) tile?.style.setProperty('view-transition-name', NAME)
  const transition = document.startViewTransition(() => {
    tidy()
    flushSync(change)
    if (!isOpening) tile?.style.setProperty('view-transition-name', NAME)
  })
  // Skipped, by a next one or by a window that was resized: the page is in its new state all the same.
  transition.ready.catch(() => undefined)
  transition.finished.then(tidy, tidy)
  return transition
}
