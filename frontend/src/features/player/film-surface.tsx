import { selectPlayback, usePlayer } from '@videojs/react'
import { useState } from 'react'
import { playerTexts as texts } from '../../shared/player-texts.ts'
import { PlayToggle, Seek } from './player-bar.tsx'
import { useTaps } from './use-taps.ts'
import styles from './player.module.css'

type FilmSurfaceProps = { media: HTMLVideoElement; stage: HTMLElement; isWaiting: boolean }

/** What pressing the picture does, and the large buttons upon it where fingers are, or nothing has begun yet. */
export function FilmSurface({ media, stage, isWaiting }: FilmSurfaceProps) {
  const [skipped, setSkipped] = useState<{ seconds: number; turn: number }>()
  const hasStarted = usePlayer(selectPlayback)?.started === true
  useTaps(media, stage, (seconds) => setSkipped((last) => ({ seconds, turn: (last?.turn ?? 0) + 1 })))
  return (
    <>
      <div className={styles['centre']} data-started={hasStarted} data-waiting={isWaiting}>
        <Seek seconds={-10} className={styles['large']} size={32} />
        <PlayToggle className={styles['largest']} size={40} />
        <Seek seconds={10} className={styles['large']} size={32} />
      </div>
      {skipped !== undefined && (
        <p
          key={skipped.turn}
          className={styles['skipped']}
          data-side={skipped.seconds < 0 ? 'left' : 'right'}
          aria-hidden="true"
          onAnimationEnd={() => setSkipped(undefined)}
        >
          {texts.skipped(skipped.seconds)}
        </p>
      )}
    </>
  )
}
