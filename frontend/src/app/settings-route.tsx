// The settings: one section an address, each loaded when it is opened, each for those whose role may use it.
import type { Account } from '@gramreel/contracts/accounts'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useRouter } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, type ComponentType } from 'react'
import { SettingsPage } from '../features/settings/settings-page.tsx'
import { sessionQuery } from '../shared/session.ts'
import { settingsTexts as texts } from '../shared/settings-texts.ts'

type Section = {
  id: keyof typeof texts.sections
  /** Who sees it; everybody when left out. */
  roles?: readonly Account['role'][]
  Content: ComponentType
}

const SECTIONS: readonly Section[] = [
  { id: 'account', Content: lazy(() => import('../features/people/account-section.tsx')) },
  { id: 'offline', Content: lazy(() => import('../features/offline/offline-section.tsx')) },
  { id: 'people', roles: ['owner'], Content: lazy(() => import('../features/people/people-section.tsx')) },
  { id: 'bots', roles: ['owner'], Content: lazy(() => import('../features/bots/bots-section.tsx')) },
  {
    id: 'shares',
    roles: ['owner', 'member'],
    Content: lazy(() => import('../features/shares/shares-section.tsx')),
  },
  { id: 'workers', roles: ['owner'], Content: lazy(() => import('../features/workers/workers-section.tsx')) },
  { id: 'uploads', roles: ['owner'], Content: lazy(() => import('../features/upload/limits-section.tsx')) },
  {
    id: 'statistics',
    roles: ['owner'],
    Content: lazy(() => import('../features/statistics/statistics-section.tsx')),
  },
]

export function SettingsRoute() {
  const { data: account } = useQuery(sessionQuery)
  const { section: wanted } = useParams({ strict: false })
  const navigate = useNavigate()
  const router = useRouter()
  const isSignedOut = account === null
  useEffect(() => {
    if (!isSignedOut) return
    void navigate({ to: '/sign-in', search: { to: router.state.location.href }, replace: true })
  }, [isSignedOut, navigate, router])
  if (account === null || account === undefined) return null

  const allowed = SECTIONS.filter(({ roles }) => roles?.includes(account.role) ?? true)
  const links = allowed.map(({ id }) => ({ id, title: texts.sections[id] }))
  const current = allowed.find(({ id }) => id === wanted) ?? allowed[0]
  if (current === undefined) return null
  const { id, Content } = current
  return (
    <SettingsPage sections={links} current={{ id, title: texts.sections[id] }}>
      <Suspense fallback={<p>{texts.loading}</p>}>
        <Content />
      </Suspense>
    </SettingsPage>
  )
}
