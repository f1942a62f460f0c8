import { useCatalogue } from '../../shared/catalogue.ts'
import { libraryTexts as texts } from '../../shared/library-texts.ts'
import styles from './group-tick.module.css'
import { selection, useSelectedPart } from './selection.ts'

/** So many at most are selected at once. */
const SELECT_MAX = 10_000

type GroupTickProps = { title: string; first: number; end: number }

/** Selects all under a heading, or takes it out. Seen where the mouse or the focus is, and while something is selected. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function GroupTick({ title, first, end }: GroupTickProps) {
  const model = useCatalogue()
  const part = useSelectedPart(first, end, (index) => model?.itemAt(index)?.id)
  const press = async () => {
    const ids = await model?.idsBetween(first, Math.min(end, first + SELECT_MAX) - 1)
    if (ids !== undefined) selection.put(ids, part !== 'all')
  }
  return (
    <button
      type="button"
      role="checkbox"
      className={styles['tick']}
      aria-checked={part === 'all' ? true : part === 'some' ? 'mixed' : false}
      aria-label={texts.selectAllOf(title)}
      data-on={part !== 'off' || undefined}
      // What cannot be loaded is not selected.
      onClick={() => void press().catch(() => undefined)}
    >
      <span />
    </button>
  )
}
