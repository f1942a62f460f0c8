import { useEffect, type RefObject } from 'react'
import type { CatalogueModel } from '../../shared/catalogue-model.ts'
import { filmUnder } from './film-under.ts'

/** Films show what is in them under a resting mouse. One listener, and no more, until a mouse comes upon such a film. */
export function useFilmPreviews(element: RefObject<HTMLElement | null>, model: CatalogueModel): void {
  useEffect(() => {
    const grid = element.current
    if (grid === null) return undefined
    let stop: (() => void) | undefined
    let isLeft = false
    const begin = (event: PointerEvent) => {
      if (filmUnder(event, model) === undefined) return
      grid.removeEventListener('pointerover', begin)
      import('./film-previews.ts').then(
        ({ followMouse }) => (stop = isLeft ? undefined : followMouse(grid, model, event)),
        // Without it the pictures stay as they are.
        () => undefined,
      )
    }
    grid.addEventListener('pointerover', begin)
    return () => {
      isLeft = true
      grid.removeEventListener('pointerover', begin)
      stop?.()
    }
  }, [element, model])
}
