import { lazy, Suspense, useMemo, useRef, type ReactNode, type Ref } from 'react'
import type { Account } from '@gramreel/contracts/accounts'
import { ApiError } from '../../shared/api.ts'
import { Button, ButtonLink } from '../../shared/button.tsx'
import { useCatalogueChanges, type CatalogueFilter, type CatalogueModel } from '../../shared/catalogue.ts'
import { BrokenDrawing, EmptyDrawing, NothingDrawing } from '../../shared/drawings.tsx'
import { Notice } from '../../shared/notice.tsx'
import { failureText, texts } from '../../shared/texts.ts'
import { LibraryContext } from '../library/library-context.ts'
import { useSelectedIds } from '../library/selection.ts'
import { useSelectionGestures } from '../library/use-selection-gestures.ts'
import { FilterBar } from './filter-bar.tsx'
import { Grid, type GridHandle } from './grid.tsx'
import { GridSkeleton } from './grid-skeleton.tsx'
import type { GridLayout } from './lay-out-grid.ts'
import { NewPosts } from './new-posts.tsx'
import { SortMenu } from './sort-menu.tsx'
import { TopBar } from './top-bar.tsx'
import type { GridScroll } from './use-grid-scroll.ts'
import styles from './gallery-page.module.css'

const Scrubber = lazy(() => import('./scrubber.tsx'))
const EmptyPlace = lazy(() => import('../library/empty-place.tsx'))
const PlaceHead = lazy(() => import('../library/place-head.tsx'))
const SelectionBar = lazy(() => import('../library/selection-bar.tsx'))

type GalleryPageProps = {
  account: Account | null | undefined
  banner: ReactNode
  upload: ReactNode
  /** Undefined while nobody knows who asks. */
  model: CatalogueModel | undefined
  /** Why it is not even known who asks. */
  failure: { error: Error; retry: () => void } | undefined
  filter: CatalogueFilter
  /** `isRefined`: the same search, a letter on, so that Back leads to before it. */
  onFilter: (filter: CatalogueFilter, isRefined?: boolean) => void
  hrefOf: (id: string) => string
  onOpen: (id: string) => void
  gridRef: Ref<GridHandle>
}

export function GalleryPage(props: GalleryPageProps) {
  const { account, banner, model, filter, onFilter } = props
  useCatalogueChanges(model)
  const isSignedIn = account !== null && account !== undefined
  const mayChange = isSignedIn && account.role !== 'viewer'
  const query = filter.q ?? ''
  const library = useMemo(
    () => (isSignedIn ? { mayChange, query } : undefined),
    [isSignedIn, mayChange, query],
  )
  const main = useRef<HTMLElement>(null)
  useSelectionGestures(main, shownOf(model), isSignedIn ? JSON.stringify(filter) : undefined)
  const hasHead = filter.album !== undefined || filter.trash === true
  return (
    <LibraryContext value={library}>
      <TopBar
        account={account}
        upload={props.upload}
        query={query}
        onSearch={(q) => {
          const { q: _before, ...rest } = filter
          onFilter(q === '' ? rest : { ...rest, q }, query !== '' && q !== '')
        }}
        onHome={() => {
          onFilter({})
          scrollTo({ top: 0 })
        }}
      />
      {banner}
      <main ref={main} aria-label={texts.gallery.label} className={styles['main']}>
        <h1 className="visually-hidden">{texts.gallery.label}</h1>
        {hasHead && (
          <Suspense fallback={<div className={styles['head']} />}>
            <PlaceHead filter={filter} total={model?.count} mayChange={mayChange} />
          </Suspense>
        )}
        <FilterBar filter={filter} total={model?.count} onChoose={onFilter}>
          <SortMenu sort={filter.sort} onChoose={(sort) => onFilter(withSort(filter, sort))} />
        </FilterBar>
        <Content {...props} />
      </main>
      <Selected filter={filter} mayChange={mayChange} />
    </LibraryContext>
  )
}

/** Loaded with the first selection. */
function Selected({ filter, mayChange }: { filter: CatalogueFilter; mayChange: boolean }) {
  return (
    useSelectedIds().size > 0 && (
      <Suspense>
        <SelectionBar filter={filter} mayChange={mayChange} />
      </Suspense>
    )
  )
}

/** So many at most are selected at once by a key. */
const SELECT_MAX = 10_000

const shownOf = (model: CatalogueModel | undefined) => ({
  idsBetween: async (from: string, to: string) => {
    const [first, last] = await Promise.all([model?.find(from), model?.find(to)])
    return first === undefined || last === undefined
      ? []
      : (model?.idsBetween(Math.min(first, last), Math.max(first, last)) ?? [])
  },
  all: async () => (await model?.idsBetween(0, Math.min(model.count ?? 0, SELECT_MAX) - 1)) ?? [],
})

function Content({ account, model, failure, filter, onFilter, hrefOf, onOpen, gridRef }: GalleryPageProps) {
  const error = failure?.error ?? model?.error ?? null
  if (error !== null) {
    return (
      <Notice urgent drawing={<BrokenDrawing />} title={texts.gallery.failedTitle} text={sentenceOf(error)}>
        <Button look="main" onClick={failure?.retry ?? model?.retry}>
          {texts.retry}
        </Button>
      </Notice>
    )
  }
  if (model === undefined || model.outline === undefined) return <GridSkeleton />
  if (model.count === 0)
    return <Empty filter={filter} onFilter={onFilter} isOwner={account?.role === 'owner'} />
  return (
    <>
      <NewPosts model={model} />
      <Grid ref={gridRef} model={model} hrefOf={hrefOf} onOpen={onOpen} aside={scrubber} />
    </>
  )
}

const withSort = (
  { sort: _before, ...rest }: CatalogueFilter,
  sort: CatalogueFilter['sort'],
): CatalogueFilter => (sort === undefined ? rest : { ...rest, sort })

/** So many windows high, a gallery needs more than the scroll bar. */
const LONG = 3

const scrubber = (layout: GridLayout, scroll: GridScroll): ReactNode =>
  layout.sections[0]?.month !== undefined &&
  layout.height > LONG * innerHeight && (
    <Suspense>
      <Scrubber layout={layout} scroll={scroll} />
    </Suspense>
  )

const sentenceOf = (error: Error): string => failureText(error instanceof ApiError ? error.code : 'internal')

function Empty({
  filter,
  onFilter,
  isOwner,
}: {
  isOwner: boolean
  filter: CatalogueFilter
  onFilter: (filter: CatalogueFilter) => void
}) {
  const { album, favourite, loose, trash } = filter
  if (album !== undefined || favourite === true || loose === true || trash === true) {
    return (
      <Suspense>
        <EmptyPlace filter={filter} onFilter={onFilter} />
      </Suspense>
    )
  }
  if (filter.q === undefined && filter.kind === undefined) {
    return (
      <Notice drawing={<EmptyDrawing />} title={texts.gallery.emptyTitle} text={texts.gallery.emptyText}>
        {isOwner && (
          <ButtonLink look="main" href="/setup">
            {texts.gallery.setUp}
          </ButtonLink>
        )}
      </Notice>
    )
  }
  const text = filter.q === undefined ? texts.gallery.nothingOfKind : texts.gallery.nothingText(filter.q)
  return (
    <Notice drawing={<NothingDrawing />} title={texts.gallery.nothingTitle} text={text}>
      <Button onClick={() => onFilter({})}>{texts.gallery.showAll}</Button>
    </Notice>
  )
}
