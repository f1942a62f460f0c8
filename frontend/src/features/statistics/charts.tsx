import type { Statistics } from '@gramreel/contracts/statistics'
import { useMemo } from 'react'
import { statisticsTexts } from '../../shared/statistics-texts.ts'
import type { ChartData, Line } from './chart-options.ts'
import { COLOUR_COUNT, gatherRest } from './gather-rest.ts'
import { ChartFigure } from './chart-figure.tsx'
import { formatBytesOrNone, formatMs, formatShare, formatStep, STEPS_MS } from './format-figures.ts'

const texts = statisticsTexts.charts

type Kind = Pick<ChartData, 'kind' | 'lines' | 'format' | 'least' | 'steps'>

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
        steps: STEPS_MS,
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
        least: 1,
      },
    ],
    [
      texts.waits,
      {
        kind: 'bars',
        lines: [{ label: texts.waitsLine, values: series.floodSeconds.map((seconds) => seconds * 1000) }],
        format: formatMs,
        least: 10_000,
        steps: STEPS_MS,
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
