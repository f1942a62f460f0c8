// The pages of a timeline, and the items of those that are loaded. Knows no network; see catalogue-model.ts.
import type { FileItem } from '@gramreel/contracts/catalogue'
import type { Timeline } from '@gramreel/contracts/timeline'

type Page = { items: readonly FileItem[]; isStale: boolean; usedAt: number }

/** From `first` to `end`, excluded. */
export type Span = { first: number; end: number }

/** Loaded pages beyond this are forgotten, those not looked at for longest first: about 20,000 items. */
const MAX_PAGES = 100

export type CataloguePages = ReturnType<typeof createCataloguePages>

export function createCataloguePages({ cursors, counts }: Pick<Timeline, 'cursors' | 'counts'>) {
  const starts: number[] = []
  let count = 0
  for (const length of counts) {
    starts.push(count)
    count += length
  }
  const byCursor = new Map(cursors.map((cursor, page) => [cursor, page]))
  const loaded = new Map<number, Page>()
  const places = new Map<string, number>()
  let clock = 0

  const pageAt = (index: number): number => {
    let low = 0
    let high = starts.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((starts[middle] ?? Infinity) <= index) low = middle + 1
      else high = middle
    }
    return low - 1
  }

  const forget = (page: number) => {
    for (const { id } of loaded.get(page)?.items ?? []) places.delete(id)
    loaded.delete(page)
  }

  return {
    cursors,
    counts,
    count,
    pageOf: (cursor: string): number | undefined => byCursor.get(cursor),
    spanOf: (page: number): Span => ({
      first: starts[page] ?? count,
      end: (starts[page] ?? count) + (counts[page] ?? 0),
    }),

    /** Numbers of the pages that hold something of it. */
    pagesIn: ({ first, end }: Span): number[] => {
      const from = pageAt(Math.max(0, Math.min(first, count - 1)))
      const to = pageAt(Math.max(0, Math.min(end, count) - 1))
      return count === 0 || end <= first ? [] : Array.from({ length: to - from + 1 }, (_, n) => from + n)
    },

    itemAt: (index: number): FileItem | undefined => {
      const page = pageAt(index)
      return loaded.get(page)?.items[index - (starts[page] ?? 0)]
    },

    /** -1 for one that is not loaded. */
    indexOf: (id: string): number => places.get(id) ?? -1,

    itemsOf: (page: number): readonly FileItem[] | undefined => loaded.get(page)?.items,

    /** Nothing of it needs to be asked for. */
    isWhole: (page: number): boolean => {
      const known = loaded.get(page)
      return known !== undefined && !known.isStale && known.items.length >= (counts[page] ?? 0)
    },

    use: (page: number): void => {
      const known = loaded.get(page)
      if (known) known.usedAt = clock += 1
    },

    put: (page: number, items: readonly FileItem[], isStale = false): void => {
      forget(page)
      const kept = items.slice(0, counts[page])
      loaded.set(page, { items: kept, isStale, usedAt: (clock += 1) })
      for (const [n, { id }] of kept.entries()) places.set(id, (starts[page] ?? 0) + n)
    },

    /** What a change of one's own made of an item, until the backend tells the same. */
    change: (id: string, change: Partial<FileItem>): boolean => {
      const index = places.get(id) ?? -1
      const page = pageAt(index)
      const known = loaded.get(page)
      if (known === undefined || index < 0) return false
      known.items = known.items.map((item) => (item.id === id ? { ...item, ...change } : item))
      return true
    },

    loadedPages: (): number[] => [...loaded.keys()],

    /** `isWanted`: those stay, whatever their age. */
    forgetOld: (isWanted: (page: number) => boolean): void => {
      const old = [...loaded].toSorted(([, a], [, b]) => a.usedAt - b.usedAt)
      for (const [page] of old) {
        if (loaded.size <= MAX_PAGES) return
        if (!isWanted(page)) forget(page)
      }
    },
  }
}

/**
 * Takes over from the pages of an earlier timeline what is the same page still, to be asked for again when it is looked at
 * next: a page begins behind a certain item and has a certain length.
 */
export function inheritPages(fresh: CataloguePages, known: CataloguePages): void {
  for (const page of known.loadedPages()) {
    const target = fresh.pageOf(known.cursors[page] ?? '')
    const items = known.itemsOf(page)
    if (target === undefined || items === undefined || fresh.isWhole(target)) continue
    if (fresh.counts[target] === known.counts[page]) fresh.put(target, items, true)
  }
}
