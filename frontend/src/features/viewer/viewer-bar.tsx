import type { ReactNode } from 'react'
import type { FileItem } from '@gramreel/contracts/catalogue'
import { Button, ButtonLink } from '../../shared/button.tsx'
import { formatBytes, formatDate, formatDuration } from '../../shared/format.ts'
import { BackIcon, DownloadIcon, FullScreenIcon, InformationIcon } from '../../shared/icons.tsx'
import { viewerTexts } from '../../shared/viewer-texts.ts'
import { titleOf } from '../../shared/title.ts'
import { downloadOf } from './download-of.ts'
import { useViewerSource } from './source.ts'
import { useLink } from './use-link.ts'
import styles from './viewer-bar.module.css'

type ViewerBarProps = {
  item: FileItem | undefined
  onClose: () => void
  onFullScreen: () => void
  isInformed: boolean
  onInformation: () => void
  /** More buttons for this item. */
  actions?: ReactNode
}

/** Back and title to the left, actions to the right, over the picture. */
export function ViewerBar({
  item,
  onClose,
  onFullScreen,
  isInformed,
  onInformation,
  actions,
}: ViewerBarProps) {
  return (
    <header className={styles['bar']}>
      <Button look="round" aria-label={viewerTexts.back} onClick={onClose}>
        <BackIcon />
      </Button>
      {item !== undefined && (
        <>
          <div className={styles['title']}>
            <h1 dir="auto">{titleOf(item)}</h1>
            <p>{subtitleOf(item)}</p>
          </div>
          {actions}
          <DownloadLink id={item.id} />
          <Button
            look="round"
            aria-label={viewerTexts.information}
            aria-expanded={isInformed}
            onClick={onInformation}
          >
            <InformationIcon />
          </Button>
          <Button
            look="round"
            className={styles['wide']}
            aria-label={viewerTexts.fullScreen}
            onClick={onFullScreen}
          >
            <FullScreenIcon />
          </Button>
        </>
      )}
    </header>
  )
}

function subtitleOf(item: FileItem): string {
  const duration = item.durationSeconds === undefined ? [] : [formatDuration(item.durationSeconds)]
  return [formatDate(item.postedAt), formatBytes(item.size), ...duration].join(' · ')
}

function DownloadLink({ id }: { id: string }) {
  const { mayDownload } = useViewerSource()
  const { link } = useLink(id)
  if (link === undefined || !mayDownload) return null
  return (
    <ButtonLink look="round" {...downloadOf(link)} aria-label={viewerTexts.download}>
      <DownloadIcon />
    </ButtonLink>
  )
}
