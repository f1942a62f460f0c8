import type { ReactNode, Ref } from 'react'
import type { FileItem } from '@gramreel/contracts/catalogue'
import { formatCount } from '../../shared/format.ts'
import { BrokenDrawing, EmptyDrawing } from '../../shared/drawings.tsx'
import { Notice } from '../../shared/notice.tsx'
import { shareTexts } from '../../shared/share-texts.ts'
import { titleOf } from '../../shared/title.ts'
import { Grid, type GridHandle } from '../gallery/grid.tsx'
import { GridSkeleton } from '../gallery/grid-skeleton.tsx'
import styles from './share-page.module.css'

const texts = shareTexts.guest

/** What a share is called: as its maker said, else by what is in it. */
export function nameOfShare(title: string, count: number, first: FileItem | undefined): string {
  if (title !== '') return title
  return count === 1 && first !== undefined ? titleOf(first) : texts.items(count, formatCount(count))
}

type SharePageProps = {
  title: string
  count: number
  sharedBy: string
  /** Undefined while they are loaded. */
  items: readonly FileItem[] | undefined
  hrefOf: (id: string) => string
  onOpen: (id: string) => void
  onNearEnd: () => void
  gridRef: Ref<GridHandle>
}

/** The pictures, what they are called, who shares them, and nothing else. */
export function SharePage({ title, count, sharedBy, items, gridRef, ...grid }: SharePageProps) {
  const name = nameOfShare(title, count, items?.[0])
  const isCounted = title !== '' && count > 1
  return (
    <main className={styles['page']} aria-label={texts.label}>
      <header className={styles['head']}>
        <h1 dir="auto">{name}</h1>
        <p>
          <bdi>{texts.by(sharedBy)}</bdi>
          {isCounted && ` · ${texts.items(count, formatCount(count))}`}
        </p>
      </header>
      {contentOf(items, () => (
        <Grid
          ref={gridRef}
          items={items ?? []}
          hrefOf={grid.hrefOf}
          onOpen={grid.onOpen}
          onNearEnd={grid.onNearEnd}
          isPlain
        />
      ))}
    </main>
  )
}

function contentOf(items: readonly FileItem[] | undefined, grid: () => ReactNode): ReactNode {
  if (items === undefined) return <GridSkeleton />
  if (items.length > 0) return grid()
  return <Notice drawing={<EmptyDrawing />} title={texts.emptyTitle} text={texts.emptyText} />
}

/** The same words for every reason why there is no share. */
export const Ended = () => (
  <main>
    <Notice drawing={<BrokenDrawing />} title={texts.endedTitle} text={texts.endedText} />
  </main>
)
