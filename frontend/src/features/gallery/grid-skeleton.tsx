import { useMemo, useRef } from 'react'
import { texts } from '../../shared/texts.ts'
import { gridOptions } from './grid-options.ts'
import { packRows } from './pack-rows.ts'
import { useElementWidth } from './use-element-width.ts'
import styles from './grid-skeleton.module.css'

const SHAPES = [
  1.5, 1.33, 0.67, 1.78, 1, 1.5, 0.75, 1.5, 1.78, 0.67, 1.33, 1.5, 1, 1.78, 1.5, 0.75, 1.33, 1.5,
]
const LIST = [...SHAPES, ...SHAPES]

/** The shape of a gallery, while the first page is under way. */
export function GridSkeleton() {
  const element = useRef<HTMLDivElement>(null)
  const width = useElementWidth(element)
  const options = gridOptions(width, LIST.length)
  const rows = useMemo(() => (width > 0 ? packRows(LIST, gridOptions(width, LIST.length)) : []), [width])
  return (
    <div ref={element} className={styles['skeleton']} role="status" aria-label={texts.gallery.loading}>
      <div className={styles['heading']} />
      {rows.map((row) => (
        <div
          key={row.start}
          className={styles['row']}
          style={{ height: row.height, marginBlockEnd: options.gap }}
        >
          {row.boxes.map((box) => (
            <div
              key={box.left}
              className={styles['tile']}
              style={{ insetInlineStart: box.left, width: box.width }}
            />
          ))}
        </div>
      ))}
    </div>
  )
}
