// What is playing now, for those who would like to fetch something else meanwhile.
import { useEffect, type RefObject } from 'react'
import type { FileItem } from '@gramreel/contracts/catalogue'
import { noteLoaded } from './measured-speed.ts'

type Present = { element: HTMLMediaElement; bitsPerSecond: number | undefined }

let present: Present | undefined

/** Seconds that are loaded without a break from where it plays. All of the rest counts as endless. */
export function secondsAhead({ buffered, currentTime, duration }: HTMLMediaElement): number {
  for (let range = 0; range < buffered.length; range++) {
    if (buffered.start(range) > currentTime + 0.1 || buffered.end(range) < currentTime) continue
    const end = buffered.end(range)
    return end >= duration - 0.5 ? Infinity : end - currentTime
  }
  return 0
}

/** A browser stops loading once it has what it wants to have ahead: 10 s or so of a rich film in Chromium. */
const hasItsFill = ({ networkState, readyState }: HTMLMediaElement): boolean =>
  networkState === HTMLMediaElement.NETWORK_IDLE && readyState === HTMLMediaElement.HAVE_ENOUGH_DATA

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
    const stop = bytesPerSecond === undefined ? () => undefined : measure(element, bytesPerSecond)
    return () => {
      stop()
      if (present === now) present = undefined
    }
  }, [media, size, durationSeconds, isShown])
}

/** Seconds of film that came, by its mean rate, while it was loading all the time. */
function measure(element: HTMLMediaElement, bytesPerSecond: number): () => void {
  let last: { end: number; at: number } | undefined
  const look = () => {
    const isLoading = element.networkState === HTMLMediaElement.NETWORK_LOADING && !element.seeking
    const end = element.currentTime + secondsAhead(element)
    const at = performance.now()
    if (isLoading && last !== undefined && Number.isFinite(end) && end > last.end)
      noteLoaded((end - last.end) * bytesPerSecond, at - last.at)
    last = isLoading && Number.isFinite(end) ? { end, at } : undefined
  }
  element.addEventListener('progress', look)
  return () => element.removeEventListener('progress', look)
}
