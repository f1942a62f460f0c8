import { useEffect, useRef, useState } from 'react'
import { useCatalogueChanges, type CatalogueModel } from '../../shared/catalogue.ts'
import { formatCount } from '../../shared/format.ts'
import { UpIcon } from '../../shared/icons.tsx'
import { texts } from '../../shared/texts.ts'
import styles from './new-posts.module.css'

/** From here on the newest row is out of sight. */
const OUT_OF_SIGHT = 300

/** Says how many posts arrived above while the reader is further down, and leads there. */
export function NewPosts({ model }: { model: CatalogueModel }) {
  useCatalogueChanges(model)
  const [count, setCount] = useState(0)
  const newest = useRef({ model, total: model.count, id: model.itemAt(0)?.id })
  const total = model.count
  const id = model.itemAt(0)?.id

  useEffect(() => {
    const before = newest.current
    // The first page may have been forgotten meanwhile: then nothing is known of it.
    if (total !== undefined && id !== undefined) newest.current = { model, total, id }
    if (before.model !== model) setCount(0)
    else if (total === undefined || before.total === undefined || id === undefined) return
    else if (id !== before.id && total > before.total && scrollY > OUT_OF_SIGHT) {
      const added = total - before.total
      setCount((known) => known + added)
    }
  }, [model, total, id])

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
