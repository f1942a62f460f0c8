import { useQuery } from '@tanstack/react-query'
import type { Details } from '@gramreel/contracts/details'
import { readDetails, useViewerSource } from '../viewer/source.ts'
import { lookAgainMs } from './look-again.ts'

const STALE_MS = 60_000

/** What is known of a film beyond its item. Not before `isWanted`: nothing may compete with its first frame. */
export function useDetails(id: string, isWanted: boolean): Details | undefined {
  const source = useViewerSource()
  const { data } = useQuery({
    queryKey: ['details', source.key, id] as const,
    queryFn: ({ signal }) => readDetails(source, id, signal),
    enabled: isWanted,
    staleTime: STALE_MS,
    retry: false,
    refetchInterval: ({ state }) => lookAgainMs(state.data, state.dataUpdateCount + state.errorUpdateCount),
  })
  return data
}
