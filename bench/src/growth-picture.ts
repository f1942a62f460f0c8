// Growing work as a picture: three figures over viewers, three over the size of the film. Plain SVG that follows light and dark.
import type { Growth, Point } from './figures.ts'

type Line = { name: 'worker' | 'stock'; points: readonly Point[] }
type Axis = { title: string; ticks: readonly { at: number; text: string }[] }
type Chart = {
  title: string
  unit: string
  read: (point: Point) => number
  lines: readonly Line[]
  across: Axis
}

const PANEL = { width: 300, height: 190, left: 46, top: 34, right: 14, bottom: 40 }
const GAP = 16
const HEADER = 52

const STYLE = `
  text { font: 11px system-ui, sans-serif; fill: #57606a }
  .title { font-weight: 600; font-size: 13px; fill: #1f2328 }
  .grid { stroke: #8c959f; stroke-opacity: .28 }
  .axis { stroke: #8c959f }
  .worker { stroke: #0969da; fill: #0969da }
  .stock { stroke: #bc4c00; fill: #bc4c00 }
  polyline { fill: none !important; stroke-width: 2; stroke-linejoin: round }
  .back { fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    text { fill: #9198a1 } .title { fill: #f0f6fc } .back { fill: #0d1117 }
    .worker { stroke: #58a6ff; fill: #58a6ff } .stock { stroke: #f0883e; fill: #f0883e }
  }`

const short = (value: number): string => `${Number(value.toPrecision(3))}`

/** Steps of 1, 2 or 5 times a power of ten, about four of them up to `most`. */
function ticksUpTo(most: number): number[] {
  const raw = most / 4
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= raw) ?? 10) * power
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, i) => i * step)
}

function drawChart({ title, unit, read, lines, across }: Chart, left: number, top: number): string {
  const inner = {
    width: PANEL.width - PANEL.left - PANEL.right,
    height: PANEL.height - PANEL.top - PANEL.bottom,
  }
  const values = lines.flatMap(({ points }) => points.map(read)).filter(Number.isFinite)
  const up = ticksUpTo(Math.max(...values, 1e-9))
  const highest = up.at(-1) ?? 1
  const logs = across.ticks.map(({ at }) => Math.log(at))
  const [least, most] = [Math.min(...logs), Math.max(...logs)]
  const x = (at: number): number =>
    PANEL.left + (most > least ? (Math.log(at) - least) / (most - least) : 0.5) * inner.width
  const y = (value: number): number => PANEL.top + inner.height * (1 - value / highest)
  const bottom = PANEL.top + inner.height
  const end = PANEL.left + inner.width
  const grid = up.map(
    (value) =>
      `<line class="grid" x1="${PANEL.left}" x2="${end}" y1="${y(value).toFixed(1)}" y2="${y(value).toFixed(1)}"/>` +
      `<text x="${PANEL.left - 6}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${short(value)}</text>`,
  )
  const along = across.ticks.map(
    ({ at, text }) =>
      `<line class="axis" x1="${x(at).toFixed(1)}" x2="${x(at).toFixed(1)}" y1="${bottom}" y2="${bottom + 4}"/>` +
      `<text x="${x(at).toFixed(1)}" y="${bottom + 16}" text-anchor="middle">${text}</text>`,
  )
  const drawn = lines.map(({ name, points }) => {
    const places = points
      .filter((point) => Number.isFinite(read(point)))
      .map((point) => [x(point.at).toFixed(1), y(read(point)).toFixed(1)] as const)
    const dots = places.map(([cx, cy]) => `<circle class="${name}" cx="${cx}" cy="${cy}" r="3"/>`)
    return `<polyline class="${name}" points="${places.map((place) => place.join(',')).join(' ')}"/>${dots.join('')}`
  })
  return [
    `<g transform="translate(${left} ${top})">`,
    `<text class="title" x="${PANEL.left}" y="18">${title}<tspan dx="6" font-weight="400" fill-opacity=".75">${unit}</tspan></text>`,
    ...grid,
    ...along,
    `<line class="axis" x1="${PANEL.left}" x2="${end}" y1="${bottom}" y2="${bottom}"/>`,
    `<text x="${PANEL.left + inner.width / 2}" y="${bottom + 33}" text-anchor="middle">${across.title}</text>`,
    ...drawn,
    '</g>',
  ].join('\n')
}

const axisOf = (title: string, lines: readonly Line[], text: (at: number) => string): Axis => ({
  title,
  ticks: (lines.find(({ name }) => name === 'worker')?.points ?? []).map(({ at }) => ({
    at,
    text: text(at),
  })),
})

const linesOf = ({ worker, stock }: { worker: Point[]; stock: Point[] }): Line[] => [
  { name: 'stock', points: stock },
  { name: 'worker', points: worker },
]

const drawKey = (name: Line['name'], words: string, left: number): string =>
  `<circle class="${name}" cx="${left}" cy="31" r="5"/><text x="${left + 11}" y="35">${words}</text>`

/** The picture as the text of an SVG file. */
export function drawGrowth({ viewers, sizes }: Growth): string {
  const byViewers = linesOf(viewers)
  const bySize = linesOf(sizes)
  const rows = [
    { lines: byViewers, across: axisOf('viewers, each of a film of his own', byViewers, String) },
    {
      lines: bySize,
      across: axisOf('size of the film', bySize, (mb) => (mb < 1000 ? `${mb} MB` : `${mb / 1000} GB`)),
    },
  ]
  const figures = [
    { title: 'Processor', unit: 'CPU-s per GB', read: (point: Point) => point.cpuPerGb },
    { title: 'Speed', unit: 'MB/s, all viewers together', read: (point: Point) => point.speed },
    { title: 'Memory', unit: 'MiB resident, at most', read: (point: Point) => point.memory },
  ]
  const width = figures.length * (PANEL.width + GAP) + GAP
  const height = HEADER + rows.length * (PANEL.height + GAP)
  const charts = rows.flatMap(({ lines, across }, row) =>
    figures.map((figure, column) =>
      drawChart(
        { ...figure, lines, across },
        GAP + column * (PANEL.width + GAP),
        HEADER + row * (PANEL.height + GAP),
      ),
    ),
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">`,
    '<title>How CPU, speed and memory grow with viewers and with the size of films: worker and stock GramJS</title>',
    `<style>${STYLE}\n</style>`,
    `<rect class="back" width="${width}" height="${height}" rx="8"/>`,
    drawKey('worker', 'worker', GAP + PANEL.left + 5),
    drawKey('stock', 'stock GramJS iterDownload', GAP + PANEL.left + 85),
    ...charts,
    '</svg>\n',
  ].join('\n')
}
