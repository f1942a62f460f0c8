import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { LinkAnswer } from '@gramreel/contracts/links'
import { useViewerSource, type ViewerSource } from './source.ts'

/** A link is not started with in its last minute: the first request would race with its expiry. */
const MARGIN_MS = 60_000

/** The address of an item's bytes. Moving on to another item cancels the call. */
export const linkQuery = (id: string, { key, readLink }: ViewerSource) =>
  queryOptions({
    queryKey: ['link', key, id] as const,
    queryFn: ({ signal }) => readLink(id, signal),
    staleTime: ({ state }) =>
      state.data === undefined
        ? 0
        : Math.max(0, Date.parse(state.data.expiresAt) - MARGIN_MS - state.dataUpdatedAt),
    refetchOnMount: true,
    refetchOnReconnect: false,
    retry: false,
  })

/** The link of an item, and a way to get a new one. One that is not wanted (yet) is not asked for. */
export function useLink(id: string, isWanted = true) {
  const client = useQueryClient()
  const source = useViewerSource()
  const query = useQuery({ ...linkQuery(id, source), enabled: isWanted })
  const renew = useCallback(
    (): Promise<LinkAnswer> => client.fetchQuery({ ...linkQuery(id, source), staleTime: 0 }),
    [client, id, source],
  )
  return { link: query.data, error: query.error, isPending: query.isPending, renew }
}
