import type { FileItem } from '@gramreel/contracts/catalogue'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupByDay } from './group-by-day.ts'

const item = (id: string, postedAt: Date): FileItem => ({
  id,
  kind: 'photo',
  name: `${id}.jpg`,
  caption: '',
  mime: 'image/jpeg',
  size: 1,
  postedAt: postedAt.toISOString(),
  thumbnail: null,
})

describe('grouping by day', () => {
  it('keeps a day with many posts to itself', () => {
    const items = [3, 3, 2, 2].map((day, n) => item(String(n), new Date(2026, 2, day, 12 - n)))
    expect(groupByDay(items, 2).map((group) => group.items.length)).toEqual([2, 2])
  })

  it('joins days with few posts, until there are enough', () => {
    const items = [
      item('a', new Date(2026, 2, 3)),
      item('b', new Date(2026, 2, 1)),
      item('c', new Date(2026, 1, 28)),
    ]
    const groups = groupByDay(items, 2)
    expect(groups.map((group) => group.items.map(({ id }) => id))).toEqual([['a', 'b'], ['c']])
    expect(groups[0]?.oldest.getDate()).toBe(1)
  })

  it('keeps every item once, in order, under keys that differ', () => {
    const dates = fc.array(
      fc.date({ min: new Date(2020, 0, 1), max: new Date(2026, 11, 31), noInvalidDate: true }),
    )
    fc.assert(
      fc.property(dates, fc.integer({ min: 1, max: 12 }), (list, fewest) => {
        const items = list
          .toSorted((a, b) => b.getTime() - a.getTime())
          .map((date, n) => item(String(n), date))
        const groups = groupByDay(items, fewest)
        expect(groups.flatMap((group) => group.items)).toEqual(items)
        expect(new Set(groups.map((group) => group.key)).size).toBe(groups.length)
      }),
    )
  })
})
