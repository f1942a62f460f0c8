import type { Watching } from '@gramreel/contracts/statistics'
import { statisticsTexts } from '../../shared/statistics-texts.ts'
import { formatTime } from './format-figures.ts'
import styles from './statistics.module.css'

const texts = statisticsTexts.watching

const nameOf = ({ who, share }: Watching): string =>
  who ?? (share === null || share === '' ? texts.guest : texts.guestOf(share))

/** Who watches at this moment, and what. */
export function WatchingList({ watching }: { watching: readonly Watching[] }) {
  return (
    <section className={styles['part']}>
      <h2>{texts.title}</h2>
      {watching.length === 0 && <p className={styles['quiet']}>{texts.nobody}</p>}
      <ul className={styles['rows']}>
        {watching.map((one) => (
          <li key={`${nameOf(one)} ${one.title} ${one.since}`} className={styles['row']}>
            <div className={styles['what']}>
              <p className={styles['name']} dir="auto">
                {nameOf(one)}
              </p>
              <p dir="auto">{one.title ?? texts.gone}</p>
              <p className={styles['quiet']}>
                {texts.since(formatTime(one.since))} · {one.browser}
              </p>
            </div>
            <span className={styles['state']} data-state={one.state}>
              {texts.states[one.state]}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
