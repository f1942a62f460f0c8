import { useEffect, useRef, useState } from 'react'
import type { Caption } from '@gramreel/contracts/details'
import { chooseCaption, wishFor } from './choose-caption.ts'
import { keepPreferences, readPreferences } from './preferences.ts'

/** Dispatched on the media element: show captions, or hide them. */
export const TOGGLE_CAPTIONS = 'gramreel:captions'

/** Lines from the lower edge of the picture; below them are the controls. */
const LINE_ABOVE_CONTROLS = -3

/** The captions that are shown, by id, or null; and how to choose others. The browser draws them. */
export function useCaptionChoice(
  media: HTMLVideoElement,
  captions: readonly Caption[],
): [string | null, (id: string | null) => void] {
  const [chosen, setChosen] = useState<string | null>(
    () => chooseCaption(captions, readPreferences().captions)?.id ?? null,
  )
  useEffect(() => show(media, chosen), [media, chosen, captions])
  const choose = (id: string | null) => {
    const caption = captions.find((each) => each.id === id)
    keepPreferences({ captions: caption === undefined ? null : wishFor(caption) })
    setChosen(caption?.id ?? null)
  }
  /** What they were before they were hidden. */
  const last = useRef(chosen)
  useEffect(() => {
    if (chosen !== null) last.current = chosen
    const toggle = () => choose(chosen === null ? (last.current ?? captions[0]?.id ?? null) : null)
    media.addEventListener(TOGGLE_CAPTIONS, toggle)
    return () => media.removeEventListener(TOGGLE_CAPTIONS, toggle)
  })
  return [chosen, choose]
}

/** Shows this one track alone; answers how to leave off. */
function show(media: HTMLVideoElement, id: string | null): () => void {
  const left = new AbortController()
  for (const element of media.querySelectorAll('track')) {
    const { track } = element
    if (element.dataset['caption'] !== id) track.mode = 'disabled'
    else {
      // Hidden, it is loaded, and its cues can be moved before any of them is drawn.
      track.mode = 'hidden'
      const lift = () => {
        liftCues(track)
        track.mode = 'showing'
      }
      if (element.readyState === HTMLTrackElement.LOADED) lift()
      else element.addEventListener('load', lift, { once: true, signal: left.signal })
    }
  }
  return () => left.abort()
}

/** Cues that say nothing of their place would be drawn behind the controls. */
function liftCues(track: TextTrack): void {
  for (const cue of track.cues ?? []) {
    if (cue instanceof VTTCue && cue.line === 'auto') cue.line = LINE_ABOVE_CONTROLS
  }
}
