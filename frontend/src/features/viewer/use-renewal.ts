import { useEffect, type RefObject } from 'react'
import type { LinkAnswer } from '@gramreel/contracts/links'
import { lifeOf } from '../../shared/link-life.ts'

/** Whoever pauses in order to seek is not disturbed. */
const AT_REST_AFTER_MS = 700
/** What did not work, or could not be done just then, is tried again. */
const AGAIN_MS = 5000

type Renewal = {
  media: RefObject<HTMLMediaElement | null>
  link: LinkAnswer
  /** False where a service worker stands between, which renews by itself. */
  isNeeded: boolean
  /** Gives the element another address, time and all else kept. Stays the same from render to render. */
  renew: () => Promise<void>
}

/**
 * Renews the link of an element that has it as its address. A film that plays is left alone: the worker lets it go on with
 * its old link (CONTRACT.md, The token). One that stands still is given a new one before the hour ends, when nobody sees it;
 * one that begins to move after the end is given it then, and whatever fails is mended by usePlayback.
 */
export function useRenewal({ media, link, isNeeded, renew }: Renewal): void {
  useEffect(() => {
    const element = media.current
    if (element === null || !isNeeded) return undefined
    const { due, end } = lifeOf(link, Date.now())
    let timer: ReturnType<typeof setTimeout> | undefined
    const left = new AbortController()
    const { signal } = left
    const look = async () => {
      const isStill = element.paused && !element.seeking && element.readyState > 0
      if (Date.now() >= due && isStill && !document.hidden) await renew()
      if (element.paused && !signal.aborted) lookSoon(AGAIN_MS)
    }
    const lookSoon = (ms: number) => {
      clearTimeout(timer)
      timer = setTimeout(() => void look(), ms)
    }
    const rest = () => lookSoon(Math.max(AT_REST_AFTER_MS, due - Date.now()))
    const move = () => void (Date.now() >= end && renew())
    element.addEventListener('pause', rest, { signal })
    element.addEventListener('seeked', rest, { signal })
    document.addEventListener('visibilitychange', rest, { signal })
    element.addEventListener('play', move, { signal })
    rest()
    return () => {
      clearTimeout(timer)
      left.abort()
    }
  }, [media, link, isNeeded, renew])
}
