import type { Statistics } from '@gramreel/contracts/statistics'
import { formatCount } from '../../shared/format.ts'
import { statisticsTexts } from '../../shared/statistics-texts.ts'
import styles from './statistics.module.css'

const texts = statisticsTexts.failures

/** Rare ones have no words of their own. */
const nameOf = (code: string): string => texts.codes[code] ?? texts.rare(code)

/** Playbacks that failed, by what they failed of. */
export function FailureList({ failures }: Pick<Statistics, 'failures'>) {
  return (
    <section className={styles['part']}>
      <h2>{texts.title}</h2>
      {failures.length === 0 ? (
        <p className={styles['quiet']}>{texts.none}</p>
      ) : (
        <dl className={styles['pairs']}>
          {failures.map(({ code, count }) => (
            <div key={code}>
              <dt>{nameOf(code)}</dt>
              <dd>{formatCount(count)}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}
