import type { Statistics } from '@gramreel/contracts/statistics'
import { formatCount } from '../../shared/format.ts'
import { statisticsTexts } from '../../shared/statistics-texts.ts'
import { formatBytesOrNone, formatMs, formatShare } from './format-figures.ts'
import styles from './statistics.module.css'

const texts = statisticsTexts.numbers

/** The four that say whether all is well. */
export function LargeNumbers({ statistics: { summary, watching } }: { statistics: Statistics }) {
  const { start, rebufferRatio, rebuffers, cacheHitRatio, sentBytes, playbacks } = summary
  const numbers: [label: string, value: string, hint: string][] = [
    [texts.watching, formatCount(watching.length), texts.playbacks(playbacks)],
    [texts.start, formatMs(start.p50), start.p95 === null ? '' : texts.startHint(formatMs(start.p95))],
    [texts.rebuffer, formatShare(rebufferRatio), rebufferRatio === null ? '' : texts.rebufferHint(rebuffers)],
    [
      texts.cache,
      formatShare(cacheHitRatio),
      cacheHitRatio === null ? '' : texts.cacheHint(formatBytesOrNone(sentBytes)),
    ],
  ]
  return (
    <dl className={styles['numbers']}>
      {numbers.map(([label, value, hint]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd className={styles['number']}>{value}</dd>
          <dd className={styles['quiet']}>{hint}</dd>
        </div>
      ))}
    </dl>
  )
}
