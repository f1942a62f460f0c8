import { execFileSync } from 'node:child_process'
import { cpus, totalmem, type } from 'node:os'
import { findChromium } from '../../e2e/src/support/find-chromium.ts'

/** What the figures were measured on, in one line. */
export function describeMachine(): string {
  const [first] = cpus()
  const chromium = findChromium()
  const browser =
    chromium && execFileSync(chromium, ['--version'], { encoding: 'utf8', stdio: 'pipe' }).trim()
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB of memory`
  const cores = `${cpus().length} × ${first?.model.trim() || process.arch}`
  return [cores, memory, type(), `Node ${process.versions.node}`, browser].filter(Boolean).join(', ')
}
