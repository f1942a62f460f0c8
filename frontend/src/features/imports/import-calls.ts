import type { ImportItem, ImportList } from '@gramreel/contracts/imports'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../../shared/api.ts'

const WHILE_RUNNING_MS = 2_000

export const importsQuery = queryOptions({
  queryKey: ['imports'],
  queryFn: ({ signal }) => call<ImportList>('/api/imports', { signal }),
  refetchInterval: ({ state }) =>
    state.data?.imports.some((each) => each.state === 'running') ? WHILE_RUNNING_MS : false,
})

export type ImportPlace = { botId: number; chat: string }

const pathOf = ({ botId, chat }: ImportPlace) => `/api/bots/${botId}/channels/${chat}/import`

export const beginImport = (place: ImportPlace) => call<ImportItem>(pathOf(place), { method: 'POST' })
export const changeImport = (place: ImportPlace, state: 'running' | 'paused') =>
  call<ImportItem>(pathOf(place), { method: 'PUT', body: { state } })
export const cancelImport = (place: ImportPlace) => call<void>(pathOf(place), { method: 'DELETE' })
