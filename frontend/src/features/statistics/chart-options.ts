// What uPlot is told: sober axes, colours of the page, values beneath the hand. uPlot draws on a canvas, which knows no
// custom properties, so colours are read from the element and given anew when they change.
import uPlot from 'uplot'

export type Line = { label: string; values: readonly (number | null)[] }

export type ChartKind = 'lines' | 'bars'

export type ChartData = {
  kind: ChartKind
  /** Seconds since 1970. */
  at: readonly number[]
  stepSeconds: number
  /** Of bars, from the lowest up. */
  lines: readonly Line[]
  format: (value: number | null) => string
  formatAt: (at: number) => string
  /** The axis reaches at least so far, so that a calm time looks calm. */
  least: number
  /** What may lie between two numbers of the axis; absent: any round number. */
  steps?: readonly number[]
}

export const COLOURS = ['--chart-1', '--chart-2', '--chart-3', '--chart-4', '--chart-5'] as const
export const HEIGHT = 200

/** The colour as it is at this moment, of a property that may say light-dark(). */
function colourOf(element: HTMLElement, property: string): string {
  const before = element.style.color
  element.style.color = `var(${property})`
  const { color } = getComputedStyle(element)
  element.style.color = before
  return color
}

/** Each line on top of those before it. */
export const stack = (lines: readonly Line[]): number[][] => {
  const sums: number[][] = []
  for (const { values } of lines) {
    const below = sums.at(-1)
    sums.push(values.map((value, i) => (value ?? 0) + (below?.[i] ?? 0)))
  }
  return sums
}

/** The data in the order in which they are drawn: of bars, the highest first, so that the lower ones stay in sight. */
export function dataOf({ kind, at, lines }: ChartData): uPlot.AlignedData {
  const values = kind === 'bars' ? stack(lines).toReversed() : lines.map((line) => [...line.values])
  return [[...at], ...values]
}

export function optionsOf(
  element: HTMLElement,
  data: ChartData,
  width: number,
  timeLabel: string,
): uPlot.Options {
  const { kind, lines, format, formatAt, stepSeconds, at, least, steps } = data
  const ink = colourOf(element, '--muted')
  const grid = { stroke: colourOf(element, '--line'), width: 1 }
  const font = `13px ${getComputedStyle(element).fontFamily}`
  const bars = uPlot.paths.bars
  const series = lines.map((line, i): uPlot.Series => {
    const colour = colourOf(element, COLOURS[i % COLOURS.length] ?? '--accent')
    return {
      label: line.label,
      stroke: colour,
      width: kind === 'bars' ? 0 : 2,
      points: { size: 6, fill: colour },
      spanGaps: true,
      value: (_plot, _value, _series, index) => (index === null ? '–' : format(line.values[index] ?? null)),
      ...(kind === 'bars' && {
        fill: colour,
        points: { show: false },
        ...(bars && { paths: bars({ size: [0.7, 48], radius: [0.1, 0] }) }),
      }),
    }
  })
  const axis = { stroke: ink, font, ticks: { show: false } }
  const half = stepSeconds / 2
  // Where no mouse points, the last values.
  const showLast = (plot: uPlot) => {
    if (plot.cursor.idx === null || plot.cursor.idx === undefined) plot.setLegend({ idx: at.length - 1 })
  }
  return {
    width,
    height: HEIGHT,
    hooks: { ready: [showLast], setCursor: [showLast] },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
    scales: {
      x: { range: () => [(at[0] ?? 0) - half, (at.at(-1) ?? 0) + half] },
      y: { range: (_plot, _min, max) => [0, Math.max(least, max ?? 0) * 1.1] },
    },
    axes: [
      { ...axis, grid: { show: false }, space: 64, values: (_plot, ticks) => ticks.map(formatAt) },
      {
        ...axis,
        grid,
        size: 68,
        ...(steps && { incrs: [...steps] }),
        space: 40,
        values: (_plot, ticks) => ticks.map((tick) => (tick === 0 ? '0' : format(tick))),
      },
    ],
    series: [
      { label: timeLabel, value: (_plot, value) => (value === null ? '–' : formatAt(value)) },
      ...(kind === 'bars' ? series.toReversed() : series),
    ],
  }
}
