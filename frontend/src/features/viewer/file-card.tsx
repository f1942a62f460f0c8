import { useEffect } from 'react'
import { ButtonLink } from '../../shared/button.tsx'
import { fileExtension, formatBytes } from '../../shared/format.ts'
import { DownloadIcon, FileIcon } from '../../shared/icons.tsx'
import { viewerTexts } from '../../shared/viewer-texts.ts'
import { downloadWhenPressed } from './download-of.ts'
import { useViewerSource } from './source.ts'
import { useLink } from './use-link.ts'
import { RESTLESS, type ContentProps, type FaceProps } from './content.ts'
import styles from './card.module.css'

/** There is nothing to play or to load: all of it is in its face. */
export function FileCard({ onState }: ContentProps) {
  useEffect(() => {
    onState(RESTLESS)
  }, [onState])
  return null
}

/** A file that browsers do not show: what it is, and the way to get it. */
export function FileFace({ item, link, children }: FaceProps) {
  const { mayDownload } = useViewerSource()
  const { renew } = useLink(item.id, false)
  return (
    <div className={styles['card']} data-media-box>
      <div className={styles['cover']}>
        <FileIcon size={72} />
        <span className={styles['extension']}>{fileExtension(item.name)}</span>
      </div>
      <p className={styles['name']} dir="auto">
        {item.name}
      </p>
      <p className={styles['text']}>{mayDownload ? viewerTexts.cardText : viewerTexts.cardWithoutDownload}</p>
      {mayDownload && (
        <ButtonLink
          look="main"
          {...(link === undefined ? { 'aria-disabled': true } : downloadWhenPressed(link, renew))}
        >
          <DownloadIcon size={20} />
          {viewerTexts.download} · {formatBytes(item.size)}
        </ButtonLink>
      )}
      {children}
    </div>
  )
}
