import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { ApiError } from '../shared/api.ts'
import { followSession, sessionQuery } from '../shared/session.ts'
import { useToasts } from '../shared/toast.ts'
import { router } from './router.tsx'

const Toasts = lazy(() => import('../shared/toasts.tsx'))

/** Failures that another try may mend: no answer, or trouble on the server's side. */
const PASSING = new Set(['unreachable', 'internal'])

function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      // Signed out elsewhere, or too long ago: whichever call learns it, the whole gallery does.
      onError: (error) => {
        if (error instanceof ApiError && error.code === 'signed_out')
          client.setQueryData(sessionQuery.queryKey, null)
      },
    }),
    defaultOptions: {
      queries: {
        // A browser may call itself offline while the gallery runs on the same machine.
        networkMode: 'always',
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && error instanceof ApiError && PASSING.has(error.code),
      },
      mutations: { networkMode: 'always' },
    },
  })
  followSession(client)
  return client
}

export function Providers() {
  const [client] = useState(createQueryClient)
  return (
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
      <LazyToasts />
    </QueryClientProvider>
  )
}

/** From the first message on; it stays, for a place that was there before is what is read aloud from. */
function LazyToasts() {
  const hasToasts = useToasts().length > 0
  const [wereThere, setWereThere] = useState(false)
  if (hasToasts && !wereThere) setWereThere(true)
  return (
    wereThere && (
      <Suspense>
        <Toasts />
      </Suspense>
    )
  )
}
