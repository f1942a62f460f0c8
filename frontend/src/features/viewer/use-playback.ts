import { useCallback, useEffect, useRef, useState, type RefObject } from 'react'
import type { LinkAnswer } from '@gramreel/contracts/links'
import { ApiError } from '../../shared/api.ts'
import { noteRenewal } from '../../shared/telemetry/notes.ts'
import { noteWorker } from '../../shared/worker-memory.ts'
import { addressOfLink } from './address-of-link.ts'
import { askWhy, askWhyItWaits, mayPass, mediaFailure, passesByItself } from './ask-why.ts'
import { holdPicture } from './hold-picture.ts'
import type { Reason } from './problems.ts'
import { useViewerSource } from './source.ts'
import { useRenewal } from './use-renewal.ts'
import { needsWaking, wakeWorker } from './wake-worker.ts'

type PlaybackOptions = {
  media: RefObject<HTMLMediaElement | null>
  /** The first link; later ones come from `renewLink`. */
  link: LinkAnswer
  /** Whether there should be something to see, and not only to hear. */
  wantsPicture: boolean
  renewLink: () => Promise<LinkAnswer>
}

export type Playback = {
  isWaiting: boolean
  /** Waiting for a worker that slept. */
  isWaking: boolean
  isPlaying: boolean
  reason: Reason | undefined
  /** Asks for a new link and goes on where it stopped. */
  retry: () => void
}

/** Where a playback stood when its link or its connection failed. */
type Position = { time: number; isPaused: boolean; hasStarted: boolean; speed: number }

/** Failures that are mended in silence, before we bother a person with them. */
const SILENT_REPAIRS = 2
const REPAIRS_FORGOTTEN_AFTER_MS = 60_000

/** After so long a wait we ask why, and each time after a longer one; then we leave it. */
const WONDER_AT_AN_OLD_LINK_AFTER_MS = 300
const WONDER_AFTER_MS = [1500, 3000, 6000, 12_000, 24_000]

/**
 * Feeds a `<video>` or `<audio>` from a link: sets its address, sees that it waits, finds out why it failed, and mends what
 * a new link can mend. The element fetches by itself; no byte of media passes through here.
 */
