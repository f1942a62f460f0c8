// What was found, as a table for the terminal and for RESULTS.md.
import { describe, type Findings, type Row } from './figures.ts'
import { table } from './table.ts'

/** What one measurement found, when, how long it took, and the machine's load before the bench began; kept in results.json. */
export type Measured = { date: string; seconds: number; load: number; findings: Findings }
/** `measured`: by the name of the measurement. */
export type Results = { machine: string; measured: Record<string, Measured> }

/** Load above which something else runs on the machine. */
export const BUSY = 0.7

const verdictOf = ({ isMet }: Row): string => (isMet === undefined ? '' : isMet ? 'met' : '**missed**')

const HEAD = ['median (least–most) of the runs', 'worker', 'stock GramJS', 'nginx', 'to reach', '']

export const figuresTable = (rows: readonly Row[]): string =>
  table(
    HEAD,
    rows.map((row) => [
      row.what,
      ...[row.worker, row.stock, row.nginx].map((series) => describe(series, row.digits)),
      row.target,
      verdictOf(row),
    ]),
  )

export function renderResults({ machine, measured }: Results): string {
  const all = Object.values(measured)
  const rows = all.flatMap(({ findings }) => findings.rows)
  const busiest = Math.max(...all.map(({ load }) => load))
  const remarks = [
    ...(busiest > BUSY ? [`The machine was busy with other things (load ${busiest.toFixed(1)}).`] : []),
    ...all.flatMap(({ findings }) => findings.remarks ?? []),
  ]
  const dates = all.map(({ date }) => date).toSorted()
  const met = rows.filter(({ isMet }) => isMet === true).length
  const judged = rows.filter(({ isMet }) => isMet !== undefined).length
  const hasPicture = all.some(({ findings }) => findings.growth)
  const span = dates.at(0) === dates.at(-1) ? dates[0] : `${dates[0]} to ${dates.at(-1)}`
  return [
    '# Figures',
    `Printed by \`npm run bench -- --write\`. Measured ${span} on ${machine}. Everything on this one machine: worker, rivals, telegram-local and the readers share its cores.`,
    'MB and GB are powers of ten, MiB and KiB of two. Rivals in the same run, on the same telegram-local, in turns: stock is GramJS 2.26.22 as it comes, `iterDownload` behind a plain HTTP handler (ranges by `offset`); nginx hands out the same bytes from disk, which is the limit. “50 ms” is the round trip to Telegram. The worker has the settings it has when none are made, unless a remark says otherwise. Readers look at 16 bytes in every 4 KiB they get, at each length and at each Content-Range; what is wrong fails the run.',
    `${met} of ${judged} targets met.`,
    figuresTable(rows),
    ...(hasPicture
      ? ['## Growing work', '![CPU, speed and memory by viewers and by size of film](growth.svg)']
      : []),
    '## Remarks',
    remarks.map((remark) => `- ${remark}`).join('\n'),
  ].join('\n\n')
}
