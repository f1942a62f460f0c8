import type { ReactNode, Ref } from 'react'
import type { FileItem } from '@gramreel/contracts/catalogue'
import { formatCount } from '../../shared/format.ts'
import { BrokenDrawing, EmptyDrawing } from '../../shared/drawings.tsx'
import { Notice } from '../../shared/notice.tsx'
import { shareTexts } from '../../shared/share-texts.ts'
import { titleOf } from '../../shared/title.ts'
import type { CatalogueModel } from '../../shared/catalogue-model.ts'
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
  /** Its items; undefined while they are loaded. */
  model: CatalogueModel | undefined
  hrefOf: (id: string) => string
  onOpen: (id: string) => void
  gridRef: Ref<GridHandle>
}

/** The pictures, what they are called, who shares them, and nothing else. */
export function SharePage({ title, count, sharedBy, model, gridRef, ...grid }: SharePageProps) {
  const name = nameOfShare(title, count, model?.itemAt(0))
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
      {contentOf(model, (shown) => (
        <Grid ref={gridRef} model={shown} hrefOf={grid.hrefOf} onOpen={grid.onOpen} isPlain />
      ))}
    </main>
  )
}

function contentOf(model: CatalogueModel | undefined, grid: (model: CatalogueModel) => ReactNode): ReactNode {
  if (model === undefined) return <GridSkeleton />
  if (model.count !== 0) return grid(model)
  return <Notice drawing={<EmptyDrawing />} title={texts.emptyTitle} text={texts.emptyText} />
}

/** The same words for every reason why there is no share. */
export const Ended = () => (
  <main>
    <Notice isPage drawing={<BrokenDrawing />} title={texts.endedTitle} text={texts.endedText} />
  </main>
)
