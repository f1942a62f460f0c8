import type { ReactNode } from 'react'
import type { FileKind } from '@gramreel/contracts/catalogue'
import type { CatalogueFilter } from '../../shared/catalogue.ts'
import { formatCount } from '../../shared/format.ts'
import { libraryNames } from '../../shared/library-names.ts'
import { texts } from '../../shared/texts.ts'
import styles from './filter-bar.module.css'

const KINDS = ['photo', 'video', 'audio', 'document'] as const satisfies FileKind[]

type FilterBarProps = {
  filter: CatalogueFilter
  onChoose: (filter: CatalogueFilter) => void
  /** How many items match; undefined while that is not known. */
  total: number | undefined
  /** What stands at its end. */
  children?: ReactNode
}

/** One chip for each kind, and for what people did with the items; and how many there are. */
export function FilterBar({ filter, onChoose, total, children }: FilterBarProps) {
  const { kind, favourite, loose, ...others } = filter
  const isAll = kind === undefined && favourite === undefined && loose === undefined
  const marks = { ...(favourite && { favourite }), ...(loose && { loose }) }
  const hasMarks = filter.trash === undefined
  return (
    <div className={styles['bar']}>
      <div className={styles['chips']} role="group" aria-label={texts.gallery.filters}>
        <Chip isPressed={isAll} onPress={() => onChoose(others)}>
          {texts.gallery.all}
        </Chip>
        {KINDS.map((chip) => (
          <Chip
            key={chip}
            isPressed={kind === chip}
            onPress={() => onChoose({ ...others, ...marks, ...(kind !== chip && { kind: chip }) })}
          >
            {texts.gallery[chip]}
          </Chip>
        ))}
        {hasMarks && (
          <Chip
            isPressed={favourite === true}
            onPress={() =>
              onChoose({ ...others, ...(kind && { kind }), ...(favourite !== true && { favourite: true }) })
            }
          >
            {libraryNames.favourites}
          </Chip>
        )}
        {hasMarks && filter.album === undefined && (
          <Chip
            isPressed={loose === true}
            onPress={() =>
              onChoose({ ...others, ...(kind && { kind }), ...(loose !== true && { loose: true }) })
            }
          >
            {libraryNames.loose}
          </Chip>
        )}
      </div>
      <p className={styles['count']} role="status">
        {total !== undefined && total > 0 && texts.gallery.count(total, formatCount(total))}
      </p>
      {children}
    </div>
  )
}

type ChipProps = { isPressed: boolean; onPress: () => void; children: string }

function Chip({ isPressed, onPress, children }: ChipProps) {
  return (
    <button type="button" className={styles['chip']} aria-pressed={isPressed} onClick={onPress}>
      {children}
    </button>
  )
}
