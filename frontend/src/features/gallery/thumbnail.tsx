import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { FileItem } from '@gramreel/contracts/catalogue'
import { fileExtension } from '../../shared/format.ts'
import { FileIcon, FilmIcon, PhotoIcon, SoundIcon } from '../../shared/icons.tsx'
import { whenCalm } from './scroll-pace.ts'
import { useThumbhash } from './use-thumbhash.ts'
import styles from './thumbnail.module.css'

const ICONS = { photo: PhotoIcon, video: FilmIcon, animation: FilmIcon, audio: SoundIcon, document: FileIcon }

/**
 * The small picture of an item, filling its tile: first what its thumbhash says of it; a drawing of its kind where Telegram has no
 * picture. While the page flies past it is not asked for, and one that is under way is cancelled when its tile leaves.
 */
export function Thumbnail({ item }: { item: FileItem }) {
  const [isCalm, setCalm] = useState(false)
  const [failed, setFailed] = useState(false)
  useEffect(() => whenCalm(() => setCalm(true)), [])
  if (item.thumbnail === null || failed) return <Fallback item={item} />
  return (
    <>
      <Blur hash={item.thumbhash} />
      {isCalm && <Picture src={item.thumbnail} onError={() => setFailed(true)} />}
    </>
  )
}

function Picture({ src, onError }: { src: string; onError: () => void }) {
  const [shown, setShown] = useState(false)
  const img = useRef<HTMLImageElement>(null)
  useLayoutEffect(() => {
    const element = img.current
    if (element === null) return undefined
    element.src = src
    // A picture from the cache is there at once; it needs no fading in.
    if (element.complete && element.naturalWidth > 0) element.dataset['shown'] = 'at-once'
    return () => {
      // An image that left the page would be loaded to its end all the same.
      if (!element.complete) element.removeAttribute('src')
    }
  }, [src])
  return (
    <img
      ref={img}
      className={styles['picture']}
      data-shown={shown}
      alt=""
      decoding="async"
      draggable={false}
      onLoad={() => setShown(true)}
      onError={onError}
    />
  )
}

function Blur({ hash }: { hash: string | undefined }) {
  const url = useThumbhash(hash)
  if (url === undefined) return null
  return <span className={styles['blur']} style={{ backgroundImage: `url(${url})` }} />
}

function Fallback({ item }: { item: FileItem }) {
  const Icon = ICONS[item.kind]
  const extension = fileExtension(item.name)
  return (
    <span className={styles['fallback']} data-kind={item.kind} aria-hidden="true">
      <Icon size={40} />
      {extension !== '' && <span className={styles['extension']}>{extension}</span>}
    </span>
  )
}
