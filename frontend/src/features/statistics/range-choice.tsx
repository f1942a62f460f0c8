import { statisticsTexts as texts } from '../../shared/statistics-texts.ts'
import { RANGES, type Range } from './statistics-query.ts'
import styles from './statistics.module.css'

/** How far back the figures reach. */
export function RangeChoice({ days, onDays }: { days: Range; onDays: (days: Range) => void }) {
  return (
    <fieldset className={styles['ranges']}>
      <legend className={styles['spoken']}>{texts.range}</legend>
      {RANGES.map((range) => (
        <label key={range} className={styles['range']}>
          <input
            type="radio"
            name="days"
            value={range}
            checked={range === days}
            onChange={() => onDays(range)}
          />
          {texts.ranges[range]}
        </label>
      ))}
    </fieldset>
  )
}
