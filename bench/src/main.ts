// npm run bench              prints the figures
// npm run bench -- --write   and keeps them in bench/RESULTS.md
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { measureFirstFrame } from './first-frame.ts'
import { describeMachine } from './machine.ts'
import { measureThroughput } from './throughput.ts'

const FILM_BYTES = 2_000_000_000

const parts: string[] = []
const say = (text: string): void => {
  parts.push(text)
  console.log(`${text}\n`)
}

const folder = await mkdtemp(join(tmpdir(), 'gramreel bench '))
try {
  say(
    `Measured ${new Date().toISOString().slice(0, 10)} on ${describeMachine()}. MB and GB are powers of ten.`,
  )
  say(await measureThroughput(FILM_BYTES))
  say(await measureFirstFrame(folder, FILM_BYTES))
} finally {
  await rm(folder, { recursive: true, force: true })
}
if (process.argv.includes('--write')) {
  const explained = [
    '# Figures',
    'Printed by `npm run bench -- --write`: everything on one machine, so the browser, the worker and telegram-local share its cores.',
    ...parts,
    'Each row of the films is cold: a worker just started, a browser profile never used. Latency is added by telegram-local to each message. Stock is GramJS 2.26.22 as it comes, `iterDownload` behind a plain HTTP handler, on the same file in the same run.',
  ]
  await writeFile(join(import.meta.dirname, '..', 'RESULTS.md'), `${explained.join('\n\n')}\n`)
}
