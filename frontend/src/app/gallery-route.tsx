import type { FileItem } from '@gramreel/contracts/catalogue'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useRouter, useSearch } from '@tanstack/react-router'
import { Fragment, lazy, Suspense, useCallback, useEffect, useMemo, useRef } from 'react'
import type { GridHandle } from '../features/gallery/grid.tsx'
import { GalleryPage } from '../features/gallery/gallery-page.tsx'
import { StatusBanner } from '../features/status/status-banner.tsx'
import { statusQuery } from '../features/status/status-query.ts'
import { useLiveEvents } from '../shared/use-live-events.ts'
import { LazyViewer, usePreloadedViewer, viewerComing } from '../features/viewer/lazy-viewer.tsx'
import { ShortcutsKey } from '../features/viewer/shortcuts-key.tsx'
import {
  CatalogueContext,
  catalogueKey,
  refreshCatalogue,
  useCatalogueModel,
  useShownModel,
  type CatalogueFilter,
  type CatalogueModel,
} from '../shared/catalogue.ts'
import { coalesce } from '../shared/coalesce.ts'
import { keepPlace } from '../shared/kept-place.ts'
import { sessionQuery } from '../shared/session.ts'
import { texts } from '../shared/texts.ts'
import { titleOf } from '../shared/title.ts'
import { useMorph } from '../shared/use-morph.ts'
import { galleryFilter, stringifySearch } from './search-params.ts'
import { startAtOf, withoutStart } from './start-at.ts'
import { useOpenedItem } from './use-opened-item.ts'

const KeepButton = lazy(() => import('../features/offline/keep-button.tsx'))
const Upload = lazy(() => import('../features/upload/upload.tsx'))

/** Signed in: the gallery. Signed out: the sign-in page, and back here afterwards. */
export function GalleryRoute() {
  const { data: account } = useQuery(sessionQuery)
  const isSignedOut = account === null
  const navigate = useNavigate()
  const router = useRouter()
  // Once, from where we are: rendered as <Navigate>, it would follow its own new address for ever.
  useEffect(() => {
    if (!isSignedOut) return
    const { href } = router.state.location
    void navigate({ to: '/sign-in', search: href === '/' ? {} : { to: href }, replace: true })
  }, [isSignedOut, navigate, router])
  return isSignedOut ? null : <Gallery />
}

// They stand in the viewer alone.
const viewerActions = () => import('./viewer-actions.ts')
const AlbumButton = lazy(async () => ({ default: (await viewerActions()).AlbumButton }))
const CoverButton = lazy(async () => ({ default: (await viewerActions()).CoverButton }))
const FavouriteButton = lazy(async () => ({ default: (await viewerActions()).FavouriteButton }))
const ShareButton = lazy(async () => ({ default: (await viewerActions()).ShareButton }))
const TrashButton = lazy(async () => ({ default: (await viewerActions()).TrashButton }))

const firstActions = (item: FileItem) => (
  <Suspense key={item.id}>
    <FavouriteButton item={item} />
  </Suspense>
)

