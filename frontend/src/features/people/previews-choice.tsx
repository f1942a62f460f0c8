import { useState } from 'react'
import { areFilmsPreviewed, switchFilmPreviews } from '../../shared/film-previews-choice.ts'
import { peopleTexts } from '../../shared/people-texts.ts'
import styles from './people.module.css'

const texts = peopleTexts.previews

/** Whether films in the grid show what is in them under the mouse, on this device; nothing where there is no mouse. */
export function PreviewsChoice() {
  const [isOn, setOn] = useState(areFilmsPreviewed)
  if (!matchMedia('(any-hover: hover)').matches) return null
  return (
    <section className={styles['part']}>
      <h2>{texts.title}</h2>
      <label className={styles['switch']}>
        <input
          type="checkbox"
          checked={isOn}
          onChange={({ currentTarget: { checked } }) => {
            switchFilmPreviews(checked)
            setOn(checked)
          }}
        />
        {texts.label}
      </label>
      <p className={styles['quiet']}>{texts.text}</p>
    </section>
  )
}
