// What the process says of itself. Names as in prom-client and Prometheus' own libraries, so that dashboards know them.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Metrics } from './metrics.ts'

/**
 * How often a timer looks how late it is. Measured on an idle process, CPU time per second: 3.6 ms at 20, 0.8 ms at 100; of a
 * tenth of a core that is 4 % and 1 %. At 100 a pause of 100 ms and more is never missed.
 */
const RESOLUTION_MS = 100

/** Hands the readings in; what it opened ends with close(). */
export function readProcess(metrics: Metrics, version: string): { close(): void } {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  const startTime = Date.now() / 1000 - process.uptime()
  /** Node's histogram holds the time between two timers in ns: what is above the resolution is the delay. */
  const lateness = (percentile: number) =>
    delay.count === 0 ? 0 : Math.max(0, delay.percentile(percentile) / 1e9 - RESOLUTION_MS / 1000)

  metrics.read('eventLoopP50', () => lateness(50))
  metrics.read('eventLoopP99', () => {
    const late = lateness(99)
    delay.reset() // read after the other one, as they stand in the list: each reading tells of the time since the last
    return late
  })
  metrics.read('residentBytes', () => process.memoryUsage.rss())
  metrics.read('heapUsedBytes', () => process.memoryUsage().heapUsed)
  metrics.read('externalBytes', () => process.memoryUsage().external)
  metrics.read('cpuSeconds', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  })
  metrics.read('startTime', () => startTime)
  metrics.read('info', () => ({ [version]: 1 }))
  metrics.read('nodeInfo', () => ({ [process.version]: 1 }))
  return { close: () => delay.disable() }
}