/** The grid, and over it the viewer when the address names an item. The grid stays where it is beneath. */
function Gallery() {
  const session = useQuery(sessionQuery)
  const account = session.data
  const search = useSearch({ from: '/gallery' })
  // The router hands on what it does not know as well.
  const filter = useMemo(() => galleryFilter(search), [search])
  const { id } = useParams({ strict: false })
  const navigate = useNavigate()
  const router = useRouter()
  const grid = useRef<GridHandle>(null)
  // Nothing is asked for before we know that it will be answered.
  const isSignedIn = account !== undefined
  const mayUpload = account?.role === 'owner' || account?.role === 'member'
  const isConnected = useFollowing(isSignedIn)
  const model = useShownModel(useCatalogueModel(account?.id, filter))
  const failure =
    session.error === null ? undefined : { error: session.error, retry: () => void session.refetch() }
  useKeptPlace(account ? catalogueKey(account.id, filter) : undefined, model)

  const open = useCallback(
    (to: string) =>
      void navigate({ to: '/f/$id', params: { id: to }, search: true, state: { fromGrid: true } }),
    [navigate],
  )
  const move = useCallback(
    (to: string) =>
      void navigate({ to: '/f/$id', params: { id: to }, search: withoutStart, state: true, replace: true }),
    [navigate],
  )
  const close = useCallback(() => {
    if (!router.state.location.pathname.startsWith('/f/')) return
    if (router.state.location.state.fromGrid === true) router.history.back()
    else void navigate({ to: '/', search: withoutStart, replace: true })
  }, [navigate, router])
  const hrefOf = useMemo(() => {
    const search = stringifySearch(filter)
    return (to: string) => `/f/${to}${search}`
  }, [filter])

  const mayShare = account?.role === 'owner' || account?.role === 'member'
  usePreloadedViewer()
  const reveal = useCallback((tile: string) => grid.current?.reveal(tile), [])
  const shown = useMorph(id, viewerComing, reveal)
  const opened = useOpenedItem(isSignedIn ? shown : undefined, model)
  const { next } = opened
  const goOn = () => (next === undefined ? close() : move(next))
  const actions = (item: FileItem) => (
    <Fragment key={item.id}>
      <Suspense fallback={null}>
        {mayShare && <AlbumButton item={item} />}
        {mayShare && <ShareButton item={item} />}
        {mayShare && <TrashButton item={item} onGone={goOn} />}
        <KeepButton item={item} />
      </Suspense>
    </Fragment>
  )
  const { album } = filter
  const rareActions = (item: FileItem) =>
    mayShare &&
    album !== undefined && (
      <Suspense key={item.id}>
        <CoverButton item={item} album={album} />
      </Suspense>
    )
  const lastShown = useRef(shown)
  useEffect(() => {
    if (shown === undefined && lastShown.current !== undefined) reveal(lastShown.current)
    lastShown.current = shown
  }, [shown, reveal])
  useEffect(() => {
    const item = shown === undefined ? undefined : opened.item
    document.title = item === undefined ? texts.name : `${titleOf(item)} – ${texts.name}`
  }, [shown, opened.item])

  return (
    <CatalogueContext value={model}>
      <GalleryPage
        account={account}
        upload={
          mayUpload && (
            <Suspense fallback={null}>
              <Upload hrefOf={hrefOf} onOpen={open} />
            </Suspense>
          )
        }
        banner={isSignedIn && <StatusBanner isConnected={isConnected} />}
        model={model}
        failure={isSignedIn ? undefined : failure}
        filter={filter}
        onFilter={(next: CatalogueFilter, isRefined = false) => {
          scrollTo({ top: 0 })
          if (model !== undefined) model.place = undefined
          void navigate({ to: '/', search: next, replace: isRefined })
        }}
        hrefOf={hrefOf}
        onOpen={open}
        gridRef={grid}
      />
      <ShortcutsKey />
      {shown !== undefined && (
        <LazyViewer
          id={shown}
          {...opened}
          startAt={startAtOf(search)}
          onMove={move}
          onClose={close}
          firstActions={firstActions}
          actions={actions}
          rareActions={rareActions}
        />
      )}
    </CatalogueContext>
  )
}

/** Over a reload, and back from another site, the reader is where he was. */
function useKeptPlace(key: string | undefined, model: CatalogueModel | undefined): void {
  useEffect(() => {
    // The browser would put the window somewhere before there is anything at that place.
    history.scrollRestoration = 'manual'
    const keep = () => {
      // The router gives it back to the browser when the page is left.
      history.scrollRestoration = 'manual'
      if (key !== undefined) keepPlace(key, model?.place)
    }
    addEventListener('pagehide', keep)
    return () => removeEventListener('pagehide', keep)
  }, [key, model])
}

/**
 * A post is shown at once, and whatever comes without end, such as what is found out about five thousand imported files, once a
 * second: the page is there for whoever looks at it.
 */
const NEWS_MS = [150, 1000] as const

/** Keeps catalogue and status true while the page is open; false when the line to the backend is down. */
function useFollowing(isSignedIn: boolean): boolean {
  const client = useQueryClient()
  const listeners = useMemo(() => {
    const catalogue = coalesce(
      () => {
        void client.invalidateQueries({ queryKey: ['albums'] })
        return refreshCatalogue()
      },
      ...NEWS_MS,
    )
    const status = () => void client.invalidateQueries({ queryKey: statusQuery.queryKey })
    const session = () => void client.invalidateQueries({ queryKey: sessionQuery.queryKey })
    const reconnected = () => {
      catalogue()
      status()
      session()
    }
    return { catalogue, status, reconnected, refused: session }
  }, [client])
  return useLiveEvents(isSignedIn, listeners)
}
