import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { FileItem } from '@gramreel/contracts/catalogue'
import { ApiError, readFile, type FailureCode } from '../shared/api.ts'
import { useCatalogueChanges, type CatalogueModel } from '../shared/catalogue.ts'

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

/** So many items to either side are loaded. */
const NEIGHBOURS = 10

/**
 * The item that an address names, and its neighbours in what the grid shows. An item that is not loaded is asked for by
 * itself, and its place in the catalogue. Beyond the last one comes the first.
 */
export function useOpenedItem(
  id: string | undefined,
  model: CatalogueModel | undefined,
  { key, read }: ItemSource = GALLERY,
): OpenedItem {
  useCatalogueChanges(model)
  const count = model?.count
  const loaded = id === undefined || model === undefined ? -1 : model.indexOf(id)
  const listed = loaded < 0 ? undefined : model?.itemAt(loaded)
  const single = useQuery({
    queryKey: ['file', key, id],
    queryFn: ({ signal }) => read(id ?? '', signal),
    // What was seen once stays on the screen, even when its post is deleted meanwhile: the film says so itself.
    ...(listed === undefined ? {} : { initialData: listed }),
    enabled: id !== undefined && listed === undefined,
    staleTime: Infinity,
  })

  const isAsked = id !== undefined && loaded < 0 && count !== undefined
  useEffect(() => {
    if (!isAsked || model === undefined) return undefined
    let isCurrent = true
    const look = async () => {
      const found = await model.find(id)
      if (isCurrent && found !== undefined) model.want('viewer', around(found))
    }
    // Without its place it is shown alone.
    look().catch(() => undefined)
    return () => {
      isCurrent = false
    }
  }, [isAsked, id, model])
  useEffect(() => {
    if (loaded >= 0) model?.want('viewer', around(loaded))
    else if (id === undefined) model?.want('viewer', undefined)
  }, [model, loaded, id])
  // The first one's neighbour is the last one, and the other way round.
  const last = (count ?? 0) - 1
  const across = loaded < 0 || last < 1 ? undefined : loaded === 0 ? last : loaded === last ? 0 : undefined
  useEffect(() => {
    model?.want('viewer, across', across === undefined ? undefined : { first: across, end: across + 1 })
  }, [model, across])

  const isAlone = loaded < 0 || count === undefined || count < 2
  const before = isAlone ? undefined : model?.itemAt(loaded === 0 ? last : loaded - 1)
  const after = isAlone ? undefined : model?.itemAt(loaded === last ? 0 : loaded + 1)
  const item = listed ?? single.data
  return {
    item,
    missing: item === undefined && single.error !== null ? codeOf(single.error) : undefined,
    previous: before?.id,
    next: after?.id,
    neighbours: [before, after].filter((neighbour) => neighbour !== undefined),
  }
}

const around = (index: number) => ({ first: Math.max(0, index - NEIGHBOURS), end: index + NEIGHBOURS + 1 })

const codeOf = (error: Error): FailureCode => (error instanceof ApiError ? error.code : 'internal')
