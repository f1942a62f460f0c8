// The orders of the gallery. Each is a column that has an index, and `number` where that is the same: no two items stand at one
// place, so a page begins exactly where the one before it ended.
import type { FileSort } from '@gramreel/contracts/catalogue'
import { sql, type SqlBool } from 'kysely'
import type { FileRow } from '../storage/schema.ts'

type Order = {
  column: 'posted_at' | 'taken_key' | 'size' | 'name_key'
  direction: 'asc' | 'desc'
  /** By when something was: it has days. */
  isByTime: boolean
}

const ORDERS: Record<FileSort, Order> = {
  posted: { column: 'posted_at', direction: 'desc', isByTime: true },
  oldest: { column: 'posted_at', direction: 'asc', isByTime: true },
  taken: { column: 'taken_key', direction: 'desc', isByTime: true },
  largest: { column: 'size', direction: 'desc', isByTime: false },
  name: { column: 'name_key', direction: 'asc', isByTime: false },
}

export const orderOf = (sort: FileSort = 'posted'): Order => ORDERS[sort]

/** Right after an item. */
export type Place = { key: number | string; number: number }

export const placeOf = (row: Pick<FileRow, Order['column'] | 'number'>, sort?: FileSort): Place => ({
  key: row[orderOf(sort).column],
  number: row.number,
})

const compared = (sort: FileSort | undefined, { key, number }: Place, isBehind: boolean) => {
  const { column, direction } = orderOf(sort)
  const sign = (direction === 'desc') === isBehind ? '<' : '>'
  return sql<SqlBool>`(${sql.ref(`files.${column}`)}, files.number) ${sql.raw(sign)} (${key}, ${number})`
}

export const isAfter = (place: Place, sort?: FileSort) => compared(sort, place, true)
export const isBefore = (place: Place, sort?: FileSort) => compared(sort, place, false)
