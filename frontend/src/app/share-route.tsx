// A share, for guests: its own page with the gallery's grid and viewer, fed by the share's addresses alone.
import type { FileItem } from '@gramreel/contracts/catalogue'
import type { GuestShare } from '@gramreel/contracts/shares'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useRouter, useSearch } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import type { GridHandle } from '../features/gallery/grid.tsx'
import { GUEST_POSITIONS } from '../features/player/guest-positions.ts'
import { guestShareQuery, sharedFilesQuery } from '../features/shares/guest-queries.ts'
import { readSharedFile, readSharedLink, readSharedWorker } from '../features/shares/share-calls.ts'
import { Ended, nameOfShare, SharePage } from '../features/shares/share-page.tsx'
import { UnlockForm } from '../features/shares/unlock-form.tsx'
import { ViewerSourceContext, type ViewerSource } from '../features/viewer/source.ts'
import { LazyViewer, usePreloadedViewer, viewerComing } from '../features/viewer/lazy-viewer.tsx'
import { ApiError } from '../shared/api.ts'
import { Button } from '../shared/button.tsx'
import { BrokenDrawing } from '../shared/drawings.tsx'
import { Notice } from '../shared/notice.tsx'
import { tellToForget } from '../shared/service-worker-messages.ts'
import { shareTexts } from '../shared/share-texts.ts'
import { failureText, texts } from '../shared/texts.ts'
import { titleOf } from '../shared/title.ts'
import { useMorph } from '../shared/use-morph.ts'
import { startAtOf } from './start-at.ts'
import { createListModel } from '../shared/list-model.ts'
import { useOpenedItem } from './use-opened-item.ts'

const NONE: readonly FileItem[] = []

/** What is to be seen of a share: that it ended, the question for its password, or itself. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function ShareRoute() {
  const { slug = '' } = useParams({ strict: false })
  const client = useQueryClient()
  const { data: share, error, refetch } = useQuery(guestShareQuery(slug))
  const look = () => void refetch()
  const isEnded = error instanceof ApiError && error.code === 'share_not_found'
  // What was shown is not kept, and a film that plays stops.
  useEffect(() => {
    if (!isEnded) return
    tellToForget(slug)
    client.removeQueries({ queryKey: [...guestShareQuery(slug).queryKey, 'files'] })
  }, [isEnded, client, slug])
  useEffect(() => {
    document.title = texts.name
  }, [isEnded])

  if (isEnded) return <Ended />
  if (share === undefined) return error === null ? null : <Failed error={error} onRetry={look} />
  if (share.isLocked)
    return <UnlockForm slug={slug} sharedBy={share.sharedBy} onUnlocked={look} onEnded={look} />
  return <Opened slug={slug} share={share} />
}

function Failed({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const sentence = failureText(error instanceof ApiError ? error.code : 'internal')
  return (
    <main>
      <Notice urgent isPage drawing={<BrokenDrawing />} title={shareTexts.guest.failedTitle} text={sentence}>
        <Button look="main" onClick={onRetry}>
          {texts.retry}
        </Button>
      </Notice>
    </main>
  )
}

function Opened({ slug, share }: { slug: string; share: GuestShare }) {
  const { title = '', count = 0, downloads = false, sharedBy } = share
  const { id } = useParams({ strict: false })
  const startAt = startAtOf(useSearch({ strict: false }))
  const navigate = useNavigate()
  const router = useRouter()
  const grid = useRef<GridHandle>(null)
  const files = useSharedFiles(slug)
  const { items = NONE, loadMore } = files
  const model = useMemo(() => createListModel(items, loadMore), [items, loadMore])
  const source = useMemo<ViewerSource>(
    () => ({
      key: slug,
      slug,
      readLink: (file, signal) => readSharedLink(slug, file, signal),
      readWorker: (signal) => readSharedWorker(slug, signal),
      mayDownload: downloads,
      filePath: (file) => `/api/shares/${slug}/files/${encodeURIComponent(file)}`,
      positions: GUEST_POSITIONS,
    }),
    [slug, downloads],
  )
  const itemSource = useMemo(
    () => ({ key: slug, read: (file: string, signal: AbortSignal) => readSharedFile(slug, file, signal) }),
    [slug],
  )

  const open = useCallback(
    (to: string) =>
      void navigate({ to: '/s/$slug/f/$id', params: { slug, id: to }, state: { fromGrid: true } }),
    [navigate, slug],
  )
  const move = useCallback(
    (to: string) =>
      void navigate({ to: '/s/$slug/f/$id', params: { slug, id: to }, state: true, replace: true }),
    [navigate, slug],
  )
  const close = useCallback(() => {
    if (router.state.location.state.fromGrid === true) router.history.back()
    else void navigate({ to: '/s/$slug', params: { slug }, replace: true })
  }, [navigate, router, slug])

  usePreloadedViewer()
  const reveal = useCallback((tile: string) => grid.current?.reveal(tile), [])
  const shown = useMorph(id, viewerComing, reveal)
  const opened = useOpenedItem(shown, model, itemSource)
  const lastShown = useRef(shown)
  useEffect(() => {
    if (shown === undefined && lastShown.current !== undefined) reveal(lastShown.current)
    lastShown.current = shown
  }, [shown, reveal])
  const name = nameOfShare(title, count, files.items?.[0])
  useEffect(() => {
    document.title = shown === undefined || opened.item === undefined ? name : titleOf(opened.item)
  }, [shown, opened.item, name])

  return (
    <ViewerSourceContext value={source}>
      <SharePage
        title={title}
        count={count}
        sharedBy={sharedBy}
        model={files.items && model}
        hrefOf={(file) => `/s/${slug}/f/${file}`}
        onOpen={open}
        gridRef={grid}
      />
      {shown !== undefined && (
        <LazyViewer id={shown} {...opened} startAt={startAt} onMove={move} onClose={close} />
      )}
    </ViewerSourceContext>
  )
}

function useSharedFiles(slug: string) {
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(sharedFilesQuery(slug))
  const items = useMemo(() => data?.pages.flatMap((page) => page.items), [data])
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  return { items, hasMore: hasNextPage, isLoadingMore: isFetchingNextPage, loadMore }
}
