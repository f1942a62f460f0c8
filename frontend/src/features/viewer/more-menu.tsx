import { useId, useRef, useState, type ReactNode } from 'react'
import { Button } from '../../shared/button.tsx'
import { formatDuration } from '../../shared/format.ts'
import { KeyboardIcon, LinkAtIcon, LinkIcon, MoreIcon } from '../../shared/icons.tsx'
import { showToast } from '../../shared/toast.ts'
import { viewerTexts } from '../../shared/viewer-texts.ts'
import { copyText, linkTo } from './copy-link.ts'
import styles from './more-menu.module.css'

type MoreMenuProps = {
  secondsNow: () => number | undefined
  /** Undefined where there are no keys. */
  onShortcuts: (() => void) | undefined
  onToggle: (isOpen: boolean) => void
  /** Buttons that have no place in the bar: each becomes a row, with its name beside it. */
  children: ReactNode
}

/** What is done more rarely. The platform's popover closes it on Esc and on a click elsewhere. */
export function MoreMenu({ secondsNow, onShortcuts, onToggle, children }: MoreMenuProps) {
  const id = useId()
  const menu = useRef<HTMLDivElement>(null)
  const [seconds, setSeconds] = useState<number>()
  const copy = async (at?: number) => {
    const isCopied = menu.current !== null && (await copyText(linkTo(location, at), menu.current))
    const done = at === undefined ? viewerTexts.copied : viewerTexts.copiedAt(formatDuration(Math.floor(at)))
    showToast(isCopied ? done : viewerTexts.notCopied)
  }
  return (
    <>
      <Button look="round" aria-label={viewerTexts.more} popoverTarget={id}>
        <MoreIcon />
      </Button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="group"
        aria-label={viewerTexts.more}
        className={styles['menu']}
        // Before it is seen, so that no row comes late.
        onBeforeToggle={({ newState }) => newState === 'open' && setSeconds(secondsNow())}
        onToggle={({ newState }) => onToggle(newState === 'open')}
        onClick={({ currentTarget }) => currentTarget.hidePopover()}
      >
        {children}
        <Button look="round" aria-label={viewerTexts.copyLink} onClick={() => void copy()}>
          <LinkIcon />
        </Button>
        {seconds !== undefined && seconds >= 1 && (
          <Button
            look="round"
            aria-label={viewerTexts.copyLinkAt(formatDuration(Math.floor(seconds)))}
            onClick={() => void copy(seconds)}
          >
            <LinkAtIcon />
          </Button>
        )}
        {onShortcuts !== undefined && (
          <Button look="round" aria-label={viewerTexts.shortcuts} onClick={onShortcuts}>
            <KeyboardIcon />
          </Button>
        )}
      </div>
    </>
  )
}
