import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { readSession, signOut } from './api.ts'

/** Who is signed in: an account, or null. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => readSession(signal),
  staleTime: Infinity,
})

/** Signs out and forgets everything this browser was shown. */
export function useSignOut() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] })
      client.setQueryData(sessionQuery.queryKey, null)
    },
  })
}
