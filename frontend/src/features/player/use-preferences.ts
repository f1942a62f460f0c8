import { useLayoutEffect, type RefObject } from 'react'
import { keepPreferences, readPreferences } from './preferences.ts'

/** Speed and volume as they were last time, and remembered when they change. */
export function usePreferences(media: RefObject<HTMLMediaElement | null>, isWanted: boolean): void {
  // Before anything is loaded, so that nothing is heard too loud.
  useLayoutEffect(() => {
    const element = media.current
    if (element === null || !isWanted) return undefined
    const { speed, volume, isMuted } = readPreferences()
    element.volume = volume
    element.muted = isMuted
    // load() sets the speed back to the default one (WHATWG HTML, 4.8.11.5).
    element.defaultPlaybackRate = speed
    element.playbackRate = speed
    const keepVolume = () => keepPreferences({ volume: element.volume, isMuted: element.muted })
    const keepSpeed = () => {
      if (element.playbackRate === element.defaultPlaybackRate) return
      element.defaultPlaybackRate = element.playbackRate
      keepPreferences({ speed: element.playbackRate })
    }
    element.addEventListener('volumechange', keepVolume)
    element.addEventListener('ratechange', keepSpeed)
    return () => {
      element.removeEventListener('volumechange', keepVolume)
      element.removeEventListener('ratechange', keepSpeed)
    }
  }, [media, isWanted])
}
