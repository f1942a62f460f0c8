import type { Statistics } from '@gramreel/contracts/statistics'
import { useMemo } from 'react'
import { statisticsTexts } from '../../shared/statistics-texts.ts'
import type { ChartData, Line } from './chart-options.ts'
import { COLOUR_COUNT, gatherRest } from './gather-rest.ts'
import { ChartFigure } from './chart-figure.tsx'
import { formatBytesOrNone, formatMs, formatShare, formatStep } from './format-figures.ts'

const texts = statisticsTexts.charts

type Kind = Pick<ChartData, 'kind' | 'lines' | 'format' | 'least'>

const seconds = (value: number | null) => formatMs(value === null ? null : value * 1000)

const chartsOf = ({ series }: Statistics): [title: string, chart: Kind][] => {
  const workers: Line[] = series.workers.map(({ name, sentBytes }) => ({ label: name, values: sentBytes }))
  return [
    [
      texts.start,
      {
        kind: 'lines',
        lines: [
          { label: texts.p50, values: series.startP50 },
          { label: texts.p95, values: series.startP95 },
        ],
        format: formatMs,
        least: 2000,
      },
    ],
    [
      texts.rebuffer,
      {
        kind: 'lines',
        lines: [{ label: texts.rebufferLine, values: series.rebufferRatio }],
        format: formatShare,
        least: 0.02,
      },
    ],
    [
      texts.traffic,
      {
        kind: 'bars',
        lines: gatherRest(workers, COLOUR_COUNT, texts.otherWorkers),
        format: formatBytesOrNone,
        least: 1e6,
      },
    ],
    [
      texts.cache,
      {
        kind: 'lines',
        lines: [{ label: texts.cacheLine, values: series.cacheHitRatio }],
        format: formatShare,
        least: 0.9,
      },
    ],
    [
      texts.waits,
      {
        kind: 'bars',
        lines: [{ label: texts.waitsLine, values: series.floodSeconds }],
        format: seconds,
        least: 10,
      },
    ],
  ]
}

/** Lines and bars over hours or days. */
export function Charts({ statistics }: { statistics: Statistics }) {
  const charts = useMemo(() => {
    const { stepSeconds, series } = statistics
    const formatAt = (at: number) => formatStep(at, stepSeconds)
    return chartsOf(statistics).map(([title, chart]): [string, ChartData] => [
      title,
      { ...chart, at: series.at, stepSeconds, formatAt },
    ])
  }, [statistics])
  return charts.map(([title, data]) => <ChartFigure key={title} title={title} data={data} />)
}
