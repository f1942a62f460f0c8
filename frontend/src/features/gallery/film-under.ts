import type { Sprites } from '@gramreel/contracts/sprites'
import type { CatalogueModel } from '../../shared/catalogue-model.ts'

type FilmUnder = { place: HTMLElement; sprites: Sprites }

/** The place in the grid that a pointer is over. */
export const placeUnder = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest('li') : null

/** The film with preview pictures that a mouse came upon, if it did, and not while it drags something. */
export function filmUnder(
  { target, pointerType, buttons }: PointerEvent,
  { itemAt }: Pick<CatalogueModel, 'itemAt'>,
): FilmUnder | undefined {
  if (pointerType !== 'mouse' || buttons !== 0) return undefined
  const place = placeUnder(target)
  const index = place?.querySelector<HTMLElement>('[data-tile]')?.dataset['index']
  const sprites = index === undefined ? undefined : itemAt(Number(index))?.sprites
  return place === null || sprites === undefined ? undefined : { place, sprites }
}
