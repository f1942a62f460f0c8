// One model for each filter that was looked at lately, so that who comes back finds all as he left it.
import { createContext, useContext, useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import type { FileFilter } from '@gramreel/contracts/catalogue'
import { ApiError, readFiles, readTimeline, readTimelineIndex } from './api.ts'
import { createCatalogueModel, type CatalogueModel } from './catalogue-model.ts'
import { keepPlace, keptPlaceOf } from './kept-place.ts'
import { sessionQuery, whenForgotten } from './session.ts'

/** What the gallery shows of the catalogue; part of the address. */
export type CatalogueFilter = Omit<FileFilter, 'group' | 'deleted'>

/** Filters that are kept beside the one on the screen. */
const MAX_KEPT = 4
const RETRIES = 2
const RETRY_MS = 1000

type Kept = { model: CatalogueModel; isStale: boolean; uses: number }

/** By account and filter; the one used last stands last. */
const models = new Map<string, Kept>()

export const catalogueKey = (account: string, filter: CatalogueFilter): string =>
  JSON.stringify([account, ...Object.entries(filter).toSorted(([a], [b]) => (a < b ? -1 : 1))])

const PASSING = new Set(['unreachable', 'internal'])

/** Tries again what may pass. */
async function patiently<T>(signal: AbortSignal, read: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await read()
    } catch (error) {
      signal.throwIfAborted()
      const mayPass = error instanceof ApiError && PASSING.has(error.code)
      if (!mayPass || tries === RETRIES) throw error
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS * 2 ** tries))
      signal.throwIfAborted()
    }
  }
}

function createModel(client: QueryClient, filter: CatalogueFilter): CatalogueModel {
  const heard = async <T>(signal: AbortSignal, read: () => Promise<T>): Promise<T> => {
    try {
      return await patiently(signal, read)
    } catch (error) {
      // As in providers.tsx: whichever call learns that nobody is signed in, the whole gallery does.
      if (error instanceof ApiError && error.code === 'signed_out')
        client.setQueryData(sessionQuery.queryKey, null)
      throw error
    }
  }
  return createCatalogueModel({
    sort: filter.sort ?? 'posted',
    readTimeline: (signal) => heard(signal, () => readTimeline(filter, signal)),
    readPage: (cursor, limit, signal) =>
      heard(signal, () => readFiles({ ...filter, limit, ...(cursor !== '' && { cursor }) }, signal)),
    readIndex: (id, signal) => heard(signal, () => readTimelineIndex(id, filter, signal)),
  })
}

function modelOf(client: QueryClient, account: string, filter: CatalogueFilter): Kept {
  const key = catalogueKey(account, filter)
  const known = models.get(key)
  const kept = known ?? { model: createModel(client, filter), isStale: false, uses: 0 }
  if (known === undefined) kept.model.place = keptPlaceOf(key)
  models.delete(key)
  models.set(key, kept)
  const unused = [...models].filter(([, { uses }]) => uses === 0)
  for (const [old, { model }] of unused.slice(0, Math.max(0, unused.length - MAX_KEPT)))
    if (model !== kept.model) {
      model.close()
      models.delete(old)
    }
  return kept
}

/** Forgets all that was loaded, once nobody is signed in. */
whenForgotten.add(() => {
  for (const { model } of models.values()) model.close()
  models.clear()
  keepPlace('', undefined)
})

/** The catalogue under a filter; undefined for nobody. It changes by itself: see `useCatalogueChanges`. */
export function useCatalogueModel(
  account: string | undefined,
  filter: CatalogueFilter,
): CatalogueModel | undefined {
  const client = useQueryClient()
  const key = account === undefined ? undefined : catalogueKey(account, filter)
  const kept = useMemo(
    () => (account === undefined ? undefined : modelOf(client, account, filter)),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the key says all of the filter
    [client, key],
  )
  useEffect(() => {
    if (kept === undefined) return undefined
    kept.uses += 1
    if (kept.isStale) refresh(kept)
    return () => {
      kept.uses -= 1
    }
  }, [kept])
  return kept?.model
}

/** Draws anew whenever the model changes. */
export function useCatalogueChanges(model: CatalogueModel | undefined): void {
  useSyncExternalStore(model?.subscribe ?? never, model?.version ?? zero)
}
const never = () => () => undefined
const zero = () => 0

/** While another filter's catalogue is on its way, the one before stays on the screen. */
export function useShownModel(model: CatalogueModel | undefined): CatalogueModel | undefined {
  useCatalogueChanges(model)
  const shown = useRef(model)
  if (model === undefined || model.outline !== undefined || model.count === 0 || model.error !== null)
    shown.current = model
  return shown.current ?? model
}

function refresh(kept: Kept): void {
  kept.isStale = false
  // The status banner tells of a line that is down; the next news tries again.
  kept.model.refresh().catch(() => (kept.isStale = true))
}

/** Brings what is shown up to date, and lets the rest load again when it is shown next. */
export async function refreshCatalogue(): Promise<void> {
  const all = [...models.values()]
  for (const kept of all) kept.isStale = kept.uses === 0
  await Promise.all(all.filter(({ uses }) => uses > 0).map(({ model }) => model.refresh()))
}

/** For what is drawn inside the gallery and changes something in it. */
export const CatalogueContext = createContext<CatalogueModel | undefined>(undefined)
export const useCatalogue = (): CatalogueModel | undefined => useContext(CatalogueContext)

export type { CatalogueModel }
