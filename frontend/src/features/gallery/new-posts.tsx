import { useEffect, useRef, useState } from 'react'
import type { FileItem } from '@gramreel/contracts/catalogue'
import { formatCount } from '../../shared/format.ts'
import { UpIcon } from '../../shared/icons.tsx'
import { texts } from '../../shared/texts.ts'
import styles from './new-posts.module.css'

/** From here on the newest row is out of sight. */
const OUT_OF_SIGHT = 300

/** Says how many posts arrived above while the reader is further down, and leads there. */
export function NewPosts({ items }: { items: readonly FileItem[] }) {
  const [count, setCount] = useState(0)
  const newest = useRef(items[0]?.id)

  useEffect(() => {
    const before = items.findIndex(({ id }) => id === newest.current)
    newest.current = items[0]?.id
    if (before > 0 && scrollY > OUT_OF_SIGHT) setCount((known) => known + before)
    else if (before < 0) setCount(0)
  }, [items])

  useEffect(() => {
    if (count === 0) return undefined
    const forget = () => {
      if (scrollY < OUT_OF_SIGHT) setCount(0)
    }
    addEventListener('scroll', forget, { passive: true })
    return () => removeEventListener('scroll', forget)
  }, [count])

  return (
    <div className={styles['place']} role="status">
      {count > 0 && (
        <button
          type="button"
          className={styles['pill']}
          onClick={() => scrollTo({ top: 0, behavior: 'smooth' })}
        >
          <UpIcon size={18} />
          {texts.gallery.newPosts(formatCount(count))}
        </button>
      )}
    </div>
  )
}
