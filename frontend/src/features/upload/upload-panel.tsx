import { useState, useSyncExternalStore } from 'react'
import { Button } from '../../shared/button.tsx'
import { CloseIcon, FoldIcon, UnfoldIcon } from '../../shared/icons.tsx'
import { uploadTexts as texts } from '../../shared/upload-texts.ts'
import styles from './upload.module.css'
import { clearOver, isOver, readRows, subscribe } from './upload-queue.ts'
import { UploadRow } from './upload-row.tsx'

type UploadPanelProps = { hrefOf: (id: string) => string; onOpen: (id: string) => void }

/** One row for each file, at the lower right; nothing while there is none. */
export function UploadPanel(props: UploadPanelProps) {
  const rows = useSyncExternalStore(subscribe, readRows)
  const [isFolded, setIsFolded] = useState(false)
  if (rows.length === 0) return null
  const left = rows.filter((row) => !isOver(row)).length
  const fold = isFolded ? texts.expand : texts.collapse
  return (
    <section className={styles['panel']} aria-label={texts.panel}>
      <header className={styles['head']}>
        <h2 className={styles['title']} aria-live="polite">
          {texts.summary(left)}
        </h2>
        <Button look="round" aria-label={fold} title={fold} onClick={() => setIsFolded(!isFolded)}>
          {isFolded ? <UnfoldIcon size={20} /> : <FoldIcon size={20} />}
        </Button>
        {left < rows.length && (
          <Button look="round" aria-label={texts.clear} title={texts.clear} onClick={clearOver}>
            <CloseIcon size={20} />
          </Button>
        )}
      </header>
      {!isFolded && (
        <ul className={styles['rows']}>
          {rows.map((row) => (
            <UploadRow key={row.key} row={row} {...props} />
          ))}
        </ul>
      )}
    </section>
  )
}
