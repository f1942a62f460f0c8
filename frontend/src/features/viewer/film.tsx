import { useEffect, useRef, useState } from 'react'
import { useMeasuredPlayback } from '../../shared/telemetry/use-measured-playback.ts'
import type { ContentProps } from './content.ts'
import { usePlayback } from './use-playback.ts'
import styles from './film.module.css'

/** A film with the browser's own controls. */
export const Film = (props: ContentProps) => <Moving {...props} isLoop={false} />

/** An animation: silent, without end and without controls. */
export const Loop = (props: ContentProps) => <Moving {...props} isLoop />

function Moving({ item, link, renewLink, onState, isLoop }: ContentProps & { isLoop: boolean }) {
  const media = useRef<HTMLVideoElement>(null)
  const [ratio, setRatio] = useState<number>()
  const { isWaiting, isWaking, isPlaying, reason, retry } = usePlayback({
    media,
    link,
    wantsPicture: true,
    renewLink,
  })
  useMeasuredPlayback(media, isLoop ? undefined : item.id, reason)
  const [hasFrame, setHasFrame] = useState(false)
  // Not before there is something to control: until then the thumbnail and one ring say it better. (Not only with the
  // first frame either: a phone that saves its battery loads none before it is told to play.)
  const [isReady, setReady] = useState(false)
  const hasControls = !isLoop && isReady && reason === undefined

  useEffect(() => {
    const isShown = hasFrame
    onState({
      isWaiting,
      isWaking,
      hasOwnRing: hasControls,
      isAtRest: isPlaying,
      isShown,
      ratio,
      reason,
      retry,
    })
  }, [onState, isWaiting, isWaking, hasControls, isPlaying, hasFrame, ratio, reason, retry])

  return (
    <video
      ref={media}
      className={styles['film']}
      data-blind={reason !== undefined && !hasFrame}
      aria-label={item.name}
      controls={hasControls}
      loop={isLoop}
      muted={isLoop}
      autoPlay
      playsInline
      preload="metadata"
      onSuspend={() => setReady(true)}
      onLoadedMetadata={({ currentTarget }) => {
        setReady(true)
        if (currentTarget.videoWidth > 0) setRatio(currentTarget.videoWidth / currentTarget.videoHeight)
      }}
      onLoadedData={({ currentTarget }) => setHasFrame(currentTarget.videoWidth > 0)}
    />
  )
}
