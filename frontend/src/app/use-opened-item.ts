import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { FileItem } from '@gramreel/contracts/catalogue'
import { ApiError, readFile, type FailureCode } from '../shared/api.ts'

type Loaded = {
  items: readonly FileItem[] | undefined
  hasMore: boolean
  isLoadingMore: boolean
  loadMore: () => void
}

type OpenedItem = {
  item: FileItem | undefined
  missing: FailureCode | undefined
  previous: string | undefined
  next: string | undefined
  /** Of the two neighbours, those that are loaded: the viewer shows them at its edges. */
  neighbours: readonly FileItem[]
}

/** Where an item that is not in the list comes from; `key` names it in the cache. */
type ItemSource = { key: string; read: (id: string, signal: AbortSignal) => Promise<FileItem> }

const GALLERY: ItemSource = { key: 'gallery', read: readFile }

/** So near to the end of what is loaded, the next page is asked for. */
const NEAR_END_ITEMS = 10

/**
 * The item that an address names, and its neighbours in what the grid shows. An item that is not loaded is asked for by
 * itself. Beyond the last one comes the first, once everything is loaded.
 */
export function useOpenedItem(
  id: string | undefined,
  { items, hasMore, isLoadingMore, loadMore }: Loaded,
  { key, read }: ItemSource = GALLERY,
): OpenedItem {
  const list = items ?? []
  const at = id === undefined ? -1 : list.findIndex((item) => item.id === id)
  const listed = list[at]
  const single = useQuery({
    queryKey: ['file', key, id],
    queryFn: ({ signal }) => read(id ?? '', signal),
    // What was seen once stays on the screen, even when its post is deleted meanwhile: the film says so itself.
    ...(listed === undefined ? {} : { initialData: listed }),
    enabled: id !== undefined && listed === undefined,
    staleTime: Infinity,
  })

  const isNearEnd = at >= 0 && at >= list.length - NEAR_END_ITEMS
  useEffect(() => {
    if (isNearEnd && hasMore && !isLoadingMore) loadMore()
  }, [isNearEnd, hasMore, isLoadingMore, loadMore])

  const isAlone = at < 0 || list.length < 2
  const before = isAlone ? undefined : (list[at - 1] ?? (hasMore ? undefined : list.at(-1)))
  const after = isAlone ? undefined : (list[at + 1] ?? (hasMore ? undefined : list[0]))
  const item = listed ?? single.data
  return {
    item,
    missing: item === undefined && single.error !== null ? codeOf(single.error) : undefined,
    previous: before?.id,
    next: after?.id,
    neighbours: [before, after].filter((neighbour) => neighbour !== undefined),
  }
}

const codeOf = (error: Error): FailureCode => (error instanceof ApiError ? error.code : 'internal')
