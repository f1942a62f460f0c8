import { queryOptions } from '@tanstack/react-query'
import { readShares } from './share-calls.ts'

export const sharesQuery = queryOptions({
  queryKey: ['shares'],
  queryFn: ({ signal }) => readShares(signal),
})
