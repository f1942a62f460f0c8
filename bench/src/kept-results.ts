// bench/results.json: what was measured, so that one measurement can be done again without the others.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { drawGrowth } from './growth-picture.ts'
import { renderResults, type Results } from './report.ts'

const FILE = 'results.json'
const DIGITS = 6

/** What was kept before; empty when it is of another machine, or there is none. */
export async function readResults(folder: string, machine: string): Promise<Results> {
  try {
    const results = JSON.parse(await readFile(join(folder, FILE), 'utf8')) as Results
    if (results.machine === machine) return results
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  return { machine, measured: {} }
}

export const keptInOrder = ({ machine, measured }: Results, names: readonly string[]): Results => ({
  machine,
  measured: Object.fromEntries(
    Object.entries(measured).toSorted(([a], [b]) => names.indexOf(a) - names.indexOf(b)),
  ),
})

/** Writes results.json, RESULTS.md and growth.svg. */
export async function writeResults(folder: string, results: Results): Promise<void> {
  const path = join(folder, FILE)
  const text = JSON.stringify(results, (_, value: unknown) =>
    typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value,
  )
  await writeFile(path, await format(text, { ...(await resolveConfig(path)), parser: 'json' }))
  await writeFile(join(folder, 'RESULTS.md'), `${renderResults(results)}\n`)
  const growth = results.measured['growth']?.findings.growth
  if (growth) await writeFile(join(folder, 'growth.svg'), drawGrowth(growth))
}
