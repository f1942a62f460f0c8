// Counters that only grow, told by the hour: each report says what this hour has brought so far. What could not be told in
// its hour counts for the one in which it was told.
import type { WorkerFigures } from '@gramreel/contracts/enrolment'

/** Since the process began. */
export type Figures = Omit<WorkerFigures, 'hour'>

export type HourReport = {
  figures: WorkerFigures
  /** They arrived. */
  told: () => void
}

/** `now`: seconds since 1970. */
export function countByHour(read: () => Figures, now: () => number): () => HourReport {
  const hourNow = () => new Date(now() * 1000).toISOString().slice(0, 13)
  let hour = hourNow()
  /** What was told for hours before this one. */
  let before = nothingOf(read())
  let told = before

  return () => {
    if (hour !== hourNow()) {
      hour = hourNow()
      before = told
    }
    const all = read()
    return { figures: { hour, ...minus(all, before) }, told: () => (told = all) }
  }
}

const nothingOf = (figures: Figures): Figures => minus(figures, figures)

function minus(all: Figures, before: Figures): Figures {
  return {
    sentBytes: all.sentBytes - before.sentBytes,
    readBytes: all.readBytes - before.readBytes,
    floodWaits: all.floodWaits - before.floodWaits,
    floodSeconds: all.floodSeconds - before.floodSeconds,
    firstBytes: all.firstBytes.map((count, i) => count - (before.firstBytes[i] ?? 0)),
  }
}
