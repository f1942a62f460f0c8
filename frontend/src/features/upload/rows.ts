// The rows of the panel: a store outside React, since uploads go on while pages come and go.
import type { Source } from './dropped.ts'
import { paced, startPace, type Pace } from './pace.ts'
import { isOver } from './totals.ts'

/** `lost`: begun before a reload, and the file is not at hand. */
export type RowState =
  | 'waiting'
  | 'checking'
  | 'sending'
  | 'paused'
  | 'finishing'
  | 'done'
  | 'exists'
  | 'restored'
  | 'failed'
  | 'lost'

export type Row = {
  readonly key: string
  readonly name: string
  readonly mime: string
  readonly size: number
  readonly state: RowState
  readonly pace: Pace
  /** Counted up whenever files come while nothing is under way: what the totals are of. */
  readonly round: number
  /** Why it failed: a code of texts. */
  readonly reason?: string
  /** The upload's, once begun. */
  readonly id?: string
  /** The item's, once there. */
  readonly fileId?: string
  /** A small picture of it, as a data: address. */
  readonly preview?: string
  /** Of a lost one: the browser can read it again when it is allowed to. */
  readonly isKept?: boolean
}

export type Work = { source: Partial<Source>; stop: AbortController }

let rows: readonly Row[] = []
let overall: Pace = startPace(0, 0)
let round = 0
let lastKey = 0
const works = new Map<string, Work>()
const listeners = new Set<() => void>()

export const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export const readRows = (): readonly Row[] => rows
/** Of all uploads together. */
export const readOverall = (): Pace => overall

export function setRows(next: readonly Row[]): void {
  rows = next
  for (const listener of listeners) listener()
}

export const findRow = (key: string): Row | undefined => rows.find((row) => row.key === key)
export const workOf = (key: string): Work | undefined => works.get(key)

export function setWork(key: string, source: Partial<Source>): void {
  works.set(key, { source, stop: new AbortController() })
}

export function changeRow(key: string, fields: Partial<Row>): void {
  setRows(rows.map((row) => (row.key === key ? { ...row, ...fields } : row)))
}

export type NewRow = Omit<Row, 'key' | 'pace' | 'round'> & { source: Partial<Source>; received?: number }

export function addRows(added: readonly NewRow[]): void {
  if (added.length === 0) return
  if (rows.every(isOver)) round += 1
  const now = performance.now()
  const next = added.map(({ source, received = 0, ...fields }): Row => {
    const key = `upload-${++lastKey}`
    setWork(key, source)
    return { key, pace: startPace(received, now), round, ...fields }
  })
  setRows([...rows, ...next])
}

export function removeRows(isWanted: (row: Row) => boolean): void {
  for (const row of rows) if (isWanted(row)) works.delete(row.key)
  setRows(rows.filter((row) => !isWanted(row)))
}

/** After a pause: its time is nobody's pace. */
export function restOverall(): void {
  overall = { ...overall, at: performance.now() }
}

/** Telegram has so many bytes of a row. */
export function receive(key: string, bytes: number): void {
  const row = findRow(key)
  if (!row) return
  const now = performance.now()
  overall = paced(overall, overall.bytes + Math.max(0, bytes - row.pace.bytes), now)
  changeRow(key, { pace: paced(row.pace, bytes, now) })
}
