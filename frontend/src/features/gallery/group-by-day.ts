import type { FileItem } from '@gramreel/contracts/catalogue'

/** Neighbouring days that share a heading. Items stay in the catalogue's order, newest first. */
export type DayGroup = { key: string; newest: Date; oldest: Date; items: FileItem[] }

/** So many items, about three rows, are worth a heading of their own; fewer are joined with the next older day. */
const FEWEST = 12

const dayKey = (date: Date): string => `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`

/**
 * Groups a catalogue by day, in the reader's time zone. A channel with a post a day, or a month, would otherwise be a column
 * of headings over single pictures, so days with few posts join their neighbours.
 */
export function groupByDay(items: readonly FileItem[], fewest: number = FEWEST): DayGroup[] {
  const groups: DayGroup[] = []
  let group: DayGroup | undefined
  for (const item of items) {
    const date = new Date(item.postedAt)
    if (group !== undefined && (group.items.length < fewest || dayKey(group.oldest) === dayKey(date))) {
      group.items.push(item)
      group.oldest = date
    } else {
      group = { key: dayKey(date), newest: date, oldest: date, items: [item] }
      groups.push(group)
    }
  }
  return groups
}
