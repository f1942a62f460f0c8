import type { FileItem } from '@gramreel/contracts/catalogue'
import { Button } from '../../shared/button.tsx'
import { formatBytes, formatDuration, formatMoment } from '../../shared/format.ts'
import { CloseIcon } from '../../shared/icons.tsx'
import { texts } from '../../shared/texts.ts'
import { viewerTexts } from '../../shared/viewer-texts.ts'
import styles from './information.module.css'

/** All that is known of an item: beside it on a desk, over its lower half on a phone. */
export function Information({ item, onClose }: { item: FileItem; onClose: () => void }) {
  const words = viewerTexts
  const isMeasured = item.width !== undefined && item.height !== undefined
  return (
    <aside className={styles['sheet']} aria-label={words.information}>
      <div className={styles['head']}>
        <h2>{words.information}</h2>
        <Button look="round" aria-label={texts.close} onClick={onClose}>
          <CloseIcon />
        </Button>
      </div>
      <dl className={styles['facts']}>
        {item.caption !== '' && <Fact name={words.caption} value={item.caption} />}
        <Fact name={words.fileName} value={item.name} />
        <Fact name={words.posted} value={formatMoment(item.postedAt)} />
        <Fact name={words.size} value={formatBytes(item.size)} />
        {isMeasured && <Fact name={words.dimensions} value={`${item.width} × ${item.height}`} />}
        {item.durationSeconds !== undefined && (
          <Fact name={words.duration} value={formatDuration(item.durationSeconds)} />
        )}
        <Fact name={words.type} value={item.mime} />
      </dl>
    </aside>
  )
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd dir="auto">{value}</dd>
    </div>
  )
}
