import type { FileSort } from '@gramreel/contracts/catalogue'
import { gridTexts } from '../../shared/grid-texts.ts'
import { SortIcon } from '../../shared/icons.tsx'
import styles from './sort-menu.module.css'

const SORTS = ['posted', 'oldest', 'taken', 'largest', 'name'] as const satisfies FileSort[]

type SortMenuProps = { sort: FileSort | undefined; onChoose: (sort: FileSort | undefined) => void }

/** The order of the gallery: the platform's own list, which every reader and every phone knows. On a phone it is under an icon. */
export function SortMenu({ sort = 'posted', onChoose }: SortMenuProps) {
  return (
    <span className={styles['menu']} data-chosen={sort !== 'posted' || undefined}>
      <SortIcon />
      <select
        aria-label={`${gridTexts.sort}: ${gridTexts.sorts[sort]}`}
        value={sort}
        onChange={({ target }) => {
          const chosen = SORTS.find((one) => one === target.value)
          onChoose(chosen === 'posted' ? undefined : chosen)
        }}
      >
        {SORTS.map((one) => (
          <option key={one} value={one}>
            {gridTexts.sorts[one]}
          </option>
        ))}
      </select>
    </span>
  )
}
