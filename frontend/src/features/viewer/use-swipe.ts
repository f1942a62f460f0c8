import { useEffect, useRef, type RefObject } from 'react'
import { swipeOf, type Swipe } from './swipe.ts'

/** The browser's own controls of a film end so far above its lower edge; there a finger seeks. */
const PLAYER_CONTROLS = 90

/** Lets one finger push the content about, and says what it meant when it lets go. Pinching stays the browser's. */
export function useSwipe(element: RefObject<HTMLElement | null>, onSwipe: (swipe: Swipe) => void): void {
  const listener = useRef(onSwipe)
  useEffect(() => {
    listener.current = onSwipe
  })

  useEffect(() => {
    const stage = element.current
    if (stage === null) return undefined
    let start: { x: number; y: number; time: number } | undefined
    const move = (dx: number, dy: number) => {
      const isAcross = Math.abs(dx) > Math.abs(dy)
      stage.style.translate = isAcross ? `${dx}px 0` : `0 ${Math.max(0, dy)}px`
      stage.style.opacity = isAcross ? '' : String(1 - Math.min(0.6, Math.max(0, dy) / 500))
    }
    const letGo = () => {
      start = undefined
      stage.style.translate = ''
      stage.style.opacity = ''
    }
    const touchStart = (event: TouchEvent) => {
      const touch = event.touches[0]
      const isZoomed = (visualViewport?.scale ?? 1) > 1.01
      if (touch === undefined || event.touches.length > 1 || isZoomed || isOnControls(event, touch))
        return letGo()
      start = { x: touch.clientX, y: touch.clientY, time: event.timeStamp }
    }
    const touchMove = (event: TouchEvent) => {
      const touch = event.touches[0]
      if (event.touches.length > 1) letGo()
      else if (start !== undefined && touch !== undefined)
        move(touch.clientX - start.x, touch.clientY - start.y)
    }
    const touchEnd = (event: TouchEvent) => {
      const touch = event.changedTouches[0]
      if (start === undefined || touch === undefined) return
      const swipe = swipeOf(touch.clientX - start.x, touch.clientY - start.y, event.timeStamp - start.time)
      letGo()
      if (swipe !== undefined) listener.current(swipe)
    }
    const passive = { passive: true }
    stage.addEventListener('touchstart', touchStart, passive)
    stage.addEventListener('touchmove', touchMove, passive)
    stage.addEventListener('touchend', touchEnd, passive)
    stage.addEventListener('touchcancel', letGo, passive)
    return () => {
      stage.removeEventListener('touchstart', touchStart)
      stage.removeEventListener('touchmove', touchMove)
      stage.removeEventListener('touchend', touchEnd)
      stage.removeEventListener('touchcancel', letGo)
    }
  }, [element])
}

function isOnControls(event: TouchEvent, touch: Touch): boolean {
  const { target } = event
  if (!(target instanceof HTMLMediaElement))
    return target instanceof Element && target.closest('button, a') !== null
  return target.controls && touch.clientY > target.getBoundingClientRect().bottom - PLAYER_CONTROLS
}
