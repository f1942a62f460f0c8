import type { FileItem, FilePage } from '@gramreel/contracts/catalogue'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeFirstPage, type LoadedPages } from './merge-first-page.ts'

const item = (n: number): FileItem => ({
  id: `f${n}`,
  kind: 'photo',
  name: `${n}.jpg`,
  caption: '',
  mime: 'image/jpeg',
  size: 1,
  postedAt: new Date(n * 1000).toISOString(),
  thumbnail: null,
})

const SIZE = 10

/** The catalogue's answer for the items after `cursor`, which is the last id of the page before. */
function page(catalogue: readonly FileItem[], cursor: string | undefined): FilePage {
  const start = cursor === undefined ? 0 : catalogue.findIndex(({ id }) => id === cursor) + 1
  const items = catalogue.slice(start, start + SIZE)
  const more = start + SIZE < catalogue.length
  return { items, nextCursor: more ? (items.at(-1)?.id ?? null) : null, total: catalogue.length }
}

function load(catalogue: readonly FileItem[], pages: number): LoadedPages {
  const loaded: LoadedPages = { pages: [page(catalogue, undefined)], pageParams: [undefined] }
  for (let n = 1; n < pages; n += 1) {
    const cursor = loaded.pages.at(-1)?.nextCursor
    if (cursor === null || cursor === undefined) break
    loaded.pages.push(page(catalogue, cursor))
    loaded.pageParams.push(cursor)
  }
  return loaded
}

const ids = (loaded: LoadedPages | undefined) =>
  loaded?.pages.flatMap(({ items }) => items.map(({ id }) => id))
const newestFirst = (count: number) => Array.from({ length: count }, (_, n) => item(1000 - n))

describe('merging a fresh first page', () => {
  it('shows new posts above everything that was loaded, whatever the numbers', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(9), fc.integer({ min: 1, max: 7 }), (count, added, pages) => {
        const before = newestFirst(count)
        const after = [...Array.from({ length: added }, (_, n) => item(2000 - n)), ...before]
        const merged = mergeFirstPage(load(before, pages), page(after, undefined))
        if (merged === undefined) return
        const shown = ids(merged) ?? []
        expect(shown).toEqual(after.slice(0, shown.length).map(({ id }) => id))
        expect(shown.length).toBeGreaterThanOrEqual(Math.min(after.length, SIZE))
        expect(merged.pages.at(-1)?.nextCursor === null).toBe(shown.length === after.length)
        expect(merged.pageParams).toHaveLength(merged.pages.length)
      }),
    )
  })

  it('merges a new post with one request when several pages are loaded', () => {
    const before = newestFirst(35)
    const after = [item(2000), ...before]
    expect(ids(mergeFirstPage(load(before, 3), page(after, undefined)))).toHaveLength(31)
  })

  it('drops a post that was deleted on the first page', () => {
    const before = newestFirst(35)
    const after = before.filter(({ id }) => id !== 'f997')
    const merged = mergeFirstPage(load(before, 4), page(after, undefined))
    expect(ids(merged)).toEqual(after.map(({ id }) => id))
  })

  it('gives up when a post further down was deleted, or when nothing known is left', () => {
    const before = newestFirst(35)
    const deeper = before.filter(({ id }) => id !== 'f980')
    expect(mergeFirstPage(load(before, 4), page(deeper, undefined))).toBeUndefined()
    const flood = [...Array.from({ length: 12 }, (_, n) => item(3000 - n)), ...before]
    expect(mergeFirstPage(load(before, 4), page(flood, undefined))).toBeUndefined()
  })
})
