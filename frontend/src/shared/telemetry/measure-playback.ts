// Listens to a media element, whatever plays in it, and tells the gallery how it goes: when it has begun, every 30 s while it
// plays, when it waits, pauses, ends, fails, and when the page goes, or only out of sight.
import { HEARTBEAT_SECONDS } from '@gramreel/contracts/limits'
import type { PlaybackReport, TelemetryReport } from '@gramreel/contracts/telemetry'
import { readPageMessage } from '../service-worker-messages.ts'
import { FAILURE, RENEWAL } from './notes.ts'
import { createPlaybackMeter, type PlaybackEvent } from './playback-meter.ts'
import { sendReport } from './send-report.ts'

type Measuring = {
  /** Of performance.now(): when the hand asked for it. */
  clickedAt: number
  /** The file's id. */
  content: string
  send?: (report: TelemetryReport) => void
}

/** A hidden page shows no frames, so none is reported: then the element's own word must do. */
const FRAME_WITHIN_MS = 250
/** Whoever is on his way to another one did not wait for this one. */
const PASSED_BY_MS = 2_000
/** A wait is told at once, but not every one of many. */
const WAITS_APART_MS = 10_000

/** Calls `then` with the time of the next frame, else of when it was asked for. A sound has none. */
function onNextFrame(media: HTMLMediaElement, signal: AbortSignal, then: (at: number) => void): void {
  const asked = performance.now()
  let isDone = false
  const finish = (at: number) => {
    if (isDone || signal.aborted) return
    isDone = true
    then(at)
  }
  if (!(media instanceof HTMLVideoElement) || !('requestVideoFrameCallback' in media)) return finish(asked)
  media.requestVideoFrameCallback((now) => finish(now))
  setTimeout(() => finish(asked), FRAME_WITHIN_MS)
}

/** Measures until the function that it gives is called. */
export function measurePlayback(
  media: HTMLMediaElement,
  { clickedAt, content, send = sendReport }: Measuring,
): () => void {
  const meter = createPlaybackMeter(clickedAt)
  const sid = crypto.randomUUID()
  const left = new AbortController()
  const { signal } = left
  let sn = 0
  let waitToldAt = Number.NEGATIVE_INFINITY

  function report(e: PlaybackReport['e'], sta?: PlaybackReport['sta']): void {
    countFrames()
    const figures = { ...meter.figures(performance.now()), ...(sta && { sta }) }
    send({ playback: { v: 2, sid, cid: content, sn: sn++, e, ...figures } })
  }

  function countFrames(): void {
    if (!(media instanceof HTMLVideoElement) || media.videoWidth === 0) return
    const { totalVideoFrames: total, droppedVideoFrames: dropped } = media.getVideoPlaybackQuality()
    meter.take({ type: 'frames', total, dropped, at: performance.now() })
  }

  /** Tells of a state that it is in now and was not before. */
  function take(event: PlaybackEvent, at = performance.now()): void {
    const before = meter.state
    meter.take({ ...event, at })
    if (meter.state === before) return
    if (meter.state === 'r') {
      if (at - waitToldAt < WAITS_APART_MS) return
      waitToldAt = at
    }
    if (meter.state === 'f') report('e')
    else if ('aer'.includes(meter.state) || 'sar'.includes(before)) report('ps')
  }

  const on = (type: string, listener: (event: Event) => void) =>
    media.addEventListener(type, listener, { signal })

  const began = (at: number) => take({ type: 'first-frame' }, at)
  if (media instanceof HTMLVideoElement && 'requestVideoFrameCallback' in media)
    media.requestVideoFrameCallback((now) => signal.aborted || began(now))
  on('playing', () => {
    const at = performance.now()
    // The frame comes with the next picture that the browser paints.
    if (meter.hasStarted) take({ type: 'playing' }, at)
    else
      onNextFrame(media, signal, (shown) => {
        began(shown)
        if (!media.paused) take({ type: 'playing' }, shown)
      })
  })
  on('play', () => take({ type: 'play' }))
  on('waiting', () => take({ type: 'waiting' }))
  on('pause', () => media.ended || take({ type: 'pause' }))
  on('seeking', () => take({ type: 'seeking' }))
  on('seeked', () =>
    onNextFrame(media, signal, (at) => {
      const isPlaying = !media.paused && media.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA
      if (!media.seeking) take({ type: 'sought', isPlaying }, at)
    }),
  )
  on('emptied', () => take({ type: 'reloading' }))
  on('ended', () => take({ type: 'ended' }))
  on(RENEWAL, (event) => {
    if (event instanceof CustomEvent) take({ type: 'renewal', waitedMs: Number(event.detail) })
  })
  on(FAILURE, (event) => {
    if (event instanceof CustomEvent) take({ type: 'failure', code: String(event.detail) })
  })

  // Behind the service worker's address, links change without a word of the element.
  const onMessage = ({ data }: MessageEvent) => {
    const message = readPageMessage(data)
    if (message !== undefined && new URL(message.address, location.href).href === media.currentSrc)
      take({ type: 'renewal', waitedMs: message.waitedMs })
  }
  // Not there at all on http beyond loopback.
  if ('serviceWorker' in navigator) navigator.serviceWorker.addEventListener('message', onMessage, { signal })

  const heartbeat = setInterval(() => {
    if (meter.state === 'p' || meter.state === 'r') report('t')
  }, HEARTBEAT_SECONDS * 1000)

  /** The last word: it ended or failed, or was left. */
  function quit(): void {
    const waited = performance.now() - clickedAt
    if (!meter.hasStarted && meter.state !== 'f' && waited < PASSED_BY_MS) return
    report('ps', 'ef'.includes(meter.state) ? meter.state : 'q')
  }
  addEventListener('pagehide', quit, { signal })
  // Of a page that is out of sight, nothing more may be heard: phones end it without a word.
  const tellBeforeGoing = () => {
    if (document.visibilityState === 'hidden' && meter.hasStarted && !'ef'.includes(meter.state)) report('t')
  }
  document.addEventListener('visibilitychange', tellBeforeGoing, { signal })

  // It may play already: what measures is loaded when it is needed first.
  if (!media.paused && media.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA && media.currentTime > 0)
    onNextFrame(media, signal, (at) => take({ type: 'playing' }, at))

  return () => {
    if (signal.aborted) return
    quit()
    clearInterval(heartbeat)
    left.abort()
  }
}
