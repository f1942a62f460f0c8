import { useEffect, useRef } from 'react'
import { toggleFullScreen } from './full-screen.ts'
import { skipOf, type Tap } from './taps.ts'

/**
 * A click of the mouse plays and pauses, two of them fill the screen; two taps of a finger at a side skip ten seconds. One tap
 * is the viewer's: it brings and sends away the controls.
 */
export function useTaps(
  media: HTMLVideoElement,
  stage: HTMLElement,
  onSkip: (seconds: number) => void,
): void {
  const listener = useRef(onSkip)
  useEffect(() => {
    listener.current = onSkip
  })
  useEffect(() => {
    let last: Tap | undefined
    const left = new AbortController()
    const { signal } = left
    const isPicture = ({ target }: Event) =>
      target instanceof Element &&
      target.closest('button, a, input, [data-no-swipe], [role="alert"]') === null
    const click = (event: PointerEvent | MouseEvent) => {
      if (!isPicture(event)) return
      if ('pointerType' in event && event.pointerType !== 'mouse') tap(event)
      else if (event.detail <= 2) togglePlay(media)
    }
    const tap = (event: MouseEvent) => {
      const { left: edge, width } = stage.getBoundingClientRect()
      const next: Tap = { at: event.timeStamp, x: event.clientX - edge, width }
      const seconds = skipOf(last, next)
      last = next
      if (seconds === undefined) return
      media.currentTime += seconds
      listener.current(seconds)
    }
    const doubleClick = (event: MouseEvent) => {
      const isMouse = matchMedia('(hover: hover)').matches
      if (isMouse && isPicture(event)) toggleFullScreen(stage, media)
    }
    stage.addEventListener('click', click, { signal })
    stage.addEventListener('dblclick', doubleClick, { signal })
    return () => left.abort()
  }, [media, stage])
}

export function togglePlay(media: HTMLMediaElement): void {
  if (media.paused) media.play().catch(() => undefined)
  else media.pause()
}
