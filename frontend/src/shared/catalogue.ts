import { infiniteQueryOptions, keepPreviousData, type QueryClient } from '@tanstack/react-query'
import type { FileKind } from '@gramreel/contracts/catalogue'
import { readFiles } from './api.ts'
import { mergeFirstPage, type LoadedPages } from './merge-first-page.ts'

/** What the gallery shows of the catalogue; part of the address. */
export type CatalogueFilter = { q?: string; kind?: FileKind }

const PAGE_ITEMS = 200
const KEY = 'files'

/** The catalogue under a filter, newest first, a page of 200 at a time. */
export const catalogueQuery = (filter: CatalogueFilter) =>
  infiniteQueryOptions({
    queryKey: [KEY, filter] as const,
    queryFn: ({ pageParam, signal }) =>
      readFiles(
        { ...filter, limit: PAGE_ITEMS, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    // Server-sent events say when it is out of date; see features/status/use-live-events.ts.
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  })

/**
 * Brings what is shown up to date with one request where that is enough, and lets other filters load again when they are
 * shown next.
 */
export async function refreshCatalogue(client: QueryClient): Promise<void> {
  const active = client.getQueryCache().findAll({ queryKey: [KEY], type: 'active' })
  await Promise.all(
    active.map(async ({ queryKey, state }) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- these keys are made in catalogueQuery, just above
      const filter = queryKey[1] as CatalogueFilter
      const loaded = client.getQueryData<LoadedPages>(queryKey)
      if (loaded === undefined || state.fetchStatus !== 'idle') return client.invalidateQueries({ queryKey })
      const merged = mergeFirstPage(loaded, await readFiles({ ...filter, limit: PAGE_ITEMS }))
      // Something may have been loaded or filtered while we asked.
      const unchanged = client.getQueryData(queryKey) === loaded
      if (merged === undefined || !unchanged) return client.invalidateQueries({ queryKey, exact: true })
      client.setQueryData(queryKey, merged)
      return undefined
    }),
  )
  await client.invalidateQueries({ queryKey: [KEY], type: 'inactive', refetchType: 'none' })
}
