import type { CSSProperties, ReactNode } from 'react'
import type { FileItem } from '@gramreel/contracts/catalogue'
import styles from './media-box.module.css'

type MediaBoxProps = {
  item: FileItem
  /** Width divided by height, once the media itself has said so; before that, Telegram's word. */
  ratio: number | undefined
  /** Hides the thumbnail beneath; what stands on it is complete. */
  isShown: boolean
  children?: ReactNode
}

type BoxStyle = CSSProperties & Record<'--ratio' | '--widest', string | number>

/** A picture may be drawn at most this much larger than it is. */
const LARGEST_SCALE = 2

/**
 * The largest box of the picture's shape that fits the window, with the thumbnail, blurred, in it. The size is known before
 * the picture is, so nothing jumps when it comes.
 */
export function MediaBox({ item, ratio, isShown, children }: MediaBoxProps) {
  const known = item.width !== undefined && item.height !== undefined && item.width > 0 && item.height > 0
  const shape = ratio ?? (known ? (item.width ?? 1) / (item.height ?? 1) : 16 / 9)
  const isPicture = item.kind === 'photo' || item.mime.startsWith('image/')
  const widest = isPicture && known ? `${(item.width ?? 0) * LARGEST_SCALE}px` : '100cqw'
  const style: BoxStyle = { '--ratio': shape, '--widest': widest }
  return (
    <div className={styles['box']} style={style} data-media-box data-zoomable={isPicture || undefined}>
      {item.thumbnail !== null && (
        <img className={styles['blur']} src={item.thumbnail} alt="" data-hidden={isShown} draggable={false} />
      )}
      {children}
    </div>
  )
}
