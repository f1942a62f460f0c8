import { lazy, Suspense, use } from 'react'
import { formatDays, formatMonths } from '../../shared/format.ts'
import type { FileItem } from '@gramreel/contracts/catalogue'
import { LibraryContext } from '../library/library-context.ts'
import type { TimeGroup } from './group-by-day.ts'
import { boxesOf, rowHeight, type GridDay, type GridLayout, type GridSection } from './lay-out-grid.ts'
import { PlaceholderTile, Tile } from './tile.tsx'
import styles from './grid.module.css'

const GroupTick = lazy(() => import('../library/group-tick.tsx'))

type GridSectionBoxProps = {
  section: GridSection
  layout: GridLayout
  /** Those that are drawn, `first` to `end` (excluded), of this section and others. */
  rows: { first: number; end: number }
  /** All of it stands so much higher in the box than in the layout; pixels. */
  shift: number
  itemAt: (index: number) => FileItem | undefined
  hrefOf: (id: string) => string
}

/** A section may be higher than browsers can place: its box ends at a step of this many pixels outside the window. */
const STEP = 1_000_000

/** A month: its heading, which stays at the window's top, its days, and those of its tiles that are near the window. */
export function GridSectionBox({ section, layout, rows, shift, itemAt, hrefOf }: GridSectionBoxProps) {
  const drawnTop = layout.tops[rows.first] ?? 0
  const drawnEnd = layout.tops[rows.end] ?? layout.height
  const top = Math.max(section.top, (Math.floor(drawnTop / STEP) - 1) * STEP)
  const bottom = Math.min(section.top + section.height, (Math.ceil(drawnEnd / STEP) + 1) * STEP)
  const { month, key } = section
  const days = section.days.filter((day) => day.top > drawnTop - 100 && day.top < drawnEnd)
  return (
    <section
      className={styles['section']}
      // `top`, not a transform: sticky headings are placed by layout, which knows nothing of transforms.
      style={{ top: top - shift, height: bottom - top }}
      aria-labelledby={month === undefined ? undefined : `month-${key}`}
    >
      {month !== undefined && (
        <div className={styles['month']}>
          <h2 id={`month-${key}`}>{monthTitle(month)}</h2>
          <Tick title={monthTitle(month)} group={month} />
        </div>
      )}
      {days.map((day) => (
        <DayHeading key={day.first} day={day} top={day.top - top} />
      ))}
      <ul>{tiles({ section, layout, rows, itemAt, hrefOf, top })}</ul>
    </section>
  )
}

const monthTitle = ({ newest, oldest }: TimeGroup): string => formatMonths(newest, oldest)

function DayHeading({ day, top }: { day: GridDay; top: number }) {
  const title = formatDays(day.newest, day.oldest, new Date())
  return (
    <div className={styles['day']} style={{ top }}>
      <h3>{title}</h3>
      <Tick title={title} group={day} />
    </div>
  )
}

/** For who may select something: a circle that selects all beneath. */
function Tick({ title, group: { first, end } }: { title: string; group: TimeGroup }) {
  if (use(LibraryContext) === undefined) return null
  return (
    <Suspense>
      <GroupTick title={title} first={first} end={end} />
    </Suspense>
  )
}

type TilesOf = Omit<GridSectionBoxProps, 'shift'> & { top: number }

function tiles({ section, layout, rows, itemAt, hrefOf, top }: TilesOf) {
  const drawn = []
  for (let row = rows.first; row < rows.end; row += 1) {
    const start = layout.firsts[row] ?? 0
    if (start < section.first || start >= section.end) continue
    const place = { top: (layout.tops[row] ?? 0) - top, height: rowHeight(layout, row) }
    for (const [n, box] of boxesOf(layout, row).entries()) {
      const index = start + n
      const item = itemAt(index)
      const key = item?.id ?? index
      drawn.push(
        item === undefined ? (
          <PlaceholderTile key={key} {...place} {...box} />
        ) : (
          <Tile key={key} item={item} index={index} href={hrefOf(item.id)} {...place} {...box} />
        ),
      )
    }
  }
  return drawn
}