export function usePlayback({ media, link: first, wantsPicture, renewLink }: PlaybackOptions): Playback {
  const { readWorker, slug } = useViewerSource()
  const [link, setLink] = useState(first)
  /** What the element was given for it: the link's own address, or the service worker's. */
  const [address, setAddress] = useState(first.url)
  const [isWaiting, setWaiting] = useState(true)
  const [worker, setWorker] = useState<'asked' | 'waking' | 'awake'>('asked')
  const [isPlaying, setPlaying] = useState(false)
  const [reason, setReason] = useState<Reason>()
  const position = useRef<Position | undefined>(undefined)
  /** An address was set, and the element is not yet back where it stood. */
  const isReturning = useRef(false)
  const repairs = useRef<number[]>([])

  const remember = useCallback(() => {
    const element = media.current
    if (element === null) return
    // A second failure before anything was loaded must not overwrite where the first one happened; on a busy machine its event
    // comes long after the element says that something was.
    const hasStarted = element.readyState > 0 && !isReturning.current
    if (hasStarted || position.current === undefined) {
      const { currentTime: time, paused: isPaused, playbackRate: speed } = element
      position.current = { time, isPaused, hasStarted, speed }
    }
  }, [media])

  const repair = useCallback(async () => {
    setReason(undefined)
    setWaiting(true)
    const asked = performance.now()
    try {
      // A copy: the same address again is a new try all the same.
      setLink({ ...(await renewLink()) })
      if (media.current !== null) noteRenewal(media.current, performance.now() - asked)
    } catch (error) {
      setWaiting(false)
      setReason(error instanceof ApiError ? error.code : 'unreachable')
    }
  }, [media, renewLink])

  const settle = useCallback(
    (found: Reason) => {
      const now = Date.now()
      repairs.current = repairs.current.filter((time) => now - time < REPAIRS_FORGOTTEN_AFTER_MS)
      remember()
      // A film that was paused for long finds its worker asleep: the host's page is an error to it, and waking mends that.
      const isAsleep = found === 'worker_unreachable' && media.current?.error != null
      if (isAsleep) noteWorker('unreachable')
      // A worker that gave up on a first request looks the same as a format nobody knows; twice it is the format.
      const isGuess = found === 'codec_unknown' && repairs.current.length === 0
      if ((mayPass(found) || isAsleep || isGuess) && repairs.current.length < SILENT_REPAIRS) {
        repairs.current.push(now)
        return repair()
      }
      setWaiting(false)
      setReason(found)
      return undefined
    },
    [media, remember, repair],
  )

  // The address is set by hand, not as an attribute: taking it away again and calling load() is the only way to make the
  // browser close its connections at once (WHATWG HTML, 4.8.11.18), and React forgets it when it unmounts.
  useEffect(() => {
    const element = media.current
    if (element === null) return undefined
    setReason(undefined)
    setWaiting(true)
    const goOn = position.current
    const resume = () => {
      isReturning.current = false
      if (goOn === undefined) return
      position.current = undefined
      // Loading another address resets it (WHATWG HTML, 4.8.11.5); volume and captions stay.
      element.playbackRate = goOn.speed
      if (goOn.time > 0) element.currentTime = goOn.time
      // Where playing by itself is not allowed, the controls say so well enough.
      if (goOn.hasStarted && !goOn.isPaused) element.play().catch(() => undefined)
      else if (goOn.hasStarted) element.pause()
    }
    element.addEventListener('loadedmetadata', resume, { once: true })
    isReturning.current = goOn !== undefined
    const left = new AbortController()
    const start = () => {
      setWorker('awake')
      const address = addressOfLink(link, slug)
      setAddress(address)
      element.src = address
    }
    // Not before the worker itself answers: the page that a host shows in its place is no film.
    if (!needsWaking(link)) start()
    else {
      setWorker('asked')
      void wakeWorker(link, left.signal, { onWaking: () => setWorker('waking'), readWorker }).then(
        (isAwake) => {
          if (isAwake) return start()
          setWorker('asked')
          setWaiting(false)
          return setReason(navigator.onLine ? 'worker_unreachable' : 'offline')
        },
        () => undefined,
      )
    }
    return () => {
      left.abort()
      element.removeEventListener('loadedmetadata', resume)
      element.removeAttribute('src')
      element.load()
    }
  }, [media, link, readWorker, slug])

  useEffect(() => {
    const element = media.current
    if (element === null) return undefined
    const left = new AbortController()
    const { signal } = left
    const on = (names: string, listener: () => void) => {
      for (const name of names.split(' ')) element.addEventListener(name, listener, { signal })
    }
    const hasEnough = () => element.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA

    on('waiting seeking', () => setWaiting(true))
    on('stalled', () => setWaiting(!hasEnough()))
    on('loadeddata canplay playing seeked', () => setWaiting(false))
    // Whatever it was that we told: it has passed.
    on('playing canplay', () =>
      setReason((told) => (told !== undefined && passesByItself(told) ? undefined : told)),
    )
    // A paused film that has loaded what it needs to show its poster waits for nobody but the viewer.
    on('suspend', () => element.paused && element.readyState > 0 && setWaiting(false))
    on('playing', () => setPlaying(true))
    on('pause ended emptied', () => setPlaying(false))
    on('loadedmetadata', () => {
      if (link.kind === 'stream') noteWorker('ok')
      const isBlind = wantsPicture && element instanceof HTMLVideoElement && element.videoWidth === 0
      if (!isBlind) return
      // HEVC where it is not known raises no error: Chromium plays the sound over a black picture.
      element.pause()
      setWaiting(false)
      setReason('no_picture')
    })
    on('error', () => {
      if (!element.hasAttribute('src')) return
      setPlaying(false)
      const failure = mediaFailure(element.error)
      if (failure !== 'aborted')
        void askWhy({ ...link, url: address }, failure, signal).then(settle, () => undefined)
    })
    return () => left.abort()
  }, [media, link, address, wantsPicture, settle])

  useEffect(() => {
    if (!isWaiting || worker !== 'awake') return undefined
    const left = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const wonder = (turn: number) => {
      const isOld = turn === 0 && address === link.url && Date.now() > Date.parse(link.expiresAt)
      const delay = isOld ? WONDER_AT_AN_OLD_LINK_AFTER_MS : WONDER_AFTER_MS[turn]
      if (delay === undefined) return
      timer = setTimeout(() => {
        void askWhyItWaits({ ...link, url: address }, left.signal).then(
          (found) => {
            if (found === undefined || (turn === 0 && passesByItself(found))) return wonder(turn + 1)
            return settle(found)
          },
          () => undefined,
        )
      }, delay)
    }
    wonder(0)
    return () => {
      clearTimeout(timer)
      left.abort()
    }
  }, [isWaiting, worker, link, address, settle])

  const renewInQuiet = useCallback(async () => {
    try {
      const fresh = await renewLink()
      if (media.current === null) return
      remember()
      holdPicture(media.current)
      noteRenewal(media.current, 0)
      setLink({ ...fresh })
    } catch {
      // The backend is away, or access was withdrawn: the next request will tell, and perhaps there is none.
    }
  }, [media, remember, renewLink])
  useRenewal({ media, link, isNeeded: address === link.url, renew: renewInQuiet })

  const retry = useCallback(() => {
    remember()
    repairs.current = []
    void repair()
  }, [remember, repair])

  const isHeld = isWaiting && reason === undefined
  return { isWaiting: isHeld, isWaking: isHeld && worker === 'waking', isPlaying, reason, retry }
}
