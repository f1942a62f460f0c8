import type { ReactNode } from 'react'
import type { FileItem } from '@gramreel/contracts/catalogue'
import { Button, ButtonLink } from '../../shared/button.tsx'
import { formatBytes, formatDate, formatDuration } from '../../shared/format.ts'
import { BackIcon, DownloadIcon, FullScreenIcon, InformationIcon } from '../../shared/icons.tsx'
import { titleOf } from '../../shared/title.ts'
import { viewerTexts } from '../../shared/viewer-texts.ts'
import { downloadWhenPressed } from './download-of.ts'
import { MoreMenu } from './more-menu.tsx'
import { useViewerSource } from './source.ts'
import { useLink } from './use-link.ts'
import { useNarrow } from '../../shared/use-narrow.ts'
import styles from './viewer-bar.module.css'

type ViewerBarProps = {
  item: FileItem | undefined
  onClose: () => void
  onFullScreen: () => void
  isInformed: boolean
  onInformation: () => void
  onShortcuts: () => void
  /** Buttons for this item that always have a place, and those that a phone has in its menu. */
  firstActions?: ReactNode
  actions?: ReactNode
  /** In the menu everywhere. */
  rareActions?: ReactNode
  /** The present second of a film or sound, asked for when the menu opens. */
  secondsNow: () => number | undefined
  onMenu: (isOpen: boolean) => void
}

/** Back and title to the left, actions to the right, over the picture. On a phone most of them are in a menu. */
export function ViewerBar({ item, onClose, firstActions, actions, rareActions, ...rest }: ViewerBarProps) {
  const isNarrow = useNarrow()
  const others = item !== undefined && (
    <>
      {actions}
      <DownloadLink id={item.id} />
      {document.fullscreenEnabled && <FullScreenButton onPress={rest.onFullScreen} />}
    </>
  )
  return (
    <header className={styles['bar']} data-no-swipe>
      <Button look="round" aria-label={viewerTexts.back} onClick={onClose}>
        <BackIcon />
      </Button>
      {item !== undefined && (
        <>
          <div className={styles['title']}>
            <h1 dir="auto">{titleOf(item)}</h1>
            <p>{subtitleOf(item)}</p>
          </div>
          {firstActions}
          {!isNarrow && others}
          <Button
            look="round"
            aria-label={viewerTexts.information}
            aria-expanded={rest.isInformed}
            onClick={rest.onInformation}
          >
            <InformationIcon />
          </Button>
          <MoreMenu
            secondsNow={rest.secondsNow}
            onShortcuts={isNarrow ? undefined : rest.onShortcuts}
            onToggle={rest.onMenu}
          >
            {isNarrow && others}
            {rareActions}
          </MoreMenu>
        </>
      )}
    </header>
  )
}

function subtitleOf(item: FileItem): string {
  const duration = item.durationSeconds === undefined ? [] : [formatDuration(item.durationSeconds)]
  return [formatDate(item.takenAt ?? item.postedAt), formatBytes(item.size), ...duration].join(' · ')
}

function FullScreenButton({ onPress }: { onPress: () => void }) {
  return (
    <Button look="round" aria-label={viewerTexts.fullScreen} onClick={onPress}>
      <FullScreenIcon />
    </Button>
  )
}

function DownloadLink({ id }: { id: string }) {
  const { mayDownload } = useViewerSource()
  const { link, renew } = useLink(id)
  if (link === undefined || !mayDownload) return null
  return (
    <ButtonLink look="round" {...downloadWhenPressed(link, renew)} aria-label={viewerTexts.download}>
      <DownloadIcon />
    </ButtonLink>
  )
}
