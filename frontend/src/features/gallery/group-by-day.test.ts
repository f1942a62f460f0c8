import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Outline } from '../../shared/outline.ts'
import { groupByMonth } from './group-by-day.ts'

const outlineOf = (dates: Date[]): Outline => ({
  count: dates.length,
  ratios: new Float32Array(dates.length).fill(1),
  quarters: Int32Array.from(dates, (date) => Math.floor(date.getTime() / 900_000)),
})
const lengths = (groups: readonly { first: number; end: number }[]) =>
  groups.map(({ first, end }) => end - first)

describe('grouping by month and day', () => {
  it('keeps a month and a day with many posts to itself', () => {
    const days = [3, 3, 2, 2].map((day, n) => new Date(2026, 2, day, 12 - n))
    const months = groupByMonth(outlineOf([...days, new Date(2026, 1, 28), new Date(2026, 1, 27)]), 2)
    expect(lengths(months ?? [])).toEqual([4, 2])
    expect(lengths(months?.[0]?.days ?? [])).toEqual([2, 2])
    expect(months?.map(({ key }) => key)).toEqual(['2026-3', '2026-2'])
  })

  it('joins those with few posts, until there are enough', () => {
    const dates = [new Date(2026, 2, 3), new Date(2026, 2, 1), new Date(2026, 1, 28), new Date(2025, 1, 28)]
    const months = groupByMonth(outlineOf(dates), 4)
    expect(lengths(months ?? [])).toEqual([4])
    expect(months?.[0]?.oldest.getFullYear()).toBe(2025)
    expect(months?.[0]?.newest.getDate()).toBe(3)
  })

  it('says the same of an order that begins with the oldest', () => {
    const months = groupByMonth(outlineOf([new Date(2025, 0, 5), new Date(2025, 0, 9)]), 2)
    expect([months?.[0]?.oldest.getDate(), months?.[0]?.newest.getDate()]).toEqual([5, 9])
  })

  it('knows none where the order is not by time', () => {
    expect(groupByMonth({ count: 3, ratios: new Float32Array(3), quarters: undefined })).toBeUndefined()
  })

  it('keeps every item once, in order, in groups of one month or day or of several that are few', () => {
    const dates = fc.array(
      fc.date({ min: new Date(2022, 0, 1), max: new Date(2026, 11, 31), noInvalidDate: true }),
      { maxLength: 300 },
    )
    fc.assert(
      fc.property(dates, fc.integer({ min: 1, max: 12 }), (list, fewest) => {
        const sorted = list.toSorted((a, b) => b.getTime() - a.getTime())
        const months = groupByMonth(outlineOf(sorted), fewest) ?? []
        let next = 0
        for (const month of months) {
          expect(month.first).toBe(next)
          for (const day of month.days) {
            expect(day.first).toBe(next)
            expect(day.end).toBeGreaterThan(next)
            next = day.end
          }
          expect(month.end).toBe(next)
        }
        expect(next).toBe(list.length)
        expect(new Set(months.map(({ key }) => key)).size).toBe(months.length)
      }),
    )
  })
})
