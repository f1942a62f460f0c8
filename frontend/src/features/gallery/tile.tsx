import { lazy, memo, Suspense, use, useState } from 'react'
import type { FileItem } from '@gramreel/contracts/catalogue'
import { formatBytes, formatDuration } from '../../shared/format.ts'
import { PlayIcon } from '../../shared/icons.tsx'
import { texts } from '../../shared/texts.ts'
import { titleOf } from '../../shared/title.ts'
import { libraryNames } from '../../shared/library-names.ts'
import { LibraryContext } from '../library/library-context.ts'
import { useMarks } from '../library/pending.ts'
import { useSelected } from '../library/selection.ts'
import { ProgressLine } from './progress-line.tsx'
import { Thumbnail } from './thumbnail.tsx'
import styles from './tile.module.css'

const TileMarks = lazy(() => import('../library/tile-marks.tsx'))
const MatchedWords = lazy(() => import('../library/matched-words.tsx'))

/** Pixels, within the section. */
type Place = { left: number; top: number; width: number; height: number }

type TileProps = Place & { item: FileItem; index: number; href: string }

/** One picture of the grid, a link to its own address. Pixels; position within the section. */
export const Tile = memo(function Tile({ item, index, href, left, top, width, height }: TileProps) {
  const plain = item.thumbnail === null
  const library = use(LibraryContext)
  const selected = useSelected(item.id)
  const { isFavourite, isGone } = useMarks(item)
  const [isNear, setNear] = useState(false)
  const isSelected = library !== undefined && selected === 'selected'
  /** What eyes see by its look, after the words that everybody has: WCAG 2.2, 2.5.3. */
  const heard = [
    texts.kinds[item.kind],
    ...(isFavourite ? [libraryNames.isFavourite] : []),
    ...(isSelected ? [libraryNames.isSelected] : []),
  ]
  return (
    <li
      className={styles['place']}
      style={{ width, height, top, insetInlineStart: left }}
      data-selected={isSelected || undefined}
      data-gone={isGone || undefined}
      onPointerEnter={({ pointerType }) => setNear(pointerType === 'mouse')}
      onPointerLeave={() => setNear(false)}
    >
      <a
        className={styles['tile']}
        href={href}
        data-tile={item.id}
        data-index={index}
        data-look={plain ? 'plain' : 'picture'}
        draggable={false}
      >
        <Thumbnail item={item} />
        <span className={styles['caption']}>
          <span className={styles['words']}>
            <Words item={item} query={library?.query ?? ''} />
          </span>
          <Length item={item} />
        </span>
        <span className="visually-hidden">{`, ${heard.join(', ')}`}</span>
        <ProgressLine item={item} />
      </a>
      {library !== undefined && (isNear || selected !== 'off' || isFavourite) && (
        <Suspense>
          <TileMarks
            item={item}
            isNear={isNear}
            isSelecting={selected !== 'off'}
            isSelected={isSelected}
            isFavourite={isFavourite}
          />
        </Suspense>
      )}
    </li>
  )
})

/** The place of a picture that is not loaded yet. */
export const PlaceholderTile = memo(function PlaceholderTile({ left, top, width, height }: Place) {
  return (
    <li
      className={styles['placeholder']}
      style={{ width, height, top, insetInlineStart: left }}
      aria-hidden
    />
  )
})

function Words({ item, query }: { item: FileItem; query: string }) {
  const plain = (
    <>
      <span className={styles['name']} dir="auto">
        {titleOf(item)}
      </span>
      <span className={styles['size']}>{formatBytes(item.size)}</span>
    </>
  )
  if (query === '') return plain
  return (
    <Suspense fallback={plain}>
      <MatchedWords item={item} query={query} />
    </Suspense>
  )
}

function Length({ item }: { item: FileItem }) {
  if (item.kind === 'animation') return <span className={styles['length']}>GIF</span>
  if (item.durationSeconds === undefined) return null
  return (
    <span className={styles['length']}>
      {item.kind === 'video' && <PlayIcon size={12} />}
      {formatDuration(item.durationSeconds)}
    </span>
  )
}
