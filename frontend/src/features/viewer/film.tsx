import { lazy, Suspense, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { createPortal } from 'react-dom'
import { useMeasuredPlayback } from '../../shared/telemetry/use-measured-playback.ts'
import { presentPreload } from '../player/conditions.ts'
import { useCodecs } from '../player/use-codecs.ts'
import { useDetails } from '../player/use-details.ts'
import { usePreferences } from '../player/use-preferences.ts'
import { useResume } from '../player/use-resume.ts'
import { useSteadiness } from '../player/present.ts'
import { RESTLESS, type ContentProps } from './content.ts'
import { useViewerSource } from './source.ts'
import { usePlayback } from './use-playback.ts'
import styles from './film.module.css'

// Comes while the film is on its way: the element needs no controls to begin.
const Player = lazy(async () => ({ default: (await import('../player/player.tsx')).Player }))

/** A film with our controls; one that this browser is known to be unable to show is not begun. */
export function Film(props: ContentProps) {
  const isPlayable = useCodecs(props.item)
  return isPlayable ? <Moving {...props} isLoop={false} /> : <Unplayable {...props} />
}

/** An animation: silent, without end and without controls. */
export const Loop = (props: ContentProps) => <Moving {...props} isLoop />

function Unplayable({ onState }: ContentProps) {
  useEffect(() => onState({ ...RESTLESS, reason: 'no_picture' }), [onState])
  return null
}

function Moving({
  item,
  isShown,
  link,
  renewLink,
  startAt,
  onState,
  isLoop,
}: ContentProps & { isLoop: boolean }) {
  const media = useRef<HTMLVideoElement>(null)
  const source = useViewerSource()
  const [preload] = useState(presentPreload)
  const [ratio, setRatio] = useState<number>()
  const [isBusy, setBusy] = useState(false)
  const [hasFrame, setHasFrame] = useState(false)
  // Not before there is something to control: until then the thumbnail and one ring say it better, and drawing controls would
  // hold up the first frame. (A phone that saves its battery loads no frame before it is told to play: it suspends.)
  const [isReady, setReady] = useState(false)
  usePreferences(media, !isLoop && isShown)
  const resumed = useResume({
    media,
    item,
    positions: source.positions,
    startAt,
    isWanted: !isLoop && isShown,
  })
  const { isWaiting, isWaking, isPlaying, reason, retry } = usePlayback({
    media,
    link,
    wantsPicture: true,
    renewLink,
  })
  useMeasuredPlayback(media, isLoop || !isShown ? undefined : item.id, reason)
  useSteadiness(media, item, isShown)
  useEntrance(media, isShown, reason === undefined ? undefined : retry)
  const details = useDetails(item.id, !isLoop && isShown && hasFrame)
  const stage = useStage(media)
  const hasControls = !isLoop && isShown && isReady && reason === undefined && stage !== undefined

  useEffect(() => {
    onState({
      isWaiting,
      isWaking,
      hasOwnRing: false,
      isAtRest: isPlaying && !isBusy,
      isShown: hasFrame,
      ratio,
      reason,
      retry,
    })
  }, [onState, isWaiting, isWaking, isPlaying, isBusy, hasFrame, ratio, reason, retry])

  return (
    <>
      <video
        ref={media}
        className={styles['film']}
        data-blind={reason !== undefined && !hasFrame}
        aria-label={item.name}
        loop={isLoop}
        muted={isLoop}
        autoPlay={isShown}
        playsInline
        preload={isShown ? preload : 'metadata'}
        onSuspend={() => setReady(true)}
        onLoadedMetadata={({ currentTarget }) => {
          if (currentTarget.videoWidth > 0) setRatio(currentTarget.videoWidth / currentTarget.videoHeight)
        }}
        onLoadedData={({ currentTarget }) => {
          setReady(true)
          setHasFrame(currentTarget.videoWidth > 0)
        }}
      >
        {details?.captions.map(({ id, label, language }) => (
          <track
            key={id}
            data-caption={id}
            kind="subtitles"
            src={`${source.filePath(item.id)}/captions/${encodeURIComponent(id)}`}
            label={label}
            srcLang={language ?? 'und'}
          />
        ))}
      </video>
      {hasControls &&
        media.current !== null &&
        createPortal(
          <Suspense fallback={null}>
            <Player
              media={media.current}
              stage={stage}
              details={details}
              resumed={resumed}
              isWaiting={isWaiting}
              onBusy={setBusy}
            />
          </Suspense>,
          stage,
        )}
    </>
  )
}

/** Begins what was made ready as soon as it is shown; what could not be made ready is tried anew. */
function useEntrance(
  media: RefObject<HTMLVideoElement | null>,
  isShown: boolean,
  retry: (() => void) | undefined,
): void {
  const wasReady = useRef(!isShown)
  useEffect(() => {
    if (!isShown || !wasReady.current) return
    wasReady.current = false
    if (retry === undefined) media.current?.play().catch(() => undefined)
    else retry()
  }, [media, isShown, retry])
}

/** The whole room there is, for controls wider than the film; it is what fills the screen, words about trouble included. */
function useStage(media: RefObject<HTMLVideoElement | null>): HTMLElement | undefined {
  const [stage, setStage] = useState<HTMLElement>()
  useLayoutEffect(() => {
    const found = media.current?.closest('[data-player]')
    setStage(found instanceof HTMLElement ? found : undefined)
  }, [media])
  return stage
}
