import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { readGuestShare, readSharedFiles } from './share-calls.ts'

/** So often a page that is looked at asks whether the share is still there; a film that plays ends with it. */
const LOOK_AGAIN_MS = 10_000

export const guestShareQuery = (slug: string) =>
  queryOptions({
    queryKey: ['guest-share', slug] as const,
    queryFn: ({ signal }) => readGuestShare(slug, signal),
    refetchInterval: LOOK_AGAIN_MS,
  })

export const sharedFilesQuery = (slug: string) =>
  infiniteQueryOptions({
    queryKey: ['guest-share', slug, 'files'] as const,
    queryFn: ({ pageParam, signal }) => readSharedFiles(slug, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    staleTime: Infinity,
  })
