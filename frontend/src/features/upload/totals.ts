/** All rows of one round of uploads in one line. Pure. */
import type { Pace } from './pace.ts'
import type { Row } from './rows.ts'

export type Totals = {
  files: number
  /** Of them, those that are in the gallery. */
  over: number
  failed: number
  /** Those that wait for a person: paused, or without their file. */
  standing: number
  /** Those that go on by themselves. */
  moving: number
  bytes: number
  sent: number
  /** Bytes that nothing but time is needed for. */
  toSend: number
}

export const isOver = ({ state }: Row): boolean =>
  state === 'done' || state === 'exists' || state === 'restored'
export const isMoving = ({ state }: Row): boolean =>
  state === 'waiting' || state === 'checking' || state === 'sending' || state === 'finishing'

export function totalsOf(rows: readonly Row[]): Totals {
  const round = rows.reduce((latest, row) => Math.max(latest, row.round), 0)
  const totals = { files: 0, over: 0, failed: 0, standing: 0, moving: 0, bytes: 0, sent: 0, toSend: 0 }
  for (const row of rows) {
    if (row.round !== round) continue
    const sent = isOver(row) ? row.size : Math.min(row.size, row.pace.bytes)
    totals.files += 1
    totals.bytes += row.size
    totals.sent += sent
    if (isOver(row)) totals.over += 1
    else if (row.state === 'failed') totals.failed += 1
    else if (isMoving(row)) {
      totals.moving += 1
      totals.toSend += row.size - sent
    } else totals.standing += 1
  }
  return totals
}

/** Seconds until all that moves is there, at this pace; undefined while it is not known. */
export const timeLeft = ({ toSend, moving }: Totals, { perSecond }: Pace): number | undefined =>
  moving === 0 || perSecond === undefined || perSecond <= 0 ? undefined : toSend / perSecond

/** What is over sinks, the latest of it on top; all else keeps its place, so that nothing moves under a finger. */
export const inOrder = (rows: readonly Row[]): readonly Row[] =>
  rows.length < 8 ? rows : [...rows.filter((row) => !isOver(row)), ...rows.filter(isOver).toReversed()]
