import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiError } from '../../shared/api.ts'
import { noteLoaded } from '../player/measured-speed.ts'
import { askWhy, mayPass } from './ask-why.ts'
import type { Reason } from './problems.ts'
import type { ContentProps } from './content.ts'
import { useViewerSource } from './source.ts'
import { needsWaking, wakeWorker } from './wake-worker.ts'
import styles from './picture.module.css'

/** A failure is mended in silence this often, before we bother a person with it. */
const SILENT_REPAIRS = 1

/** Who turns the page does not wait for what was on it: the browser is told to stop loading it. */
const hangUp = (picture: HTMLImageElement) => () => picture.removeAttribute('src')

/** So quickly comes only what was here already. */
const CACHED_MS = 25

const measure = (bytes: number, milliseconds: number): void => {
  if (milliseconds > CACHED_MS) noteLoaded(bytes, milliseconds)
}

/** A photo: its thumbnail at once, itself as soon as the browser has it. */
export function Picture({ item, link: first, renewLink, onState }: ContentProps) {
  const { readWorker } = useViewerSource()
  const [link, setLink] = useState(first)
  /** The link whose worker is known to be awake; before that, its host's page could take the place of the picture. */
  const [ready, setReady] = useState(() => (needsWaking(first) ? undefined : first))
  const [isWaking, setWaking] = useState(false)
  const [ratio, setRatio] = useState<number>()
  const [isShown, setShown] = useState(false)
  const [reason, setReason] = useState<Reason>()
  const left = useRef<AbortController>(null)
  const repairs = useRef(0)
  const askedAt = useRef(0)

  useEffect(() => {
    left.current = new AbortController()
    return () => left.current?.abort()
  }, [])

  useEffect(() => {
    if (!needsWaking(link)) {
      setReady(link)
      return undefined
    }
    const moved = new AbortController()
    void wakeWorker(link, moved.signal, { onWaking: () => setWaking(true), readWorker }).then(
      (isAwake) => {
        setWaking(false)
        if (isAwake) return setReady(link)
        return setReason(navigator.onLine ? 'worker_unreachable' : 'offline')
      },
      () => undefined,
    )
    return () => moved.abort()
  }, [link, readWorker])

  useEffect(() => {
    askedAt.current = performance.now()
  }, [ready])

  const repair = useCallback(async () => {
    setReason(undefined)
    try {
      setLink({ ...(await renewLink()) })
    } catch (error) {
      setReason(error instanceof ApiError ? error.code : 'unreachable')
    }
  }, [renewLink])

  const fail = async () => {
    const signal = left.current?.signal
    if (signal === undefined) return
    const found = await askWhy(link, 'picture', signal).catch(() => undefined)
    if (found === undefined || signal.aborted) return
    if (mayPass(found) && repairs.current < SILENT_REPAIRS) {
      repairs.current += 1
      await repair()
    } else setReason(found)
  }

  useEffect(() => {
    const retry = () => {
      repairs.current = 0
      void repair()
    }
    onState({
      isWaiting: !isShown && reason === undefined,
      isWaking,
      hasOwnRing: false,
      isAtRest: isShown,
      isShown,
      ratio,
      reason,
      retry,
    })
  }, [onState, isShown, isWaking, ratio, reason, repair])

  if (reason !== undefined) return null
  return (
    <img
      // Another link is another picture: an element that failed does not try again by itself.
      key={link.expiresAt}
      ref={hangUp}
      className={styles['picture']}
      data-shown={isShown}
      src={ready === link ? link.url : undefined}
      alt={item.caption.trim() === '' ? item.name : item.caption}
      decoding="async"
      draggable={false}
      onLoad={({ currentTarget }) => {
        measure(item.size, performance.now() - askedAt.current)
        setRatio(currentTarget.naturalWidth / currentTarget.naturalHeight || undefined)
        // Ready to be drawn, and not only loaded: the thumbnail leaves when the picture comes, and not a moment before.
        currentTarget
          .decode()
          .catch(() => undefined)
          .then(
            () => setShown(true),
            () => undefined,
          )
      }}
      onError={() => void fail()}
    />
  )
}
