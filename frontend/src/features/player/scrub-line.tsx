import { TimeSlider, usePlayer, selectTime } from '@videojs/react'
import { useLayoutEffect, useRef } from 'react'
import type { Details } from '@gramreel/contracts/details'
import { formatDuration } from '../../shared/format.ts'
import { playerTexts as texts } from '../../shared/player-texts.ts'
import { chapterAt, gapsOf } from './chapters.ts'
import { SpriteTile } from './sprite-tile.tsx'
import type { Busy } from './use-busy.ts'
import styles from './scrub-line.module.css'

const STEP_SECONDS = 5
const LARGE_STEP_SECONDS = 60

/** Where the film is and what of it is loaded; left to right in every language, as time lines are. */
export function ScrubLine({ details, busy }: { details: Details | undefined; busy: Busy }) {
  const duration = usePlayer(selectTime)?.duration ?? 0
  const chapters = details?.chapters ?? []
  return (
    <TimeSlider.Root
      className={styles['line']}
      dir="ltr"
      label={texts.scrub}
      step={STEP_SECONDS}
      largeStep={LARGE_STEP_SECONDS}
      onDragStart={() => busy('scrub', true)}
      onDragEnd={() => busy('scrub', false)}
    >
      <TimeSlider.Track className={styles['track']}>
        <TimeSlider.Buffer className={styles['buffer']} />
        <TimeSlider.Fill className={styles['fill']} />
        {gapsOf(chapters, duration).map((place) => (
          <Gap key={place} place={place} />
        ))}
      </TimeSlider.Track>
      <TimeSlider.Thumb className={styles['thumb']} />
      <TimeSlider.Preview
        className={styles['preview']}
        render={(props, { pointerPercent }) => {
          const seconds = (pointerPercent / 100) * duration
          const title = chapterAt(chapters, seconds)?.title ?? ''
          return (
            <div {...props} aria-hidden="true">
              {details?.sprites !== undefined && <SpriteTile sprites={details.sprites} seconds={seconds} />}
              {title !== '' && (
                <span className={styles['chapter']} dir="auto">
                  {title}
                </span>
              )}
              <span className={styles['time']}>{formatDuration(Math.floor(seconds))}</span>
            </div>
          )
        }}
      />
    </TimeSlider.Root>
  )
}

/** Between two chapters; `place` from 0 to 1. */
function Gap({ place }: { place: number }) {
  const element = useRef<HTMLSpanElement>(null)
  useLayoutEffect(() => element.current?.style.setProperty('left', `${place * 100}%`), [place])
  return <span ref={element} className={styles['gap']} data-chapter-gap />
}
