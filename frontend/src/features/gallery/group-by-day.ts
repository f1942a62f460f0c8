// Which items share a heading: months, and in them days. A channel with a post a day, or a month, would otherwise be a column of
// headings over single pictures, so months and days with few posts join their neighbours.
import { timeOfQuarter, type Outline } from '../../shared/outline.ts'

/** Neighbouring days, or months, that share a heading. Items `first` to `end` (excluded), in the order of the whole. */
export type TimeGroup = { first: number; end: number; newest: Date; oldest: Date }
export type MonthGroup = TimeGroup & { key: string; days: TimeGroup[] }

/** So many items, about three rows, are worth a heading of their own. */
const FEWEST = 12

type Unit = (date: Date) => { begin: Date; end: Date }
const day: Unit = (date) => {
  const [year, month, number] = [date.getFullYear(), date.getMonth(), date.getDate()]
  return { begin: new Date(year, month, number), end: new Date(year, month, number + 1) }
}
const month: Unit = (date) => {
  const [year, number] = [date.getFullYear(), date.getMonth()]
  return { begin: new Date(year, number, 1), end: new Date(year, number + 1, 1) }
}

/** Runs of items of one day or month in the reader's time zone; of several, while they are few. */
function runsOf(quarters: Int32Array, first: number, end: number, unit: Unit, fewest: number): TimeGroup[] {
  const groups: TimeGroup[] = []
  let begin = first
  let from = Infinity
  let to = -Infinity
  const close = (at: number) => {
    if (at === begin) return
    const [one, other] = [timeOfQuarter(quarters[begin] ?? 0), timeOfQuarter(quarters[at - 1] ?? 0)]
    const [newest, oldest] = one < other ? [other, one] : [one, other]
    groups.push({ first: begin, end: at, newest, oldest })
    begin = at
  }
  for (let n = first; n < end; n += 1) {
    // Making a date costs more than all the rest here: once for each day.
    const ms = (quarters[n] ?? 0) * 900_000
    if (ms >= from && ms < to) continue
    const bounds = unit(timeOfQuarter(quarters[n] ?? 0))
    from = bounds.begin.getTime()
    to = bounds.end.getTime()
    if (n - begin >= fewest) close(n)
  }
  close(end)
  return groups
}

const keyOf = ({ newest }: TimeGroup): string => `${newest.getFullYear()}-${newest.getMonth() + 1}`

/** Undefined where the order is not by time. */
export function groupByMonth({ quarters, count }: Outline, fewest = FEWEST): MonthGroup[] | undefined {
  if (quarters === undefined) return undefined
  const seen = new Map<string, number>()
  return runsOf(quarters, 0, count, month, fewest).map((group) => {
    // Two runs of one month: times that go back and forth, as in no order of ours.
    const times = (seen.get(keyOf(group)) ?? 0) + 1
    seen.set(keyOf(group), times)
    const key = times === 1 ? keyOf(group) : `${keyOf(group)}-${times}`
    return { ...group, key, days: runsOf(quarters, group.first, group.end, day, fewest) }
  })
}
