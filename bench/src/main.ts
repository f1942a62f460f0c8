// npm run bench                         measures everything and prints the figures
// npm run bench -- --write              and keeps them in bench/RESULTS.md, growth.svg and results.json
// npm run bench -- --only seek,start    these measurements alone; with --write the others stay as they are
// npm run bench -- --quick              small amounts, one run: to see that it works, not to believe its figures
import { readFile, writeFile } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { scaleOf, type Findings, type Scale } from './figures.ts'
import { drawGrowth } from './growth-picture.ts'
import { describeMachine } from './machine.ts'
import { figuresTable, renderResults, type Results } from './report.ts'
import { measureCrowd } from './rows/crowd.ts'
import { measureDistance } from './rows/distance.ts'
import { measureFirstByte } from './rows/first-byte.ts'
import { measureFirstFrame } from './rows/first-frame.ts'
import { measureGrowth } from './rows/growth.ts'
import { measureLimited } from './rows/limited.ts'
import { measureSeek } from './rows/seek.ts'
import { measureStart } from './rows/start.ts'
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
  growth: measureGrowth,
  'first-frame': measureFirstFrame,
}

/** Load above which something else runs here. */
const BUSY = 0.7

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

const machine = describeMachine()
const kept = await readResults()
console.log(`${machine}\n`)
const [load = 0] = loadavg()
if (load > BUSY) console.log(`This machine is busy (load ${load.toFixed(1)}): figures mean little.\n`)
const stage = await openStage()
let failed = 0
try {
  for (const name of wanted) await measure(name)
} finally {
  await stage.close()
}
if (given.write) {
  const order = Object.keys(MEASUREMENTS)
  const measured = Object.fromEntries(
    Object.entries(kept.measured).toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b)),
  )
  await writeFile(join(home, 'results.json'), `${JSON.stringify({ machine, measured }, null, 2)}\n`)
  await writeFile(join(home, 'RESULTS.md'), `${renderResults({ machine, measured })}\n`)
  const growth = measured['growth']?.findings.growth
  if (growth) await writeFile(join(home, 'growth.svg'), drawGrowth(growth))
}
process.exitCode = failed > 0 ? 1 : 0

async function measure(name: string): Promise<void> {
  const began = performance.now()
  try {
    const findings = await MEASUREMENTS[name]?.(stage, scaleOf(given.quick))
    if (!findings) return
    const seconds = Math.round((performance.now() - began) / 1000)
    kept.measured[name] = { date: new Date().toISOString().slice(0, 10), seconds, findings }
    if (findings.rows.length > 0) console.log(figuresTable(findings.rows))
    for (const remark of findings.remarks ?? []) console.log(remark)
    console.log(`(${name}: ${seconds} s)\n`)
  } catch (error) {
    failed++
    console.error(`${name} failed:`, error, '\n')
  } finally {
    await stage.clear()
  }
}

/** What was kept before, unless it is of another machine or cannot be read. */
async function readResults(): Promise<Results> {
  try {
    const results = JSON.parse(await readFile(join(home, 'results.json'), 'utf8')) as Results
    if (results.machine === machine) return results
  } catch {
    // There are none yet.
  }
  return { machine, measured: {} }
}
