import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { formatSeconds } from '../../shared/format.ts'
import { playerTexts as texts } from '../../shared/player-texts.ts'
import { readWakingMs } from './waking-time.ts'
import styles from './waiting.module.css'

/** Said in steps, so that what is read aloud does not change all the time. */
const STEP_SECONDS = 10

/** That the worker wakes up, and about how long that takes: as long as the last time. */
export function WakingBar() {
  const [usual] = useState(readWakingMs)
  const [elapsed, setElapsed] = useState(0)
  const bar = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const began = performance.now()
    const timer = setInterval(() => setElapsed(performance.now() - began), 500)
    return () => clearInterval(timer)
  }, [])
  // It is never full before the worker is there.
  const part = Math.min(0.96, elapsed / usual)
  useLayoutEffect(() => bar.current?.style.setProperty('inline-size', `${part * 100}%`), [part])
  const left = Math.ceil((usual - elapsed) / 1000 / STEP_SECONDS) * STEP_SECONDS
  return (
    <div className={styles['words']}>
      <p>{left > 0 ? texts.wakingAbout(formatSeconds(left)) : texts.wakingLonger}</p>
      <span
        className={styles['bar']}
        role="progressbar"
        aria-label={texts.waking}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(part * 100)}
      >
        <span ref={bar} className={styles['barFill']} />
      </span>
    </div>
  )
}
