// npm run bench                         measures everything and prints the figures
// npm run bench -- --write              and keeps them in bench/RESULTS.md, growth.svg and results.json
// npm run bench -- --only seek,start    these measurements alone; with --write the others stay as they are
// npm run bench -- --quick              small amounts, one run: to see that it works, not to believe its figures
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { scaleOf, type Findings, type Scale } from './figures.ts'
import { describeMachine } from './machine.ts'
import { keptInOrder, readResults, writeResults } from './kept-results.ts'
import { BUSY, figuresTable } from './report.ts'
import { measureBadLine } from './rows/bad-line.ts'
import { measureCatalogue } from './rows/catalogue.ts'
import { measureCrowd } from './rows/crowd.ts'
import { measureDistance } from './rows/distance.ts'
import { measureFirstByte } from './rows/first-byte.ts'
import { measureFirstFrame } from './rows/first-frame.ts'
import { measureGrid } from './rows/grid.ts'
import { measureGrowth } from './rows/growth.ts'
import { measureLimited } from './rows/limited.ts'
import { measureLinks } from './rows/links.ts'
import { measurePage } from './rows/page.ts'
import { measureRenewal } from './rows/renewal.ts'
import { measureSeek } from './rows/seek.ts'
import { measureStart } from './rows/start.ts'
import { measureUpload } from './rows/upload.ts'
import { measureUpstream } from './rows/upstream.ts'
import { measureVanish } from './rows/vanish.ts'
import { measureWholeFilm } from './rows/whole-film.ts'
import { openStage, type Stage } from './stage/stage.ts'

const MEASUREMENTS: Record<string, (stage: Stage, scale: Scale) => Promise<Findings>> = {
  film: measureWholeFilm,
  distance: measureDistance,
  'first-byte': measureFirstByte,
  seek: measureSeek,
  upstream: measureUpstream,
  crowd: measureCrowd,
  limited: measureLimited,
  start: measureStart,
  vanish: measureVanish,
  links: measureLinks,
  upload: measureUpload,
  growth: measureGrowth,
  'first-frame': measureFirstFrame,
  renewal: measureRenewal,
  'bad-line': measureBadLine,
  page: measurePage,
  catalogue: measureCatalogue,
  grid: measureGrid,
}

const home = join(import.meta.dirname, '..')
const { values: given } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
})
const wanted = given.only?.split(',') ?? Object.keys(MEASUREMENTS)
const unknown = wanted.filter((name) => !(name in MEASUREMENTS))
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}; there are ${Object.keys(MEASUREMENTS).join(', ')}.`)
  process.exit(1)
}

if (given.quick && given.write) {
  console.error('Figures of --quick are not worth keeping: leave out --write.')
  process.exit(1)
}

const machine = describeMachine()
const kept = await readResults(home, machine)
console.log(`${machine}\n`)
let isInterrupted = false
const [load = 0] = loadavg()
if (load > BUSY) console.log(`This machine is busy (load ${load.toFixed(1)}): figures mean little.\n`)
const opening = openStage()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    isInterrupted = true
    void opening.then((opened) => opened.close()).finally(() => process.exit(1))
  })
}
const stage = await opening
let failed = 0
try {
  for (const name of wanted) await measure(name)
} finally {
  await stage.close()
}
if (given.write) await writeResults(home, keptInOrder(kept, Object.keys(MEASUREMENTS)))
process.exitCode = failed > 0 ? 1 : 0

async function measure(name: string): Promise<void> {
  const began = performance.now()
  try {
    const findings = await MEASUREMENTS[name]?.(stage, scaleOf(given.quick))
    if (!findings) return
    const seconds = Math.round((performance.now() - began) / 1000)
    kept.measured[name] = { date: new Date().toISOString().slice(0, 10), seconds, load, findings }
    if (findings.rows.length > 0) console.log(figuresTable(findings.rows))
    for (const remark of findings.remarks ?? []) console.log(remark)
    console.log(`(${name}: ${seconds} s)\n`)
  } catch (error) {
    if (isInterrupted) await new Promise(() => {})
    failed++
    console.error(`${name} failed:`, error, '\n')
  } finally {
    await stage.clear()
  }
}
