import {
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type PointerEvent,
} from 'react'
import { formatMonths } from '../../shared/format.ts'
import { gridTexts } from '../../shared/grid-texts.ts'
import { sectionAt, type GridLayout } from './lay-out-grid.ts'
import { sectionByKey, yearMarks } from './scrubber-marks.ts'
import { useScrolled, type GridScroll } from './use-grid-scroll.ts'
import styles from './scrubber.module.css'

/** The bar over the page, pixels: a month's heading stands right beneath it. */
const BAR = 56
/** After the last movement it leaves, on screens that are touched. */
const REST_MS = 1500

type ScrubberProps = { layout: GridLayout; scroll: GridScroll }

/** All months on one line at the edge of the window: drag to any of them. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function Scrubber({ layout, scroll }: ScrubberProps) {
  const line = useRef<HTMLDivElement>(null)
  const handle = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState(0)
  const [isDragged, setDragged] = useState(false)
  const [isMoving, setMoving] = useState(false)
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined)
  const marks = useMemo(() => yearMarks(layout, scroll.reach()), [layout, scroll])

  const place = () => {
    const part = Math.min(1, Math.max(0, scroll.offset() / Math.max(1, scroll.reach())))
    handle.current?.style.setProperty('top', `${part * 100}%`)
    setAt(sectionAt(layout, scroll.offset() + BAR + 1))
  }
  useLayoutEffect(place)
  useScrolled(() => {
    place()
    setMoving(true)
    clearTimeout(rest.current)
    rest.current = setTimeout(() => setMoving(false), REST_MS)
  })
  useEffect(() => () => clearTimeout(rest.current), [])

  const goTo = useOncePerFrame((clientY: number) => {
    const box = line.current?.getBoundingClientRect()
    if (box === undefined) return
    const part = Math.min(1, Math.max(0, (clientY - box.top) / box.height))
    scroll.scrollTo(part * scroll.reach())
  })
  const grasp = (event: PointerEvent) => {
    if (event.button !== 0) return
    event.preventDefault()
    line.current?.setPointerCapture(event.pointerId)
    handle.current?.focus({ preventScroll: true })
    setDragged(true)
    goTo(event.clientY)
  }
  const press = (event: KeyboardEvent) => {
    const goal = sectionByKey(layout, at, event.key)
    const section = goal === undefined ? undefined : layout.sections[goal]
    if (section === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    // The last month may be higher than the window: its end is the end.
    scroll.scrollTo(event.key === 'End' ? scroll.reach() : Math.min(scroll.reach(), section.top - BAR + 1))
  }

  const month = layout.sections[at]?.month
  const told = month === undefined ? '' : formatMonths(month.newest, month.oldest)
  return (
    <div className={styles['scrubber']} data-dragged={isDragged} data-moving={isMoving}>
      <div
        ref={line}
        className={styles['line']}
        onPointerDown={grasp}
        onPointerMove={(event) => isDragged && goTo(event.clientY)}
        onPointerUp={() => setDragged(false)}
        onPointerCancel={() => setDragged(false)}
      >
        {marks.map(({ year, at: part }) => (
          <span key={year} className={styles['year']} style={{ top: `${part * 100}%` }} aria-hidden>
            {year}
          </span>
        ))}
        <div
          ref={handle}
          className={styles['handle']}
          role="slider"
          tabIndex={0}
          aria-orientation="vertical"
          aria-label={gridTexts.date}
          aria-valuemin={0}
          aria-valuemax={layout.sections.length - 1}
          aria-valuenow={at}
          aria-valuetext={told}
          onKeyDown={press}
        >
          <span className={styles['bubble']} aria-hidden>
            {told}
          </span>
        </div>
      </div>
    </div>
  )
}

/** The last of the calls between two frames counts: a mouse tells of itself up to a thousand times in a second. */
function useOncePerFrame(run: (value: number) => void): (value: number) => void {
  const current = useRef(run)
  useEffect(() => {
    current.current = run
  })
  const waiting = useRef<number | undefined>(undefined)
  const value = useRef(0)
  return (next) => {
    value.current = next
    waiting.current ??= requestAnimationFrame(() => {
      waiting.current = undefined
      current.current(value.current)
    })
  }
}
