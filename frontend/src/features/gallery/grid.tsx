import { useWindowVirtualizer } from '@tanstack/react-virtual'
import {
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type Ref,
} from 'react'
import type { FileItem } from '@gramreel/contracts/catalogue'
import { formatDays } from '../../shared/format.ts'
import { groupByDay, type DayGroup } from './group-by-day.ts'
import { layOutGrid, neighbour, rowOfItem, type Direction, type GridLayout } from './lay-out-grid.ts'
import { Tile } from './tile.tsx'
import { useElementWidth } from './use-element-width.ts'
import { useScrollAnchor } from './use-scroll-anchor.ts'
import styles from './grid.module.css'

export type GridHandle = {
  /** Brings an item into view, if it is out of it, and gives it the focus. */
  reveal: (id: string) => void
}

type GridProps = {
  items: readonly FileItem[]
  hrefOf: (id: string) => string
  onOpen: (id: string) => void
  /** Called when the end of what is loaded comes near. */
  onNearEnd: () => void
  /** Without days: a share is one thing. */
  isPlain?: boolean
  ref?: Ref<GridHandle>
}

/** So many pixels before the end the next page is asked for: about three screens. */
const NEAR_END = 2500
const HEADING = 48

/** So few pictures are shown larger, on a wide page: a young gallery should not huddle at its top. */
const FEW = 30

/** What fits a page of this width, in pixels, with so many items on it. */
export function gridOptions(width: number, count: number) {
  const phone = width < 640
  const targetHeight = phone ? 128 : width < 1100 ? 190 : count <= FEW ? 276 : 224
  return {
    width,
    gap: phone ? 4 : 6,
    targetHeight,
    // On a phone one landscape picture may have a row to itself.
    maxHeight: targetHeight * (phone ? 1.8 : 1.45),
    headingHeight: HEADING,
    sectionGap: phone ? 12 : 20,
  }
}

/** A few pictures that were sent are shown larger still, and one fills the page. */
function plainOptions(width: number, count: number) {
  const options = gridOptions(width, count)
  const height = count === 1 ? (width < 640 ? 480 : 560) : options.targetHeight
  return {
    ...options,
    targetHeight: height,
    maxHeight: Math.max(height, options.maxHeight),
    headingHeight: 0,
    sectionGap: 0,
  }
}

const asOneGroup = (items: readonly FileItem[]): DayGroup[] => {
  const now = new Date()
  return items.length === 0 ? [] : [{ key: 'all', newest: now, oldest: now, items: [...items] }]
}

const ARROWS: Record<string, Direction> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
}

/** All pictures, by day, in justified rows. Only what is near the window is in the document. */
export function Grid({ items, hrefOf, onOpen, onNearEnd, isPlain = false, ref }: GridProps) {
  const element = useRef<HTMLDivElement>(null)
  const width = useElementWidth(element)
  const groups = useMemo(() => (isPlain ? asOneGroup(items) : groupByDay(items)), [items, isPlain])
  const layout = useMemo(() => {
    const options = isPlain ? plainOptions(width, items.length) : gridOptions(width, items.length)
    return layOutGrid(width > 0 ? groups : [], options)
  }, [groups, width, items.length, isPlain])
  const rows = useVisibleRows(element, layout)
  useScrollAnchor(element, layout)

  const last = rows.at(-1)
  const nearEnd = width > 0 && (last === undefined || layout.height - last.end < NEAR_END)
  useEffect(() => {
    if (nearEnd) onNearEnd()
  }, [nearEnd, onNearEnd, items])

  const reveal = useReveal(element, layout, items)
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
    const direction = ARROWS[event.key]
    const index = Number(tileOf(event.target)?.dataset['index'])
    if (direction === undefined || Number.isNaN(index) || event.altKey || event.metaKey || event.ctrlKey)
      return
    event.preventDefault()
    const goal = items[neighbour(layout.rows, index, direction, items.length)]
    if (goal !== undefined) reveal(goal.id)
  }

  const first = layout.rows[rows[0]?.index ?? 0]?.section ?? 0
  const end = layout.rows[last?.index ?? -1]?.section ?? -1
  return (
    <div
      ref={element}
      className={styles['grid']}
      style={{ height: layout.height }}
      onClick={open}
      onKeyDown={move}
    >
      {layout.sections.slice(first, end + 1).map((section, n) => (
        <section
          key={section.group.key}
          className={styles['section']}
          // `top`, not a transform: sticky headings are placed by layout, which knows nothing of transforms.
          style={{ top: section.top, height: section.height }}
          aria-labelledby={isPlain ? undefined : `day-${section.group.key}`}
        >
          {!isPlain && (
            <h2 id={`day-${section.group.key}`} className={styles['heading']} style={{ height: HEADING }}>
              {formatDays(section.group.newest, section.group.oldest, new Date())}
            </h2>
          )}
          <ul>
            {rows.flatMap(({ index }) => {
              const row = layout.rows[index]
              if (row === undefined || row.section !== first + n) return []
              return row.boxes.map((box, k) => {
                const item = items[row.first + k]
                if (item === undefined) return null
                return (
                  <Tile
                    key={item.id}
                    item={item}
                    index={row.first + k}
                    href={hrefOf(item.id)}
                    left={box.left}
                    top={row.top - section.top}
                    width={box.width}
                    height={row.height}
                  />
                )
              })
            })}
          </ul>
        </section>
      ))}
    </div>
  )
}

const tileOf = (target: EventTarget): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[data-tile]') : null

function useVisibleRows(element: { current: HTMLElement | null }, layout: GridLayout) {
  const [scrollMargin, setScrollMargin] = useState(0)
  useLayoutEffect(() => {
    setScrollMargin((element.current?.getBoundingClientRect().top ?? 0) + scrollY)
  }, [element, layout])
  const virtualizer = useWindowVirtualizer({
    count: layout.rows.length,
    estimateSize: (index) => layout.rows[index]?.outerHeight ?? 0,
    overscan: 4,
    scrollMargin,
  })
  // Its measurements are cached by index; another layout has other heights.
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, layout])
  return virtualizer.getVirtualItems().map(({ index, end }) => ({ index, end: end - scrollMargin }))
}

function useReveal(element: { current: HTMLElement | null }, layout: GridLayout, items: readonly FileItem[]) {
  const wanted = useRef<string | undefined>(undefined)
  const focusWanted = () => {
    const id = wanted.current
    const tile =
      id === undefined ? null : element.current?.querySelector<HTMLElement>(`[data-tile="${CSS.escape(id)}"]`)
    if (tile === null || tile === undefined) return
    wanted.current = undefined
    tile.focus({ preventScroll: true })
  }
  // A tile far away is drawn only after the window was scrolled to it.
  useEffect(focusWanted)

  return useMemo(
    () => (id: string) => {
      const row =
        layout.rows[
          rowOfItem(
            layout.rows,
            items.findIndex((item) => item.id === id),
          )
        ]
      const grid = element.current
      if (row === undefined || grid === null) return
      wanted.current = id
      const top = grid.getBoundingClientRect().top + row.top
      const covered = HEADING + 56
      if (top < covered) scrollBy({ top: top - covered - 8, behavior: 'instant' })
      else if (top + row.height > innerHeight) {
        scrollBy({ top: top + row.height - innerHeight + 8, behavior: 'instant' })
      }
      const tile = grid.querySelector<HTMLElement>(`[data-tile="${CSS.escape(id)}"]`)
      if (tile !== null) {
        wanted.current = undefined
        tile.focus({ preventScroll: true })
      }
    },
    [element, layout, items],
  )
}
