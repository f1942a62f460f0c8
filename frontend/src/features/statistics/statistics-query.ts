import type { Statistics } from '@gramreel/contracts/statistics'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from '../../shared/api.ts'

export const RANGES = [1, 7, 30] as const
export type Range = (typeof RANGES)[number]

/** While the page is in sight. */
const REFRESH_MS = 15_000

export const statisticsQuery = (days: Range) =>
  queryOptions({
    queryKey: ['statistics', days],
    queryFn: ({ signal }) => {
      const ahead = -new Date().getTimezoneOffset()
      return call<Statistics>(`/api/statistics?days=${days}&ahead=${ahead}`, { signal })
    },
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  })
