import { useEffect, useRef } from 'react'
import { SoundIcon } from '../../shared/icons.tsx'
import { useMeasuredPlayback } from '../../shared/telemetry/use-measured-playback.ts'
import { RESTLESS, type ContentProps } from './content.ts'
import { usePlayback } from './use-playback.ts'
import styles from './card.module.css'

/** A sound: its cover or a note, its name, and the browser's own controls. */
export function Sound({ item, link, renewLink, onState }: ContentProps) {
  const media = useRef<HTMLAudioElement>(null)
  const { isWaiting, isWaking, reason, retry } = usePlayback({ media, link, wantsPicture: false, renewLink })
  useMeasuredPlayback(media, item.id, reason)

  useEffect(() => {
    onState({ ...RESTLESS, isWaiting, isWaking, reason, retry })
  }, [onState, isWaiting, isWaking, reason, retry])

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
      <audio
        ref={media}
        className={styles['player']}
        aria-label={item.name}
        controls
        autoPlay
        preload="metadata"
      />
    </div>
  )
}
