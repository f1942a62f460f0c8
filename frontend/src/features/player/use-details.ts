import { useQuery } from '@tanstack/react-query'
import type { Details } from '@gramreel/contracts/details'
import { readDetails, useViewerSource } from '../viewer/source.ts'

const STALE_MS = 60_000
/** Preview pictures are made when they are first asked for; they are looked for again, but not for ever. */
const LOOK_AGAIN_MS = 15_000
const MOST_LOOKS = 8

/** What is known of a film beyond its item. Not before `isWanted`: nothing may compete with its first frame. */
export function useDetails(id: string, isWanted: boolean): Details | undefined {
  const source = useViewerSource()
  const { data } = useQuery({
    queryKey: ['details', source.key, id] as const,
    queryFn: ({ signal }) => readDetails(source, id, signal),
    enabled: isWanted,
    staleTime: STALE_MS,
    retry: false,
    refetchInterval: ({ state }) =>
      state.data !== undefined && state.data.sprites === undefined && state.dataUpdateCount < MOST_LOOKS
        ? LOOK_AGAIN_MS
        : false,
  })
  return data
}
