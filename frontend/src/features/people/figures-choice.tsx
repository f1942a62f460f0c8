import { useState } from 'react'
import { statisticsTexts } from '../../shared/statistics-texts.ts'
import { browserRefuses, isSwitchedOff, switchTelemetry } from '../../shared/telemetry/consent.ts'
import styles from './people.module.css'

const texts = statisticsTexts.choice

/** Whether this browser sends figures about playback to its own gallery. */
export function FiguresChoice() {
  const [isOn, setOn] = useState(() => !isSwitchedOff())
  const isRefused = browserRefuses()
  return (
    <section className={styles['part']}>
      <h2>{texts.title}</h2>
      <label className={styles['switch']}>
        <input
          type="checkbox"
          checked={isOn && !isRefused}
          disabled={isRefused}
          onChange={({ currentTarget: { checked } }) => {
            switchTelemetry(checked)
            setOn(checked)
          }}
        />
        {texts.label}
      </label>
      <p className={styles['quiet']}>{isRefused ? texts.refused : texts.text}</p>
    </section>
  )
}
