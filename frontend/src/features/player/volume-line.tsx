import { VolumeSlider } from '@videojs/react'
import { playerTexts as texts } from '../../shared/player-texts.ts'
import styles from './player.module.css'

/** Beside the loudspeaker on a desk; a phone has keys of its own for it. */
export function VolumeLine() {
  return (
    <VolumeSlider.Root className={styles['volume']} label={texts.volume} dir="ltr">
      <VolumeSlider.Track className={styles['volumeTrack']}>
        <VolumeSlider.Fill className={styles['volumeFill']} />
      </VolumeSlider.Track>
      <VolumeSlider.Thumb className={styles['volumeThumb']} />
    </VolumeSlider.Root>
  )
}
