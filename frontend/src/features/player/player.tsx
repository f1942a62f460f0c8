// The controls of a film or sound. They are drawn with the unstyled parts of Video.js 10 and hang on a media element that was
// there before them and goes on without them: nothing of loading, links, resuming or measuring is in here (ADR 28).
import { useLayoutEffect } from 'react'
import {
  bufferFeature,
  createPlayer,
  fullscreenFeature,
  pipFeature,
  playbackFeature,
  playbackRateFeature,
  timeFeature,
  useContainerAttach,
  useMediaAttach,
  volumeFeature,
} from '@videojs/react'
import type { Details } from '@gramreel/contracts/details'
import type { Resumed } from './use-resume.ts'
import { PlayerBar } from './player-bar.tsx'
import { useBusy } from './use-busy.ts'
import { usePlayerKeys } from './use-player-keys.ts'
import { FilmSurface } from './film-surface.tsx'
import { ResumeNotice } from './resume-notice.tsx'
import styles from './player.module.css'

const { Player: Store } = createPlayer({
  features: [
    playbackFeature,
    timeFeature,
    bufferFeature,
    volumeFeature,
    playbackRateFeature,
    pipFeature,
    fullscreenFeature,
  ],
  displayName: 'Player',
})

export type PlayerProps = {
  media: HTMLMediaElement
  /** What fills the screen; undefined for a sound. */
  stage: HTMLElement | undefined
  details: Details | undefined
  resumed: Resumed
  /** Something takes its time: the big play button makes room for the ring. */
  isWaiting: boolean
  /** A menu is open or the scrub line held: the controls must not leave. Stays the same from render to render. */
  onBusy: (isBusy: boolean) => void
}

export function Player({ media, stage, details, resumed, isWaiting, onBusy }: PlayerProps) {
  const busy = useBusy(onBusy)
  usePlayerKeys(media, stage)
  return (
    <Store>
      <Attach media={media} stage={stage} />
      <div
        className={styles['player']}
        data-kind={stage === undefined ? 'sound' : 'film'}
        data-player-controls
      >
        {stage !== undefined && media instanceof HTMLVideoElement && (
          <FilmSurface media={media} stage={stage} isWaiting={isWaiting} />
        )}
        <div className={styles['foot']}>
          <ResumeNotice {...resumed} />
          <PlayerBar media={media} isFilm={stage !== undefined} details={details} busy={busy} />
        </div>
      </div>
    </Store>
  )
}

function Attach({ media, stage }: Pick<PlayerProps, 'media' | 'stage'>) {
  const attachMedia = useMediaAttach()
  const attachContainer = useContainerAttach()
  useLayoutEffect(() => {
    attachMedia?.(media)
    attachContainer?.(stage ?? null)
    return () => {
      attachMedia?.(null)
      attachContainer?.(null)
    }
  }, [attachMedia, attachContainer, media, stage])
  return null
}
