import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react'
import { watchFingers, type Meaning } from './fingers.ts'
import { createPictureZoom, type PictureZoom } from './picture-zoom.ts'
import { createStrip, type Strip } from './strip.ts'
import { watchTrackpad } from './watch-trackpad.ts'

type Elements = { stage: RefObject<HTMLElement | null>; strip: RefObject<HTMLElement | null> }

/** Everything that is done to the shown item by hand; answers what draws it, for keys and buttons. `id` is the shown item's. */
export function useGestures(
  { stage, strip }: Elements,
  id: string,
  meaning: Meaning,
): { zoom: RefObject<PictureZoom | null>; strip: RefObject<Strip | null> } {
  const latest = useRef(meaning)
  const zoom = useRef<PictureZoom>(null)
  const moved = useRef<Strip>(null)
  useLayoutEffect(() => {
    latest.current = meaning
  })

  useEffect(() => {
    if (stage.current === null || strip.current === null) return undefined
    const left = new AbortController()
    const { signal } = left
    const pictureZoom = createPictureZoom(stage.current)
    const turned = createStrip(strip.current)
    watchFingers(stage.current, turned, pictureZoom, () => latest.current, signal)
    watchTrackpad(stage.current, pictureZoom, signal)
    const resized = new ResizeObserver(() => pictureZoom.refit())
    resized.observe(stage.current)
    zoom.current = pictureZoom
    moved.current = turned
    return () => {
      left.abort()
      resized.disconnect()
    }
  }, [stage, strip])

  // In the same moment in which the neighbour becomes the shown one: it stays where it is on the screen.
  useLayoutEffect(() => {
    moved.current?.reset()
    zoom.current?.reset()
  }, [id])

  return { zoom, strip: moved }
}
