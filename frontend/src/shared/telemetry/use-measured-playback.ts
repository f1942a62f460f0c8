import { useEffect, type RefObject } from 'react'
import { maySend } from './consent.ts'
import { takeGesture } from './last-gesture.ts'
import { noteFailure } from './notes.ts'

/**
 * Measures how the element plays this file, for the gallery's own statistics; undefined: it does not.
 * `failure`: what a person is told, if anything.
 */
export function useMeasuredPlayback(
  media: RefObject<HTMLMediaElement | null>,
  file: string | undefined,
  failure: string | undefined,
): void {
  useEffect(() => {
    const element = media.current
    if (element === null || file === undefined || !maySend()) return undefined
    const clickedAt = takeGesture()
    let isLeft = false
    let stop: (() => void) | undefined
    const start = async () => {
      const { measurePlayback } = await import('./measure-playback.ts')
      if (!isLeft) stop = measurePlayback(element, { clickedAt, content: file })
    }
    // Without the chunk there are no figures; nobody misses them.
    start().catch(() => undefined)
    return () => {
      isLeft = true
      stop?.()
    }
  }, [media, file])

  useEffect(() => {
    if (failure !== undefined && media.current !== null) noteFailure(media.current, failure)
  }, [media, failure])
}
