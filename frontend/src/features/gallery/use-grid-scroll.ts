import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react'
import { rowAtOffset, type GridLayout } from './lay-out-grid.ts'
import { noteMove } from './scroll-pace.ts'
import { createScrollScale } from './scroll-scale.ts'

/** Rows `first` to `end` (excluded) are drawn, `shift` pixels higher than the layout says. */
type View = { first: number; end: number; shift: number }

export type GridScroll = View & {
  /** Height of the box, pixels. */
  boxHeight: number
  /** Pixels of the layout that are above the window's top; below zero while the grid begins further down. */
  offset: () => number
  /** Brings this pixel of the layout to the window's top, at once. */
  scrollTo: (offset: number) => void
  /** The furthest offset that one can scroll to. */
  reach: () => number
}

/** Pixels drawn above and below the window: what a frame or two of scrolling need. */
const OVERSCAN = 500
/** A step of the scroll bar; no wheel, key or finger moves by so many windows in one frame. */
const JUMP_WINDOWS = 4
const REST_MS = 160

const viewOf = (layout: GridLayout, offset: number, shift: number): View => ({
  first: Math.max(0, rowAtOffset(layout, offset - OVERSCAN)),
  end: rowAtOffset(layout, offset + innerHeight + OVERSCAN) + 1,
  shift,
})

/** Which rows are near the window, by the window's own scroll bar, however high the layout is (scroll-scale.ts). */
export function useGridScroll(element: RefObject<HTMLElement | null>, layout: GridLayout): GridScroll {
  const [view, setView] = useState<View>({ first: 0, end: 0, shift: 0 })
  const scale = useMemo(() => createScrollScale(layout.height, innerHeight), [layout])
  const at = useRef({ box: 0, layout: 0 })

  const show = useCallback(
    (shift: number) => {
      const next = viewOf(layout, at.current.layout, shift)
      setView((was) =>
        was.first === next.first && was.end === next.end && was.shift === next.shift ? was : next,
      )
    },
    [layout],
  )
  const boxOffset = useCallback(() => -(element.current?.getBoundingClientRect().top ?? 0), [element])

  const scrollTo = useCallback(
    (offset: number) => {
      const goal = scale.toBox(offset)
      scrollBy({ top: goal - boxOffset(), behavior: 'instant' })
      const box = boxOffset()
      // Whole pixels: what is drawn at halves is blurred.
      const shift = scale.isScaled ? Math.round(offset - box) : 0
      at.current = { box, layout: box + shift }
      show(shift)
    },
    [scale, boxOffset, show],
  )

  useLayoutEffect(() => {
    const follow = () => {
      const box = boxOffset()
      const moved = box - at.current.box
      const isJump = Math.abs(moved) > JUMP_WINDOWS * innerHeight
      const wanted = !scale.isScaled ? box : isJump ? scale.toLayout(box) : at.current.layout + moved
      const shift = scale.isScaled ? Math.round(wanted - box) : 0
      noteMove(box + shift - at.current.layout, performance.now())
      at.current = { box, layout: box + shift }
      show(shift)
    }
    // At rest, the scroll bar tells again where in the whole this is.
    const settle = () => {
      if (scale.isScaled && Math.abs(scale.toBox(at.current.layout) - at.current.box) > 1)
        scrollTo(at.current.layout)
    }
    let rest: ReturnType<typeof setTimeout> | undefined
    const scrolled = () => {
      follow()
      clearTimeout(rest)
      if (scale.isScaled) rest = setTimeout(settle, REST_MS)
    }
    follow()
    // Before all who ask where it is (useScrolled).
    addEventListener('scroll', scrolled, { passive: true, capture: true })
    addEventListener('resize', follow)
    return () => {
      clearTimeout(rest)
      removeEventListener('scroll', scrolled, { capture: true })
      removeEventListener('resize', follow)
    }
  }, [scale, boxOffset, show, scrollTo])

  const offset = useCallback(() => at.current.layout, [])
  const reach = useCallback(() => Math.max(0, layout.height - innerHeight), [layout])
  // A layout may have lost rows since the view was made.
  const end = Math.min(view.end, layout.rowCount)
  return { ...view, first: Math.min(view.first, end), end, boxHeight: scale.height, offset, scrollTo, reach }
}

/** Shows where `useGridScroll` is to those who draw it, whenever it moves. */
export function useScrolled(run: () => void): void {
  const current = useRef(run)
  useEffect(() => {
    current.current = run
  })
  useEffect(() => {
    const scrolled = () => current.current()
    addEventListener('scroll', scrolled, { passive: true })
    return () => removeEventListener('scroll', scrolled)
  }, [])
}
