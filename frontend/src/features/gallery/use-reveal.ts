import { useCallback, useEffect, useRef, type RefObject } from 'react'
import type { CatalogueModel } from '../../shared/catalogue-model.ts'
import { rowHeight, rowOfItem, type GridLayout } from './lay-out-grid.ts'
import type { GridScroll } from './use-grid-scroll.ts'

/** The bar and the month's heading cover so much of the window's top, pixels; and a little air. */
const COVERED = 56 + 48 + 8

/** Brings an item into view, if it is out of it, and gives it the focus once it is drawn. */
export function useReveal(
  element: RefObject<HTMLElement | null>,
  model: CatalogueModel,
  layout: GridLayout,
  scroll: GridScroll,
) {
  const wanted = useRef<number | undefined>(undefined)
  // A tile far away is drawn only after the window was scrolled to it, and its item may still be on its way.
  useEffect(() => {
    if (wanted.current === undefined) return
    const tile = element.current?.querySelector<HTMLElement>(`a[data-index="${wanted.current}"]`)
    if (tile === null || tile === undefined) return
    wanted.current = undefined
    tile.focus({ preventScroll: true })
  })

  const revealIndex = useCallback(
    (index: number) => {
      const row = rowOfItem(layout, index)
      if (row < 0) return
      wanted.current = index
      const top = layout.tops[row] ?? 0
      const bottom = top + rowHeight(layout, row) + 8
      const offset = scroll.offset()
      if (top - COVERED < offset) scroll.scrollTo(top - COVERED)
      else if (bottom > offset + innerHeight) scroll.scrollTo(bottom - innerHeight)
      const tile = element.current?.querySelector<HTMLElement>(`a[data-index="${index}"]`)
      if (tile === null || tile === undefined) return
      wanted.current = undefined
      tile.focus({ preventScroll: true })
    },
    [element, layout, scroll],
  )

  const current = useRef(revealIndex)
  useEffect(() => {
    current.current = revealIndex
  })
  const reveal = useCallback(
    (id: string) => {
      const known = model.indexOf(id)
      if (known >= 0) return current.current(known)
      model.find(id).then(
        (index) => index !== undefined && current.current(index),
        // Not to be found now: the reader stays where he is.
        () => undefined,
      )
      return undefined
    },
    [model],
  )
  return { reveal, revealIndex }
}
