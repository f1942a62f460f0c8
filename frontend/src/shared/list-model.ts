// A plain list in the shape of a catalogue, for grids of what is all here, or comes page by page from elsewhere.
import type { FileItem } from '@gramreel/contracts/catalogue'
import type { CatalogueModel } from './catalogue-model.ts'
import { outlineItems } from './outline.ts'

/** So near to the end, in items, more is asked for. */
const NEAR_END = 60

export function createListModel(items: readonly FileItem[], onNearEnd: () => void): CatalogueModel {
  const indexes = new Map(items.map(({ id }, index) => [id, index]))
  return {
    subscribe: () => () => undefined,
    version: () => 0,
    count: items.length,
    outline: outlineItems(items),
    error: null,
    itemAt: (index) => items[index],
    indexOf: (id) => indexes.get(id) ?? -1,
    find: async (id) => indexes.get(id),
    idsBetween: async (a, b) => items.slice(Math.min(a, b), Math.max(a, b) + 1).map(({ id }) => id),
    want: (_who, span) => {
      if (span !== undefined && span.end > items.length - NEAR_END) onNearEnd()
    },
    refresh: async () => undefined,
    change: () => undefined,
    retry: () => undefined,
    place: undefined,
    close: () => undefined,
  }
}
