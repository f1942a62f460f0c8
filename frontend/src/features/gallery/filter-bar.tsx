import type { ReactNode } from 'react'
import type { FileKind } from '@gramreel/contracts/catalogue'
import { formatCount } from '../../shared/format.ts'
import { texts } from '../../shared/texts.ts'
import styles from './filter-bar.module.css'

const CHIPS = [undefined, 'photo', 'video', 'audio', 'document'] as const satisfies (FileKind | undefined)[]

type FilterBarProps = {
  kind: FileKind | undefined
  onChoose: (kind: FileKind | undefined) => void
  /** How many items match; undefined while that is not known. */
  total: number | undefined
  /** What stands at its end. */
  children?: ReactNode
}

/** One chip for each kind, and how many there are. */
export function FilterBar({ kind, onChoose, total, children }: FilterBarProps) {
  return (
    <div className={styles['bar']}>
      <div className={styles['chips']} role="group" aria-label={texts.gallery.filters}>
        {CHIPS.map((chip) => (
          <button
            key={chip ?? 'all'}
            type="button"
            className={styles['chip']}
            aria-pressed={kind === chip}
            onClick={() => onChoose(chip)}
          >
            {texts.gallery[chip ?? 'all']}
          </button>
        ))}
      </div>
      <p className={styles['count']} role="status">
        {total !== undefined && total > 0 && texts.gallery.count(total, formatCount(total))}
      </p>
      {children}
    </div>
  )
}
