import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { SoundIcon } from '../../shared/icons.tsx'
import { useMeasuredPlayback } from '../../shared/telemetry/use-measured-playback.ts'
import { useSteadiness } from '../player/present.ts'
import { useDetails } from '../player/use-details.ts'
import { usePreferences } from '../player/use-preferences.ts'
import { useResume } from '../player/use-resume.ts'
import { RESTLESS, type ContentProps, type FaceProps } from './content.ts'
import { useViewerSource } from './source.ts'
import { usePlayback } from './use-playback.ts'
import styles from './card.module.css'

const Player = lazy(async () => ({ default: (await import('../player/player.tsx')).Player }))

const doNothing = () => undefined

/** A sound, and the player's controls. */
export function Sound({ item, isShown, link, renewLink, startAt, onState }: ContentProps) {
  const media = useRef<HTMLAudioElement>(null)
  const [element, setElement] = useState<HTMLAudioElement | null>(null)
  const { positions } = useViewerSource()
  usePreferences(media, true)
  const resumed = useResume({ media, item, positions, startAt, isWanted: true })
  const { isWaiting, isWaking, reason, retry } = usePlayback({ media, link, wantsPicture: false, renewLink })
  useMeasuredPlayback(media, item.id, reason)
  useSteadiness(media, item, isShown)
  const details = useDetails(item.id, element !== null)

  useEffect(() => setElement(media.current), [])
  useEffect(() => {
    onState({ ...RESTLESS, isWaiting, isWaking, reason, retry })
  }, [onState, isWaiting, isWaking, reason, retry])

  return (
    <>
      <audio ref={media} aria-label={item.name} autoPlay preload="metadata" />
      {element !== null && reason === undefined && (
        <Suspense fallback={null}>
          <Player
            media={element}
            stage={undefined}
            details={details}
            resumed={resumed}
            isWaiting={isWaiting}
            onBusy={doNothing}
          />
        </Suspense>
      )}
    </>
  )
}

/** Its cover or a note, and its name. */
export function SoundFace({ item, children }: FaceProps) {
  return (
    <div className={styles['card']} data-media-box>
      {item.thumbnail === null ? (
        <div className={styles['cover']} data-kind="sound">
          <SoundIcon size={72} />
        </div>
      ) : (
        <img className={styles['cover']} src={item.thumbnail} alt="" />
      )}
      <p className={styles['name']} dir="auto">
        {item.name}
      </p>
      <div className={styles['player']}>{children}</div>
    </div>
  )
}
