import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import type { Row } from './rows.ts'
import { inOrder } from './totals.ts'
import styles from './upload.module.css'
import { UploadRow } from './upload-row.tsx'

type UploadRowsProps = {
  rows: readonly Row[]
  hrefOf: (id: string) => string
  onOpen: (id: string) => void
}

const ROW_HEIGHT = 68

/** Of thousands of rows only those in sight are in the page. */
export function UploadRows({ rows, ...props }: UploadRowsProps) {
  const box = useRef<HTMLDivElement>(null)
  const ordered = inOrder(rows)
  const virtual = useVirtualizer({
    count: ordered.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 4,
  })
  return (
    <div ref={box} className={styles['rows']}>
      <ul style={{ blockSize: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = ordered[index]
          if (row === undefined) return null
          return (
            <li
              key={row.key}
              ref={virtual.measureElement}
              data-index={index}
              className={styles['row']}
              style={{ translate: `0 ${start}px` }}
              aria-setsize={ordered.length}
              aria-posinset={index + 1}
            >
              <UploadRow row={row} {...props} />
            </li>
          )
        })}
      </ul>
    </div>
  )
}
