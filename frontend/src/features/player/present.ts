// What is playing now, for those who would like to fetch something else meanwhile.
import { useEffect, type RefObject } from 'react'
import type { FileItem } from '@gramreel/contracts/catalogue'
import { noteLoaded } from './measured-speed.ts'

type Present = { element: HTMLMediaElement; bitsPerSecond: number | undefined }

let present: Present | undefined

/** Seconds that are loaded without a break from where it plays. All of the rest counts as endless. */
export function secondsAhead({
  buffered,
  currentTime,
  duration,
}: Pick<HTMLMediaElement, 'buffered' | 'currentTime' | 'duration'>): number {
  for (let range = 0; range < buffered.length; range++) {
    if (buffered.start(range) > currentTime + 0.1 || buffered.end(range) < currentTime) continue
    const end = buffered.end(range)
    return end >= duration - 0.5 ? Infinity : end - currentTime
  }
  return 0
}

/** A browser stops loading once it has what it wants to have ahead: 10 s or so of a rich film in Chromium. */
const hasItsFill = (element: HTMLMediaElement): boolean =>
  element.networkState === element.NETWORK_IDLE && element.readyState === element.HAVE_ENOUGH_DATA

/** How steadily it plays; undefined where nothing does. What has its fill leaves the line to others, as if all were loaded. */
export function presentPlayback(): { secondsAhead: number; bitsPerSecond: number | undefined } | undefined {
  if (present === undefined) return undefined
  const { element, bitsPerSecond } = present
  return { secondsAhead: hasItsFill(element) ? Infinity : secondsAhead(element), bitsPerSecond }
}

/** Makes this what is playing now, and measures the line by what it loads. */
export function useSteadiness(
  media: RefObject<HTMLMediaElement | null>,
  item: FileItem,
  isShown: boolean,
): void {
  const { size, durationSeconds } = item
  useEffect(() => {
    const element = media.current
    if (element === null || !isShown) return undefined
    const bytesPerSecond =
      durationSeconds === undefined || durationSeconds <= 0 ? undefined : size / durationSeconds
    const now = { element, bitsPerSecond: bytesPerSecond === undefined ? undefined : bytesPerSecond * 8 }
    present = now
    const stop = bytesPerSecond === undefined ? () => undefined : measureLoading(element, bytesPerSecond)
    return () => {
      stop()
      if (present === now) present = undefined
    }
  }, [media, size, durationSeconds, isShown])
}

type Loading = EventTarget &
  Pick<
    HTMLMediaElement,
    'buffered' | 'currentTime' | 'duration' | 'networkState' | 'NETWORK_LOADING' | 'seeking'
  >

/**
 * Measures the line by seconds of film that came, at its mean rate, from one look to the next, if it was loading from the first
 * on. What stops in between says so at once (`suspend`): on a quick line all that a player wants comes between two `progress`
 * events. Answers how to stop.
 */
export function measureLoading(element: Loading, bytesPerSecond: number): () => void {
  const left = new AbortController()
  let last: { end: number; at: number } | undefined
  const look = () => {
    const end = element.currentTime + secondsAhead(element)
    const at = performance.now()
    const isKnown = Number.isFinite(end) && !element.seeking
    if (last !== undefined && isKnown && end > last.end)
      noteLoaded((end - last.end) * bytesPerSecond, at - last.at)
    const isLoading = element.networkState === element.NETWORK_LOADING
    last = isLoading && isKnown ? { end, at } : undefined
  }
  for (const name of ['loadeddata', 'seeking', 'seeked', 'progress', 'suspend'])
    element.addEventListener(name, look, { signal: left.signal })
  return () => left.abort()
}
