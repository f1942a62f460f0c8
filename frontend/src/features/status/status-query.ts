import { queryOptions } from '@tanstack/react-query'
import { readStatus } from '../../shared/api.ts'
import { noteWorker } from '../../shared/worker-memory.ts'

/** How the parts are doing; server-sent events say when to ask again. */
export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: async ({ signal }) => {
    const status = await readStatus(signal)
    noteWorker(status.worker.state)
    return status
  },
  staleTime: Infinity,
})
