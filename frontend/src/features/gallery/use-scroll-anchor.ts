import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react'
import { rowAtOffset, rowOfItem, type GridLayout } from './lay-out-grid.ts'

type Anchor = { id: string; offset: number }

/** Within this many pixels of the top, new posts may push the rest down: that is where one looks for them. */
const NEAR_TOP = 80

const itemIds = (layout: GridLayout): string[] =>
  layout.sections.flatMap(({ group }) => group.items.map(({ id }) => id))

/**
 * Keeps the picture under the reader's eyes where it is when the grid is laid out anew: because somebody posted, or the
 * window changed its shape. Browsers anchor by element, and ours are placed absolutely.
 */
export function useScrollAnchor(grid: RefObject<HTMLElement | null>, layout: GridLayout): void {
  const anchor = useRef<Anchor | undefined>(undefined)

  useEffect(() => {
    const remember = () => {
      const element = grid.current
      if (element === null) return
      const offset = -element.getBoundingClientRect().top
      const row = layout.rows[rowAtOffset(layout.rows, offset)]
      const section = row === undefined ? undefined : layout.sections[row.section]
      const item = row === undefined ? undefined : section?.group.items[row.first - section.first]
      anchor.current =
        offset > NEAR_TOP && row !== undefined && item !== undefined
          ? { id: item.id, offset: offset - row.top }
          : undefined
    }
    remember()
    addEventListener('scroll', remember, { passive: true })
    return () => removeEventListener('scroll', remember)
  }, [grid, layout])

  const shown = useRef(layout)
  useLayoutEffect(() => {
    const element = grid.current
    const kept = anchor.current
    if (shown.current === layout || element === null) return
    shown.current = layout
    if (kept === undefined) return
    const row = layout.rows[rowOfItem(layout.rows, itemIds(layout).indexOf(kept.id))]
    if (row === undefined) return
    const delta = element.getBoundingClientRect().top + row.top + kept.offset
    if (Math.abs(delta) >= 1) scrollBy({ top: delta, behavior: 'instant' })
  }, [grid, layout])
}
