import { lazy, Suspense } from 'react'
import { statisticsTexts } from '../../shared/statistics-texts.ts'
import type { ChartData, Line } from './chart-options.ts'
import styles from './statistics.module.css'

const Chart = lazy(() => import('./chart.tsx'))
const texts = statisticsTexts.charts

/** "Waiting: from 0% to 3.1%, last 0.4%."; undefined where there is nothing to tell. */
export function sayLine(
  { label, values }: Line,
  format: (value: number | null) => string,
): string | undefined {
  const known = values.filter((value) => value !== null)
  const last = known.at(-1)
  if (last === undefined) return undefined
  return texts.summary(label, format(Math.min(...known)), format(Math.max(...known)), format(last))
}

const hasFigures = ({ lines, kind }: ChartData) =>
  lines.some(({ values }) => values.some((value) => value !== null && (kind === 'lines' || value > 0)))

/** A chart with its title, and in words what it shows. */
export function ChartFigure({ title, data }: { title: string; data: ChartData }) {
  const words = data.lines.flatMap((line) => sayLine(line, data.format) ?? [])
  return (
    <figure className={styles['figure']}>
      <figcaption>
        <h2>{title}</h2>
        {hasFigures(data) ? (
          <p className={styles['spoken']}>
            {words.join(' ')} {texts.hint}
          </p>
        ) : (
          <p className={styles['quiet']}>{texts.nothing}</p>
        )}
      </figcaption>
      {hasFigures(data) && (
        <Suspense fallback={<div className={styles['chart']} />}>
          <Chart data={data} />
        </Suspense>
      )}
    </figure>
  )
}
