// The set-up, step by step: for the owner, and nobody else has anything there.
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useRouter } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useEffect } from 'react'
import { placeOf, type Place } from '../features/setup/setup-steps.ts'
import { sessionQuery } from '../shared/session.ts'

const SetupPage = lazy(() => import('../features/setup/setup-page.tsx'))

// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function SetupRoute() {
  const { data: account } = useQuery(sessionQuery)
  const { step } = useParams({ strict: false })
  const navigate = useNavigate()
  const router = useRouter()
  const isOwner = account?.role === 'owner'
  useEffect(() => {
    if (account === undefined || isOwner) return
    if (account === null)
      void navigate({ to: '/sign-in', search: { to: router.state.location.href }, replace: true })
    else void navigate({ to: '/', replace: true })
  }, [account, isOwner, navigate, router])
  const toPlace = useCallback(
    (place: Place, { replace } = { replace: false }) =>
      void navigate({ to: '/setup/{-$step}', params: { step: place }, replace }),
    [navigate],
  )
  if (!isOwner) return null
  return (
    <Suspense fallback={null}>
      <SetupPage place={placeOf(step)} onPlace={toPlace} />
    </Suspense>
  )
}
