// Every test there is. The last line says how many passed and failed, for people and programs alike.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureTools } from './tools.ts'
import { countResults, type Report } from './count-results.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const given = process.argv.slice(2)
const fast = given.includes('--fast')
const forVitest = given.filter((argument) => argument !== '--fast')

const modules = (...path: string[]): string => join(root, 'node_modules', ...path)

/** The program's exit code. What it prints goes to the terminal as it comes. */
function run(title: string, script: string, args: string[]): number {
  console.log(`\n${title}`)
  const { status } = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return status ?? 1
}

/** As `run`, while others run as well: what it prints is told in one piece, once it has ended. */
async function check(title: string, script: string, args: string[]): Promise<number> {
  const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  const said: Buffer[] = []
  for (const output of [child.stdout, child.stderr]) output.on('data', (part: Buffer) => said.push(part))
  await once(child, 'close')
  process.stdout.write(`\n${title}\n${Buffer.concat(said).toString()}`)
  return child.exitCode ?? 1
}

// Read by tests that need what --fast does without, e.g. a Postgres.
if (fast) process.env['GRAMREEL_FAST'] = '1'

process.on('disconnect', () => process.exit(1))
process.channel?.unref()

const missing = fast ? undefined : ensureTools()
if (missing) {
  console.error(missing)
  process.exit(1)
}

/** A run that ended before it could report counts as one failure. */
function readReport(): Report {
  try {
    return JSON.parse(readFileSync(reportFile, 'utf8')) as Report
  } catch {
    return { numPassedTests: 0, numFailedTests: 1, testResults: [] }
  }
}

const began = Date.now()
const checks: [string, string, string[]][] = [
  ['Types', modules('typescript', 'bin', 'tsc'), ['-b']],
  ['Lint', modules('oxlint', 'bin', 'oxlint'), ['--type-aware', '--deny-warnings']],
  ['Format', modules('prettier', 'bin', 'prettier.cjs'), ['--check', '--log-level', 'warn', '.']],
]
const exitCodes = await Promise.all(checks.map((each) => check(...each)))
const failedChecks = checks.filter((_, n) => exitCodes[n] !== 0).map(([title]) => title)

const folder = mkdtempSync(join(tmpdir(), 'gramreel-test-'))
const reportFile = join(folder, 'report.json')
let exitCode = 1
try {
  exitCode = run('Tests', modules('vitest', 'vitest.mjs'), [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportFile}`,
    ...(fast ? ['--project=!e2e*'] : []),
    ...forVitest,
  ])
  const { passed, failed } = countResults(readReport())
  if (failedChecks.length > 0) console.log(`Not in order: ${failedChecks.join(', ')}`)
  console.log(`Took ${Math.round((Date.now() - began) / 1000)} s`)
  console.log(
    `${passed + checks.length - failedChecks.length} passed, ${failed + failedChecks.length} failed`,
  )
  if (exitCode === 0 && (failed > 0 || failedChecks.length > 0)) exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = exitCode
