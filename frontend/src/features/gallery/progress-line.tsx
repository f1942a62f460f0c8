import { useLayoutEffect, useRef } from 'react'
import type { FileItem } from '@gramreel/contracts/catalogue'
import { useProgress } from '../../shared/positions-memory.ts'
import styles from './progress-line.module.css'

/** How much of a film or sound was seen, at the foot of its tile; nothing for one that was not begun. */
export function ProgressLine({ item }: { item: FileItem }) {
  const progress = useProgress(item)
  const seen = useRef<HTMLSpanElement>(null)
  useLayoutEffect(() => {
    seen.current?.style.setProperty('inline-size', `${(progress ?? 0) * 100}%`)
  }, [progress])
  if (progress === undefined) return null
  return (
    <span className={styles['line']} data-progress={Math.round(progress * 100)}>
      <span ref={seen} className={styles['seen']} />
    </span>
  )
}
