import { useEffect, useRef, useState } from 'react'
import { EVENT_NAMES, type EventName } from '@gramreel/contracts/events'

type Listeners = Partial<Record<EventName, () => void>> & {
  /** The line was down: anything may have happened meanwhile. */
  reconnected: () => void
  /** The backend answered, and refused: perhaps nobody is signed in any more. */
  refused: () => void
}

/** A hiccup shorter than this is nobody's business. */
const PATIENCE_MS = 3000
const RETRY_MS = 3000

/**
 * Listens to `/api/events` while the page is in sight, and says whether the line stands. A hidden page lets go of it:
 * over HTTP/1.1 a browser has six connections to one server for all its tabs together, and every open line takes one.
 */
export function useLiveEvents(isEnabled: boolean, listeners: Listeners): boolean {
  const [isConnected, setConnected] = useState(true)
  const current = useRef(listeners)
  useEffect(() => {
    current.current = listeners
  })

  useEffect(() => {
    if (!isEnabled) return undefined
    let source: EventSource | undefined
    let wasOpen = false
    let complaint: ReturnType<typeof setTimeout> | undefined
    let retry: ReturnType<typeof setTimeout> | undefined

    const close = () => {
      clearTimeout(complaint)
      clearTimeout(retry)
      complaint = undefined
      source?.close()
      source = undefined
    }
    const open = () => {
      source?.close()
      source = new EventSource('/api/events')
      source.addEventListener('open', () => {
        clearTimeout(complaint)
        complaint = undefined
        setConnected(true)
        if (wasOpen) current.current.reconnected()
        wasOpen = true
      })
      for (const name of EVENT_NAMES) source.addEventListener(name, () => current.current[name]?.())
      source.addEventListener('error', () => {
        complaint ??= setTimeout(() => setConnected(false), PATIENCE_MS)
        // A dropped line comes back by itself; one answered with an error does not (WHATWG HTML, 9.2.3).
        if (source?.readyState === EventSource.CLOSED) {
          current.current.refused()
          clearTimeout(retry)
          retry = setTimeout(open, RETRY_MS)
        }
      })
    }
    const follow = () => (document.visibilityState === 'visible' ? (source ?? open()) : close())

    follow()
    document.addEventListener('visibilitychange', follow)
    return () => {
      document.removeEventListener('visibilitychange', follow)
      close()
    }
  }, [isEnabled])

  return isConnected
}
