import type {
  NewLinkKey,
  WorkerChange,
  WorkerInvitation,
  WorkerItem,
  WorkerList,
} from '@gramreel/contracts/worker-list'
import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { call } from '../../shared/api.ts'

/** Slow: changes are told by an event. */
const REFRESH_MS = 15_000

export const workersQuery = queryOptions({
  queryKey: ['workers'],
  queryFn: ({ signal }) => call<WorkerList>('/api/workers', { signal }),
  refetchInterval: REFRESH_MS,
})

const at = (id: string) => `/api/workers/${encodeURIComponent(id)}`

export const inviteWorker = (name: string): Promise<WorkerInvitation> =>
  call('/api/workers', { method: 'POST', body: { name } })

export const changeWorker = ({ id, ...body }: WorkerChange & { id: string }): Promise<void> =>
  call(at(id), { method: 'PATCH', body })

export const removeWorker = (id: string): Promise<void> => call(at(id), { method: 'DELETE' })

export const checkWorker = (id: string): Promise<WorkerItem> => call(`${at(id)}/checks`, { method: 'POST' })

export const newLinkKey = (): Promise<NewLinkKey> => call('/api/workers/keys', { method: 'POST' })

/** Asks again whenever a worker is doing otherwise; while it listens, the backend looks after them. */
export function useWorkerEvents(): void {
  const client = useQueryClient()
  useEffect(() => {
    const source = new EventSource('/api/events')
    source.addEventListener('workers', () => {
      void client.invalidateQueries({ queryKey: workersQuery.queryKey })
    })
    return () => source.close()
  }, [client])
}
