import type { FileItem } from '@gramreel/contracts/catalogue'

/** Neighbouring days of one month that share a heading. Items stay in the catalogue's order, newest first. */
export type DayGroup = { key: string; newest: Date; oldest: Date; items: FileItem[] }

/** So many items make a row worth a heading of its own; fewer are joined with the next older day. */
const FEWEST = 8

const dayKey = (date: Date): string => `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`
const monthKey = (date: Date): string => `${date.getFullYear()}-${date.getMonth() + 1}`

/**
 * Groups a catalogue by day, in the reader's time zone. A channel with one post a day would otherwise be a column of
 * headings over single pictures, so days with few posts join their neighbours, within a month.
 */
export function groupByDay(items: readonly FileItem[], fewest: number = FEWEST): DayGroup[] {
  const groups: DayGroup[] = []
  let group: DayGroup | undefined
  for (const item of items) {
    const date = new Date(item.postedAt)
    const sameDay = group !== undefined && dayKey(group.oldest) === dayKey(date)
    const joins =
      group !== undefined && group.items.length < fewest && monthKey(group.oldest) === monthKey(date)
    if (group !== undefined && (sameDay || joins)) {
      group.items.push(item)
      group.oldest = date
    } else {
      group = { key: dayKey(date), newest: date, oldest: date, items: [item] }
      groups.push(group)
    }
  }
  return groups
}
