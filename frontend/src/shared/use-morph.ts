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
 * reader likes it. Moving from item to item follows at once.
 */
export function useMorph(id: string | undefined): string | undefined {
  const [shown, setShown] = useState(id)
  const running = useRef<ViewTransition>(null)

  useEffect(() => {
    if (id === shown) return
    const moves = (id === undefined) !== (shown === undefined) && isMoving()
    running.current?.skipTransition()
    if (!moves) {
      setShown(id)
      return
    }
    const tile = pictureOf(id ?? shown ?? '')
    const isOpening = id !== undefined
    if (isOpening) tile?.style.setProperty('view-transition-name', NAME)
    const transition = document.startViewTransition(() => {
      tile?.style.removeProperty('view-transition-name')
      flushSync(() => setShown(id))
      if (!isOpening) tile?.style.setProperty('view-transition-name', NAME)
    })
    running.current = transition
    const tidy = () => tile?.style.removeProperty('view-transition-name')
    // Skipped, by a next one or by a window that was resized: the page is in its new state all the same.
    transition.ready.catch(() => undefined)
    transition.finished.then(tidy, tidy)
  }, [id, shown])

  return shown
}
