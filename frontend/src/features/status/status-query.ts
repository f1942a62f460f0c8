import { queryOptions } from '@tanstack/react-query'
import { readStatus } from '../../shared/api.ts'

/** How the parts are doing; server-sent events say when to ask again. */
export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: ({ signal }) => readStatus(signal),
  staleTime: Infinity,
})
