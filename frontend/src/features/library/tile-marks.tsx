import type { FileItem } from '@gramreel/contracts/catalogue'
import { HeartFilledIcon, HeartIcon } from '../../shared/icons.tsx'
import { libraryTexts as texts } from '../../shared/library-texts.ts'
import { titleOf } from '../../shared/title.ts'
import styles from './tile-marks.module.css'
import { useLibraryActions } from './use-library-actions.ts'

type TileMarksProps = {
  item: FileItem
  /** The mouse or the focus is on the tile, so that what can be done with it is offered. */
  isNear: boolean
  isSelecting: boolean
  isSelected: boolean
  isFavourite: boolean
}

/**
 * The circle and the heart on a tile. Neither is a stop of the Tab key, which would make three of each tile: keys for them are
 * x and, in the viewer, its bar.
 */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function TileMarks({ item, isNear, isSelecting, isSelected, isFavourite }: TileMarksProps) {
  const { favourite } = useLibraryActions()
  return (
    <>
      {(isNear || isSelecting) && (
        <button
          type="button"
          tabIndex={-1}
          className={styles['tick']}
          data-tick=""
          aria-label={texts.select(titleOf(item))}
          aria-pressed={isSelected}
        />
      )}
      {isNear && !isSelecting && item.trashedAt === undefined ? (
        <button
          type="button"
          tabIndex={-1}
          className={styles['heart']}
          aria-label={texts.favourite}
          aria-pressed={isFavourite}
          onClick={(event) => {
            event.stopPropagation()
            void favourite([item.id], !isFavourite)
          }}
        >
          {isFavourite ? <HeartFilledIcon size={20} /> : <HeartIcon size={20} />}
        </button>
      ) : (
        isFavourite && (
          <span className={styles['heart']}>
            <HeartFilledIcon size={20} />
          </span>
        )
      )}
    </>
  )
}
