import { useLayoutEffect, useRef } from 'react'
import type { CatalogueModel, ReadingPlace } from '../../shared/catalogue-model.ts'
import { rowAtOffset, rowOfItem, type GridLayout } from './lay-out-grid.ts'
import { useScrolled, type GridScroll } from './use-grid-scroll.ts'

type Anchor = ReadingPlace & { id: string | undefined }

/** Within this many pixels of the top, new posts may push the rest down: that is where one looks for them. */
const NEAR_TOP = 80

/**
 * Keeps the picture under the reader's eyes where it is when the grid is laid out anew: because somebody posted, or the window
 * changed its shape. And brings him back to where he was, when he comes back to the same catalogue.
 */
export function useReadingPlace(model: CatalogueModel, layout: GridLayout, scroll: GridScroll): void {
  const anchor = useRef<Anchor | undefined>(undefined)
  const shown = useRef<{ model: CatalogueModel; layout: GridLayout } | undefined>(undefined)

  const remember = () => {
    const offset = scroll.offset()
    const row = rowAtOffset(layout, offset)
    const index = layout.firsts[row] ?? 0
    anchor.current =
      offset <= NEAR_TOP || row < 0
        ? undefined
        : { index, id: model.itemAt(index)?.id, offset: offset - (layout.tops[row] ?? 0) }
    model.place = anchor.current
  }

  useLayoutEffect(() => {
    if (layout.rowCount === 0) return
    const before = shown.current
    shown.current = { model, layout }
    if (before?.model === model && before.layout === layout) return
    const isBack = before === undefined
    const place: (ReadingPlace & { id?: string | undefined }) | undefined = isBack
      ? model.place
      : before.model === model
        ? (anchor.current ?? model.place)
        : undefined
    // From another page of ours, which was scrolled down.
    if (isBack && place === undefined && scrollY > 0) scrollTo({ top: 0, behavior: 'instant' })
    if (place === undefined) return
    const known = place.id === undefined ? -1 : model.indexOf(place.id)
    const row = rowOfItem(layout, known >= 0 ? known : place.index)
    // Not there yet: the outline of all is still under way.
    if (row < 0) return
    scroll.scrollTo((layout.tops[row] ?? 0) + place.offset)
    remember()
  })
  useScrolled(remember)
}
