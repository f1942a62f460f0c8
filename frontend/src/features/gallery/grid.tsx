import {
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useSyncExternalStore,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type Ref,
} from 'react'
import type { CatalogueModel } from '../../shared/catalogue-model.ts'
import { MOVES } from './grid-keys.ts'
import { gridOptions, plainOptions } from './grid-options.ts'
import { GridSectionBox } from './grid-section.tsx'
import { groupByMonth } from './group-by-day.ts'
import {
  layOutGrid,
  neighbour,
  rowAtOffset,
  sectionAt,
  type Direction,
  type GridLayout,
} from './lay-out-grid.ts'
import { useElementWidth } from './use-element-width.ts'
import { useFilmPreviews } from './use-film-previews.ts'
import { useGridScroll, type GridScroll } from './use-grid-scroll.ts'
import { useReadingPlace } from './use-reading-place.ts'
import { useReveal } from './use-reveal.ts'
import styles from './grid.module.css'

export type GridHandle = {
  /** Brings an item into view, if it is out of it, and gives it the focus. */
  reveal: (id: string) => void
}

type GridProps = {
  model: CatalogueModel
  hrefOf: (id: string) => string
  onOpen: (id: string) => void
  /** Without months and days: a share is one thing. */
  isPlain?: boolean
  /** What stands over it and knows where it is scrolled to. */
  aside?: (layout: GridLayout, scroll: GridScroll) => ReactNode
  ref?: Ref<GridHandle>
}

/** Items so near to the window, in windows, are asked for. */
const AHEAD = 1

const MIRRORED: Partial<Record<Direction, Direction>> = { left: 'right', right: 'left' }

const EMPTY = { count: 0, ratios: new Float32Array(0), quarters: undefined }

/** All pictures, by month and day, in justified rows. Only what is near the window is in the document. */
export function Grid({ model, hrefOf, onOpen, isPlain = false, aside, ref }: GridProps) {
  useSyncExternalStore(model.subscribe, model.version)
  const element = useRef<HTMLDivElement>(null)
  const width = useElementWidth(element)
  const outline = model.outline ?? EMPTY
  const months = useMemo(() => (isPlain ? undefined : groupByMonth(outline)), [outline, isPlain])
  const layout = useMemo(() => {
    const options = isPlain ? plainOptions : gridOptions
    return layOutGrid(
      width > 0 ? outline : EMPTY,
      width > 0 ? months : undefined,
      options(width, outline.count),
    )
  }, [outline, months, width, isPlain])
  const scroll = useGridScroll(element, layout)
  useReadingPlace(model, layout, scroll)
  useWanted(model, layout, scroll)
  useFilmPreviews(element, model)

  const { reveal, revealIndex } = useReveal(element, model, layout, scroll)
  useImperativeHandle(ref, () => ({ reveal }), [reveal])

  const open = (event: MouseEvent) => {
    const plainClick =
      event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
    const id = tileOf(event.target)?.dataset['tile']
    if (id === undefined || !plainClick) return
    event.preventDefault()
    onOpen(id)
  }
  const move = (event: KeyboardEvent) => {
    const direction = MOVES.get(event.key)
    const index = Number(tileOf(event.target)?.dataset['index'])
    if (direction === undefined || Number.isNaN(index) || event.altKey || event.metaKey || event.ctrlKey)
      return
    event.preventDefault()
    // Where the page runs from right to left, so do its rows.
    const isMirrored = getComputedStyle(event.currentTarget).direction === 'rtl'
    revealIndex(neighbour(layout, index, (isMirrored ? MIRRORED[direction] : undefined) ?? direction))
  }

  const { first, end, shift } = scroll
  const from = sectionAt(layout, layout.tops[first] ?? 0)
  const to = end > first ? sectionAt(layout, layout.tops[end - 1] ?? 0) : -1
  return (
    <>
      <div
        ref={element}
        className={styles['grid']}
        style={{ height: scroll.boxHeight }}
        onClick={open}
        onKeyDown={move}
      >
        {layout.sections.slice(from, to + 1).map((section) => (
          <GridSectionBox
            key={section.key}
            section={section}
            layout={layout}
            rows={{ first, end }}
            shift={shift}
            itemAt={model.itemAt}
            hrefOf={hrefOf}
          />
        ))}
      </div>
      {aside?.(layout, scroll)}
    </>
  )
}

const tileOf = (target: EventTarget): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[data-tile]') : null

/** Tells the model what is near the window. */
function useWanted(model: CatalogueModel, layout: GridLayout, { first, end }: GridScroll): void {
  useEffect(() => {
    if (end <= first) return
    const [top = 0, bottom = 0] = [layout.tops[first], layout.tops[end]]
    const beyond = AHEAD * innerHeight
    const from = Math.max(0, rowAtOffset(layout, top - beyond))
    const to = Math.min(layout.rowCount, rowAtOffset(layout, bottom + beyond) + 1)
    model.want('grid', { first: layout.firsts[from] ?? 0, end: layout.firsts[to] ?? 0 })
  }, [model, layout, first, end])
  useEffect(() => () => model.want('grid', undefined), [model])
}
