import { useCallback, type ReactNode, type Ref } from 'react'
import type { Account } from '@gramreel/contracts/accounts'
import type { FileItem } from '@gramreel/contracts/catalogue'
import { ApiError } from '../../shared/api.ts'
import { Button, ButtonLink } from '../../shared/button.tsx'
import type { CatalogueFilter } from '../../shared/catalogue.ts'
import { BrokenDrawing, EmptyDrawing, NothingDrawing } from '../../shared/drawings.tsx'
import { Notice } from '../../shared/notice.tsx'
import { failureText, texts } from '../../shared/texts.ts'
import { FilterBar } from './filter-bar.tsx'
import { Grid, type GridHandle } from './grid.tsx'
import { GridSkeleton } from './grid-skeleton.tsx'
import { NewPosts } from './new-posts.tsx'
import { TopBar } from './top-bar.tsx'
import styles from './gallery-page.module.css'

/** What is known of the catalogue, as far as it is loaded. */
export type LoadedCatalogue = {
  items: readonly FileItem[] | undefined
  total: number | undefined
  error: Error | null
  hasMore: boolean
  isLoadingMore: boolean
  retry: () => void
  loadMore: () => void
}

type GalleryPageProps = {
  account: Account | null | undefined
  banner: ReactNode
  upload: ReactNode
  catalogue: LoadedCatalogue
  filter: CatalogueFilter
  onFilter: (filter: CatalogueFilter) => void
  hrefOf: (id: string) => string
  onOpen: (id: string) => void
  gridRef: Ref<GridHandle>
}

export function GalleryPage(props: GalleryPageProps) {
  const { account, banner, catalogue, filter, onFilter } = props
  return (
    <>
      <TopBar
        account={account}
        upload={props.upload}
        query={filter.q ?? ''}
        onSearch={(q) => onFilter({ ...filter, q })}
        onHome={() => {
          onFilter({})
          scrollTo({ top: 0 })
        }}
      />
      {banner}
      <main aria-label={texts.gallery.label} className={styles['main']}>
        <h1 className="visually-hidden">{texts.gallery.label}</h1>
        <FilterBar
          kind={filter.kind}
          total={catalogue.total}
          onChoose={(kind) => {
            const { kind: _previous, ...rest } = filter
            onFilter(kind === undefined ? rest : { ...rest, kind })
          }}
        />
        <Content {...props} />
      </main>
    </>
  )
}

function Content({ account, catalogue, filter, onFilter, hrefOf, onOpen, gridRef }: GalleryPageProps) {
  const { items, error, hasMore, isLoadingMore, loadMore, retry } = catalogue
  const loadMoreUnlessFailed = useCallback(() => {
    if (hasMore && !isLoadingMore && error === null) loadMore()
  }, [hasMore, isLoadingMore, error, loadMore])

  if (items === undefined) {
    if (error === null) return <GridSkeleton />
    return (
      <Notice urgent drawing={<BrokenDrawing />} title={texts.gallery.failedTitle} text={sentenceOf(error)}>
        <Button look="main" onClick={retry}>
          {texts.retry}
        </Button>
      </Notice>
    )
  }
  if (items.length === 0)
    return <Empty filter={filter} onFilter={onFilter} isOwner={account?.role === 'owner'} />
  return (
    <>
      <NewPosts items={items} />
      <Grid ref={gridRef} items={items} hrefOf={hrefOf} onOpen={onOpen} onNearEnd={loadMoreUnlessFailed} />
      {error !== null && (
        <div className={styles['more']} role="alert">
          <p>{texts.gallery.moreFailed}</p>
          <Button onClick={retry}>{texts.retry}</Button>
        </div>
      )}
    </>
  )
}

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
