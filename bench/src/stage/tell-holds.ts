// Loaded beside the backend's program (node --import): on SIGUSR2 it writes, as one line of JSON on stderr, for how long at most
// its event loop stood still since it was asked last.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { writeSync } from 'node:fs'

/** Asked by number, so that nobody takes an older answer for his. */
export type Hold = { hold: number; longestMs: number }

const delays = monitorEventLoopDelay({ resolution: 1 })
delays.enable()
let hold = 0
process.on('SIGUSR2', () => {
  const told: Hold = { hold, longestMs: delays.max / 1e6 }
  hold += 1
  delays.reset()
  writeSync(2, `${JSON.stringify(told)}\n`)
})
