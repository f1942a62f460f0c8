import { queryOptions } from '@tanstack/react-query'
import { readAlbums } from './library-calls.ts'

export const albumsQuery = queryOptions({
  queryKey: ['albums'],
  queryFn: ({ signal }) => readAlbums(signal),
  // Server-sent events say when it is out of date: app/gallery-route.tsx.
  staleTime: 60_000,
})
