// A film under a resting mouse shows its preview pictures: moving the mouse over the tile goes through them, resting lets them
// follow each other. One film at a time, and outside of React: it follows the pointer, and nothing else needs to know.
import type { CatalogueModel } from '../../shared/catalogue-model.ts'
import { areFilmsPreviewed } from '../../shared/film-previews-choice.ts'
import { savesData } from '../player/measured-speed.ts'
import { filmUnder, placeUnder } from './film-under.ts'
import { openPreview } from './open-preview.ts'

/** `first` led here. The answer ends it. */
export function followMouse(
  grid: HTMLElement,
  model: Pick<CatalogueModel, 'itemAt'>,
  first: PointerEvent,
): () => void {
  let current: { place: HTMLElement; close: () => void } | undefined
  const leave = () => {
    current?.close()
    current = undefined
  }
  const over = (event: PointerEvent) => {
    if (current !== undefined && placeUnder(event.target) === current.place) return
    leave()
    const film = filmUnder(event, model)
    if (film === undefined || !areFilmsPreviewed() || savesData()) return
    current = { place: film.place, close: openPreview(film.place, film.sprites, event.clientX) }
  }
  /** Whoever presses wants the film, or to select it: no more of this until the mouse comes anew. */
  const press = () => current?.close()

  grid.addEventListener('pointerover', over)
  grid.addEventListener('pointerleave', leave)
  grid.addEventListener('pointerdown', press)
  if (placeUnder(first.target)?.matches(':hover') === true) over(first)
  return () => {
    leave()
    grid.removeEventListener('pointerover', over)
    grid.removeEventListener('pointerleave', leave)
    grid.removeEventListener('pointerdown', press)
  }
}
