import { queryOptions, useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { readSession, signOut } from './api.ts'
import { tellToForget } from './service-worker-messages.ts'

/** Who is signed in: an account, or null. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => readSession(signal),
  staleTime: Infinity,
})

/** What else is kept of what somebody saw. */
export const whenForgotten = new Set<() => void>()

/** Asked for by who is about to be signed in, and of nobody's gallery. */
const OUTSIDE = new Set<unknown>([sessionQuery.queryKey[0], 'sign-in-code', 'join'])

/**
 * Forgets everything this browser was shown, whichever way it is learned that nobody is signed in any more, or somebody else:
 * by signing out, by an answer to any call, in another tab.
 */
export function followSession(client: QueryClient): void {
  /** The account's id; null: nobody. */
  let known: string | null | undefined
  client.getQueryCache().subscribe(({ type, query }) => {
    if (type !== 'updated' || query.queryKey[0] !== sessionQuery.queryKey[0]) return
    const account = client.getQueryData(sessionQuery.queryKey)
    if (account === undefined) return
    const before = known
    known = account?.id ?? null
    if (known === before || (known !== null && (before === null || before === undefined))) return
    tellToForget()
    client.removeQueries({ predicate: ({ queryKey }) => !OUTSIDE.has(queryKey[0]) })
    for (const forget of whenForgotten) forget()
  })
}

/** To be called once the session is over. */
export function useForgetSession() {
  const client = useQueryClient()
  return async () => {
    // Asked before that, it would tell of a session that was.
    await client.cancelQueries({ queryKey: sessionQuery.queryKey })
    client.setQueryData(sessionQuery.queryKey, null)
  }
}

export function useSignOut() {
  return useMutation({ mutationFn: signOut, onSuccess: useForgetSession() })
}
