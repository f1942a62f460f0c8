import type { Statistics } from '@gramreel/contracts/statistics'
import { formatCount } from '../../shared/format.ts'
import { statisticsTexts } from '../../shared/statistics-texts.ts'
import { formatBytesOrNone, formatMs, formatShare } from './format-figures.ts'
import type { Range } from './statistics-query.ts'
import styles from './statistics.module.css'

const texts = statisticsTexts.numbers

type Props = { statistics: Statistics; days: Range }

/** The four that say whether all is well. */
export function LargeNumbers({ statistics: { summary, watching }, days }: Props) {
  const { start, rebufferRatio, rebuffers, cacheHitRatio, sentBytes, playbacks } = summary
  const numbers: [label: string, value: string, hint: string][] = [
    [texts.watching, formatCount(watching.length), texts.playbacks(playbacks, statisticsTexts.ranges[days])],
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
