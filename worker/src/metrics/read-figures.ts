import type { Figures } from '../backend/figures-by-hour.ts'
import type { Metrics } from './metrics.ts'

/** What the gallery's statistics want to know, since the process began. */
export function readFigures(metrics: Metrics): Figures {
  return {
    sentBytes: metrics.total('bytesSent'),
    readBytes: metrics.total('bytesRead'),
    floodWaits: metrics.total('floodWaits'),
    floodSeconds: metrics.total('floodSeconds'),
    firstBytes: metrics.countsOf('timeToFirstByte'),
  }
}
