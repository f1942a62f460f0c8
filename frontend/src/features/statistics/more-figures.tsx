import type { StatisticsSummary } from '@gramreel/contracts/statistics'
import { formatCount } from '../../shared/format.ts'
import { statisticsTexts } from '../../shared/statistics-texts.ts'
import { formatBytesOrNone, formatMs, formatShare } from './format-figures.ts'
import styles from './statistics.module.css'

const texts = statisticsTexts.more

const both = ({ p50, p95 }: StatisticsSummary['seek']): string =>
  p50 === null ? statisticsTexts.none : `${formatMs(p50)} · ${formatMs(p95)}`

/** What did not get a place above. */
export function MoreFigures({ summary }: { summary: StatisticsSummary }) {
  const { page } = summary
  const pairs: [string, string][] = [
    [texts.seek, both(summary.seek)],
    [texts.played, formatMs(summary.playedMs)],
    [texts.failures, formatCount(summary.failures)],
    [texts.exits, formatCount(summary.exitsBeforeStart)],
    [texts.dropped, formatShare(summary.droppedRatio)],
    [texts.renewals, `${formatCount(summary.renewals)} · ${formatMs(summary.renewalMs)}`],
    [texts.firstByte, both(summary.firstByte)],
    [texts.telegram, formatBytesOrNone(summary.readBytes)],
    [texts.waits, texts.waitsValue(summary.floodWaits, formatMs(summary.floodSeconds * 1000))],
    [texts.lcp, formatMs(page.lcp)],
    [texts.inp, formatMs(page.inp)],
    [texts.cls, page.cls === null ? statisticsTexts.none : formatCount(Math.round(page.cls * 1000) / 1000)],
  ]
  return (
    <section className={styles['part']}>
      <h2>{texts.title}</h2>
      <dl className={styles['pairs']}>
        {pairs.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
