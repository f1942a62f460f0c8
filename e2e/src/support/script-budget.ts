// The script that a browser must have before it can show the grid: what the page itself names, and no more.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { root } from './run-process.ts'

/** kB, compressed; what comes when it is needed (viewer, player, uploads, charts) is not in it. */
export const SCRIPT_BUDGET_KB = 150

const dist = join(root, 'frontend/dist')
const SCRIPT = /<(?:script[^>]*\bsrc|link rel="modulepreload"[^>]*\bhref)="(\/[^"]+\.js)"/g

/** Files that the built page names, each with its kB of gzip. */
export async function scriptsOfThePage(): Promise<{ name: string; kb: number }[]> {
  const page = await readFile(join(dist, 'index.html'), 'utf8')
  const names = [...page.matchAll(SCRIPT)].map(([, name = '']) => name)
  return Promise.all(
    names.map(async (name) => ({ name, kb: gzipSync(await readFile(join(dist, name))).length / 1000 })),
  )
}
