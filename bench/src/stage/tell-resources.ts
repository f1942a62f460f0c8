// Loaded beside the worker's program (node --import): on SIGUSR2 it writes, as one line of JSON on stderr, what the process
// holds. Only a process can list its own timers.
import { writeSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

export type Held = { resources: Record<string, number>; heapBytes: number; residentBytes: number }

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

process.on('SIGUSR2', () => {
  collect()
  const resources: Record<string, number> = {}
  for (const name of process.getActiveResourcesInfo()) resources[name] = (resources[name] ?? 0) + 1
  const { heapUsed, external, rss } = process.memoryUsage()
  const held: Held = { resources, heapBytes: heapUsed + external, residentBytes: rss }
  writeSync(2, `${JSON.stringify({ held })}\n`)
})
