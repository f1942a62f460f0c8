import {
  lazy,
  Suspense,
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
  type ReactNode,
  type RefObject,
} from 'react'
import type { FileItem } from '@gramreel/contracts/catalogue'
import { Button, ButtonLink } from '../../shared/button.tsx'
import { BrokenDrawing } from '../../shared/drawings.tsx'
import { NextIcon, PreviousIcon } from '../../shared/icons.tsx'
import { Notice } from '../../shared/notice.tsx'
import { viewerTexts } from '../../shared/viewer-texts.ts'
import { titleOf } from '../../shared/title.ts'
import { Information } from './information.tsx'
import { describeProblem, type Reason } from './problems.ts'
import { pressed, shownMedia, toggleFullScreen } from './pressed.ts'
import { Slides } from './slides.tsx'
import type { Swipe } from './swipe.ts'
import { useAtRest } from './use-at-rest.ts'
import { useKeptFocus } from './use-kept-focus.ts'
import { usePrefetch } from './use-prefetch.ts'
import { useGestures } from './use-gestures.ts'
import { ViewerBar } from './viewer-bar.tsx'
import { Waiting } from './waiting.tsx'
import styles from './viewer.module.css'

const ShortcutList = lazy(() => import('./shortcut-list.tsx'))

export type ViewerProps = {
  id: string
  /** Undefined while it is looked up, or when it cannot be. */
  item: FileItem | undefined
  missing: Reason | undefined
  previous: string | undefined
  next: string | undefined
  /** Of these two, those that are loaded. */
  neighbours: readonly FileItem[]
  /** Where a film or sound begins, in seconds; only for the item that was linked to. */
  startAt: number | undefined
  onMove: (id: string) => void
  onClose: () => void
  /** Buttons for the item that is shown: those that always have a place in the bar, and those that a phone has in a menu. */
  firstActions?: (item: FileItem) => ReactNode
  actions?: (item: FileItem) => ReactNode
  /** Those that are in the menu everywhere. */
  rareActions?: (item: FileItem) => ReactNode
}

/** One item over the grid, on black: a modal dialog, so that focus, Esc and the page beneath are the browser's care. */
export function Viewer(props: ViewerProps) {
  const { id, item, missing, previous, next, onMove, onClose } = props
  const dialog = useRef<HTMLDialogElement>(null)
  const main = useRef<HTMLDivElement>(null)
  const stage = useRef<HTMLDivElement>(null)
  const strip = useRef<HTMLDivElement>(null)
  const [mayRest, setMayRest] = useState(false)
  const [isInformed, setInformed] = useState(false)
  const [isMenuOpen, setMenuOpen] = useState(false)
  const [isHelping, setHelping] = useState(false)
  const isAtRest = useAtRest(dialog, item !== undefined && mayRest && !isInformed && !isMenuOpen)
  useModal(dialog)
  useKeptFocus(dialog)
  const ready = usePrefetch(next, mayRest)

  const move = useCallback((to: string | undefined) => to !== undefined && onMove(to), [onMove])
  const onSwipe = (swipe: Swipe) => {
    if (swipe === 'information') setInformed(true)
    else if (swipe === 'close' && isInformed) {
      setInformed(false)
      sink.current?.back()
    } else if (swipe === 'close') onClose()
    else move(swipe === 'next' ? next : previous)
  }
  const meaning = { hasPrevious: previous !== undefined, hasNext: next !== undefined, onSwipe }
  const { zoom, strip: sink } = useGestures({ stage, strip }, id, meaning)

  const keys = {
    onPrevious: () => move(previous),
    onNext: () => move(next),
    onInformation: () => setInformed((was) => !was),
    onFullScreen: () => toggleFullScreen(main.current),
    onShortcuts: () => setHelping(true),
  }

  return (
    <dialog
      ref={dialog}
      className={styles['viewer']}
      aria-label={item === undefined ? viewerTexts.label : titleOf(item)}
      tabIndex={-1}
      data-at-rest={isAtRest}
      data-informed={isInformed}
      onKeyDown={(event) => pressed(event, stage.current, zoom, keys)}
      onCancel={(event) => {
        event.preventDefault()
        if (event.target === event.currentTarget) onClose()
      }}
    >
      <div ref={main} className={styles['main']}>
        <div ref={stage} className={styles['stage']}>
          <div ref={strip} className={styles['strip']}>
            <Slides {...props} isSettled={mayRest} ready={ready} onRest={setMayRest} />
          </div>
          {item === undefined && <Waiting isWaiting={missing === undefined} hasOwnRing={false} />}
          {item === undefined && missing !== undefined && <Missing reason={missing} onClose={onClose} />}
        </div>
        <div className={styles['controls']}>
          <ViewerBar
            item={item}
            firstActions={item !== undefined && props.firstActions?.(item)}
            actions={item !== undefined && props.actions?.(item)}
            rareActions={item !== undefined && props.rareActions?.(item)}
            onClose={onClose}
            isInformed={isInformed}
            secondsNow={() => shownMedia(stage.current)?.currentTime}
            onMenu={setMenuOpen}
            {...keys}
          />
          <Arrow towards="previous" to={previous} onMove={move} />
          <Arrow towards="next" to={next} onMove={move} />
        </div>
      </div>
      {isHelping && (
        <Suspense>
          <ShortcutList onClose={() => setHelping(false)} />
        </Suspense>
      )}
      {isInformed && item !== undefined && <Information item={item} onClose={() => setInformed(false)} />}
    </dialog>
  )
}

/** Opens it as long as it is there. */
function useModal(dialog: RefObject<HTMLDialogElement | null>): void {
  useLayoutEffect(() => {
    const element = dialog.current
    if (element === null) return undefined
    // The scroll bar leaves with the page's scrolling; its room must not, or the grid beneath is laid out anew.
    document.body.style.setProperty('--scrollbar', `${innerWidth - document.documentElement.clientWidth}px`)
    if (!element.open) element.showModal()
    element.focus()
    return () => {
      document.body.style.removeProperty('--scrollbar')
      element.close()
    }
  }, [dialog])
}

type ArrowProps = {
  towards: 'previous' | 'next'
  to: string | undefined
  onMove: (to: string | undefined) => void
}

function Arrow({ towards, to, onMove }: ArrowProps) {
  if (to === undefined) return null
  const Icon = towards === 'previous' ? PreviousIcon : NextIcon
  return (
    <Button
      look="round"
      className={`${styles['arrow']} ${styles[towards]}`}
      aria-label={viewerTexts[towards]}
      onClick={() => onMove(to)}
    >
      <Icon />
    </Button>
  )
}

function Missing({ reason, onClose }: { reason: Reason; onClose: () => void }) {
  const { title, text } = describeProblem(reason)
  return (
    <Notice urgent drawing={<BrokenDrawing />} title={title} text={text}>
      <ButtonLink
        look="main"
        href="/"
        onClick={(event) => {
          event.preventDefault()
          onClose()
        }}
      >
        {viewerTexts.back}
      </ButtonLink>
    </Notice>
  )
}
