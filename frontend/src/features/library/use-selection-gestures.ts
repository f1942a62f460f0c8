import { useEffect, useRef, type RefObject } from 'react'
import type { Shown } from './selection-gestures.ts'

/** Listens on the element, once the code for it is there; a selection ends with `place`, what is shown. */
export function useSelectionGestures(
  element: RefObject<HTMLElement | null>,
  shown: Shown,
  place: string | undefined,
): void {
  const current = useRef(shown)
  useEffect(() => {
    current.current = shown
  })
  useEffect(() => {
    const area = element.current
    if (area === null || place === undefined) return undefined
    let end: (() => void) | undefined
    let isOver = false
    const listen = async () => {
      const { listenForSelection } = await import('./selection-gestures.ts')
      if (isOver) return
      end = listenForSelection(area, {
        idsBetween: (from, to) => current.current.idsBetween(from, to),
        all: () => current.current.all(),
      })
    }
    // Not loaded: then nothing can be selected, and all else works.
    listen().catch(() => undefined)
    return () => {
      isOver = true
      end?.()
    }
  }, [element, place])
}
