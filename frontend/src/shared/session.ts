import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { readSession, signOut } from './api.ts'
import { tellServiceWorker } from './service-worker-messages.ts'

/** Who is signed in: an account, or null. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => readSession(signal),
  staleTime: Infinity,
})

/** What else is kept of what somebody saw. */
export const whenForgotten = new Set<() => void>()

/** Forgets everything this browser was shown, once its session is over. */
export function useForgetSession() {
  const client = useQueryClient()
  return () => {
    tellServiceWorker({ type: 'forget' })
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] })
    for (const forget of whenForgotten) forget()
    client.setQueryData(sessionQuery.queryKey, null)
  }
}

export function useSignOut() {
  return useMutation({ mutationFn: signOut, onSuccess: useForgetSession() })
}
