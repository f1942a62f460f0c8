import type { Statistics } from '@gramreel/contracts/statistics'
import { formatCount } from '../../shared/format.ts'
import { statisticsTexts } from '../../shared/statistics-texts.ts'
import { formatBytesOrNone, formatMs, formatShare, formatStep } from './format-figures.ts'
import styles from './statistics.module.css'

const texts = statisticsTexts.table

/** Everything that the charts show, newest first, for those who read. */
export function ValueTable({ statistics: { series, stepSeconds } }: { statistics: Statistics }) {
  const sentAt = (i: number) => series.workers.reduce((sum, { sentBytes }) => sum + (sentBytes[i] ?? 0), 0)
  const rows = series.at.map((at, i) => ({
    at,
    cells: [
      formatCount(series.playbacks[i] ?? 0),
      formatMs(series.startP50[i]),
      formatMs(series.startP95[i]),
      formatShare(series.rebufferRatio[i]),
      formatShare(series.cacheHitRatio[i]),
      formatBytesOrNone(sentAt(i)),
      formatMs((series.floodSeconds[i] ?? 0) * 1000),
    ],
  }))
  const columns = [
    texts.playbacks,
    texts.start,
    texts.start95,
    texts.rebuffer,
    texts.cache,
    texts.sent,
    texts.waits,
  ]
  return (
    <section className={styles['part']}>
      <h2 id="all-values">{texts.title}</h2>
      {/* It scrolls sideways on a phone, so the keyboard must reach it (WCAG 2.1.1). */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- as above */}
      <div className={styles['scroll']} tabIndex={0} role="region" aria-labelledby="all-values">
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">{texts.when}</th>
              {columns.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.toReversed().map(({ at, cells }) => (
              <tr key={at}>
                <th scope="row">{formatStep(at, stepSeconds)}</th>
                {cells.map((cell, i) => (
                  <td key={columns[i]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
