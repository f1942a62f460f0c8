import { useState } from 'react'
import type { FileItem } from '@gramreel/contracts/catalogue'
import { fileExtension } from '../../shared/format.ts'
import { FileIcon, FilmIcon, PhotoIcon, SoundIcon } from '../../shared/icons.tsx'
import styles from './thumbnail.module.css'

const ICONS = { photo: PhotoIcon, video: FilmIcon, animation: FilmIcon, audio: SoundIcon, document: FileIcon }

/** The small picture of an item, filling its tile; a drawing of its kind where Telegram has no picture. */
export function Thumbnail({ item }: { item: FileItem }) {
  const [shown, setShown] = useState(false)
  const [failed, setFailed] = useState(false)
  if (item.thumbnail === null || failed) return <Fallback item={item} />
  return (
    <img
      className={styles['picture']}
      data-shown={shown}
      src={item.thumbnail}
      alt=""
      loading="lazy"
      decoding="async"
      draggable={false}
      // A picture from the cache is complete before React listens; it needs no fading in either.
      ref={(img) => {
        if (img?.complete === true && img.naturalWidth > 0) img.dataset['shown'] = 'at-once'
      }}
      onLoad={() => setShown(true)}
      onError={() => setFailed(true)}
    />
  )
}

function Fallback({ item }: { item: FileItem }) {
  const Icon = ICONS[item.kind]
  const extension = fileExtension(item.name)
  return (
    <span className={styles['fallback']} data-kind={item.kind}>
      <Icon size={40} />
      {extension !== '' && <span className={styles['extension']}>{extension}</span>}
    </span>
  )
}
