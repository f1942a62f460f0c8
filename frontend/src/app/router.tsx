// Which feature lives at which address. `/` and `/f/{id}` are one page: the viewer opens over the grid, which stays as it is.
import {
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  useNavigate,
  useSearch,
} from '@tanstack/react-router'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useCallback, useEffect, useState } from 'react'
import { Button, ButtonLink } from '../shared/button.tsx'
import { BrokenDrawing, NothingDrawing } from '../shared/drawings.tsx'
import { Notice } from '../shared/notice.tsx'
import { GoContext } from '../shared/go.ts'
import { sessionQuery } from '../shared/session.ts'
import { texts } from '../shared/texts.ts'
import { GalleryRoute } from './gallery-route.tsx'
import { SettingsRoute } from './settings-route.tsx'
import { galleryFilter, parseSearch, returnAddress, stringifySearch } from './search-params.ts'

const SignInPage = lazy(() => import('../features/sign-in/sign-in-page.tsx'))
const WelcomePage = lazy(() => import('../features/welcome/welcome-page.tsx'))
const JoinPage = lazy(() => import('../features/people/join-page.tsx'))

const AlbumsPage = lazy(() => import('../features/library/albums-page.tsx'))

const rootRoute = createRootRoute({ component: Root, notFoundComponent: NotFound, errorComponent: Crashed })

const galleryRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'gallery',
  validateSearch: galleryFilter,
  component: GalleryRoute,
})
const gridRoute = createRoute({ getParentRoute: () => galleryRoute, path: '/' })
const fileRoute = createRoute({ getParentRoute: () => galleryRoute, path: '/f/$id' })
const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: returnAddress,
  component: SignInRoute,
})
const welcomeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/welcome',
  component: WelcomeRoute,
})
const albumsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/albums',
  component: AlbumsRoute,
})
const joinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/join',
  component: JoinRoute,
})
const ShareRoute = lazy(() => import('./share-route.tsx'))
const shareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/s/$slug',
  component: () => (
    <Suspense>
      <ShareRoute />
    </Suspense>
  ),
})
const sharedGridRoute = createRoute({ getParentRoute: () => shareRoute, path: '/' })
const sharedFileRoute = createRoute({ getParentRoute: () => shareRoute, path: '/f/$id' })
const SetupRoute = lazy(() => import('./setup-route.tsx'))
const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup/{-$step}',
  component: () => (
    <Suspense>
      <SetupRoute />
    </Suspense>
  ),
})
const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings/{-$section}',
  component: SettingsRoute,
})

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    galleryRoute.addChildren([gridRoute, fileRoute]),
    signInRoute,
    welcomeRoute,
    joinRoute,
    albumsRoute,
    shareRoute.addChildren([sharedGridRoute, sharedFileRoute]),
    setupRoute,
    settingsRoute,
  ]),
  parseSearch,
  stringifySearch,
  // Grids stay where they are beneath the viewer, and find their own place again (use-reading-place.ts). A mere `false` here
  // would send every page to its top.
  scrollRestoration: ({ location: { pathname } }) => !/^\/(?:$|f\/|s\/)/.test(pathname),
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
  interface HistoryState {
    /** The viewer was opened from the grid, which is one step back. */
    fromGrid?: boolean
  }
}

/** Links within the site are followed without loading it anew. */
function Root() {
  const navigate = useNavigate()
  const go = useCallback((href: string) => void navigate({ href }), [navigate])
  return (
    <GoContext value={go}>
      <Outlet />
    </GoContext>
  )
}

function AlbumsRoute() {
  const { data: account } = useQuery(sessionQuery)
  const navigate = useNavigate()
  const isSignedOut = account === null
  useEffect(() => {
    if (isSignedOut) void navigate({ to: '/sign-in', search: { to: '/albums' }, replace: true })
  }, [isSignedOut, navigate])
  return (
    account !== undefined &&
    !isSignedOut && (
      <Suspense>
        <AlbumsPage />
      </Suspense>
    )
  )
}

function SignInRoute() {
  const { to } = useSearch({ from: '/sign-in' })
  const navigate = useNavigate()
  return (
    <Suspense>
      <SignInPage onSignedIn={() => void navigate({ href: to ?? '/', replace: true })} />
    </Suspense>
  )
}

/** The code stands behind the #, where no server sees it; it leaves the address, and so the history, at once. */
function useLinkCode(to: '/welcome' | '/join'): string | undefined {
  const [code] = useState(() => new URLSearchParams(location.hash.slice(1)).get('code') ?? undefined)
  const navigate = useNavigate()
  useEffect(() => {
    if (location.hash !== '') void navigate({ to, hash: '', replace: true })
  }, [navigate, to])
  return code
}

function useLeave() {
  const navigate = useNavigate()
  return useCallback(() => void navigate({ to: '/', replace: true }), [navigate])
}

/** To the gallery; an owner whose set-up was never done, there. */
function useLeadOn() {
  const navigate = useNavigate()
  const client = useQueryClient()
  return useCallback(() => {
    const isToSetUp = async (): Promise<boolean> => {
      if (client.getQueryData(sessionQuery.queryKey)?.role !== 'owner') return false
      const { isUnfinished } = await import('../features/setup/is-unfinished.ts')
      return isUnfinished(client)
    }
    const leave = (isUnfinished: boolean) =>
      navigate({ to: isUnfinished ? '/setup/{-$step}' : '/', replace: true })
    void isToSetUp().then(leave, () => leave(false))
  }, [client, navigate])
}

function WelcomeRoute() {
  const code = useLinkCode('/welcome')
  const leadOn = useLeadOn()
  return (
    <Suspense>
      <WelcomePage code={code} onDone={leadOn} />
    </Suspense>
  )
}

function JoinRoute() {
  const code = useLinkCode('/join')
  const leave = useLeave()
  return (
    <Suspense fallback={null}>
      <JoinPage code={code} onDone={leave} />
    </Suspense>
  )
}

function NotFound() {
  return (
    <main>
      <Notice isPage drawing={<NothingDrawing />} title={texts.notFound.title} text={texts.notFound.text}>
        <ButtonLink look="main" href="/">
          {texts.notFound.button}
        </ButtonLink>
      </Notice>
    </main>
  )
}

function Crashed() {
  return (
    <main>
      <Notice urgent isPage drawing={<BrokenDrawing />} title={texts.crashed.title} text={texts.crashed.text}>
        <Button look="main" onClick={() => location.reload()}>
          {texts.crashed.button}
        </Button>
      </Notice>
    </main>
  )
}
