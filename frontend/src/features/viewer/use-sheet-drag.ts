import { useEffect, useRef, type RefObject } from 'react'
import { swipeOf } from './swipe.ts'

/** A sheet at the lower edge goes down with the finger at its head, and away when that means it. */
export function useSheetDrag(
  sheet: RefObject<HTMLElement | null>,
  head: RefObject<HTMLElement | null>,
  onClose: () => void,
): void {
  const listener = useRef(onClose)
  useEffect(() => {
    listener.current = onClose
  })
  useEffect(() => {
    const handle = head.current
    const moved = sheet.current
    if (handle === null || moved === null) return undefined
    const left = new AbortController()
    const { signal } = left
    let start: { y: number; time: number } | undefined
    const put = (dy: number) => {
      moved.style.translate = dy > 0 ? `0 ${dy}px` : ''
    }
    const end = (event: PointerEvent) => {
      if (start === undefined) return
      const isMeant =
        event.type === 'pointerup' &&
        swipeOf(0, event.clientY - start.y, event.timeStamp - start.time) === 'close'
      start = undefined
      if (isMeant) listener.current()
      else put(0)
    }
    handle.addEventListener(
      'pointerdown',
      (event) => {
        // On a desk it stands beside the picture and goes nowhere.
        if (event.pointerType === 'mouse' || getComputedStyle(moved).position !== 'absolute') return
        if (event.target instanceof Element && event.target.closest('button') !== null) return
        start = { y: event.clientY, time: event.timeStamp }
        handle.setPointerCapture(event.pointerId)
      },
      { signal },
    )
    handle.addEventListener('pointermove', ({ clientY }) => start && put(clientY - start.y), { signal })
    handle.addEventListener('pointerup', end, { signal })
    handle.addEventListener('pointercancel', end, { signal })
    return () => left.abort()
  }, [sheet, head])
}
