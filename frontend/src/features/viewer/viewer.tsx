import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
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
import { Stage } from './stage.tsx'
import type { Swipe } from './swipe.ts'
import { useAtRest } from './use-at-rest.ts'
import { usePrefetch } from './use-prefetch.ts'
import { useSwipe } from './use-swipe.ts'
import { ViewerBar } from './viewer-bar.tsx'
import { Waiting } from './waiting.tsx'
import { commandOf, type Focus, type ViewerCommand } from './viewer-keys.ts'
import styles from './viewer.module.css'

type ViewerProps = {
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
  /** More buttons for the item that is shown. */
  actions?: (item: FileItem) => ReactNode
}

/** One item over the grid, on black: a modal dialog, so that focus, Esc and the page beneath are the browser's care. */
export function Viewer(props: ViewerProps) {
  const { id, item, missing, previous, next, startAt, onMove, onClose, actions } = props
  const dialog = useRef<HTMLDialogElement>(null)
  const stage = useRef<HTMLDivElement>(null)
  const [mayRest, setMayRest] = useState(false)
  const [isInformed, setInformed] = useState(false)
  const isAtRest = useAtRest(dialog, mayRest && !isInformed)

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
  }, [])
  useEffect(() => setMayRest(false), [id])
  usePrefetch(next, mayRest)

  const move = useCallback((to: string | undefined) => to !== undefined && onMove(to), [onMove])
  useSwipe(stage, (swipe: Swipe) => {
    if (swipe === 'close') onClose()
    else if (swipe === 'information') setInformed(true)
    else move(swipe === 'next' ? next : previous)
  })

  const press = (event: KeyboardEvent) => {
    const command = commandOf(event, focusOf(event.target), document.fullscreenElement !== null)
    if (command === undefined) return
    event.preventDefault()
    if (command.do === 'previous') move(previous)
    else if (command.do === 'next') move(next)
    else if (command.do === 'information') setInformed((was) => !was)
    else if (command.do === 'full-screen') toggleFullScreen(stage.current)
    else steer(stage.current?.querySelector<HTMLMediaElement>('video, audio'), command)
  }

  return (
    <dialog
      ref={dialog}
      className={styles['viewer']}
      aria-label={item === undefined ? viewerTexts.label : titleOf(item)}
      tabIndex={-1}
      data-at-rest={isAtRest}
      data-informed={isInformed}
      onKeyDown={press}
      onCancel={(event) => {
        event.preventDefault()
        if (event.target === event.currentTarget) onClose()
      }}
    >
      <div className={styles['main']}>
        <div ref={stage} className={styles['stage']}>
          {item !== undefined && <Stage key={item.id} item={item} startAt={startAt} onRest={setMayRest} />}
          {item === undefined && <Waiting isWaiting={missing === undefined} hasOwnRing={false} />}
          {item === undefined && missing !== undefined && <Missing reason={missing} onClose={onClose} />}
        </div>
        <div className={styles['controls']}>
          <ViewerBar
            item={item}
            actions={item !== undefined && actions?.(item)}
            onClose={onClose}
            onFullScreen={() => toggleFullScreen(stage.current)}
            isInformed={isInformed}
            onInformation={() => setInformed((was) => !was)}
          />
          {previous !== undefined && (
            <Button
              look="round"
              className={`${styles['arrow']} ${styles['previous']}`}
              aria-label={viewerTexts.previous}
              onClick={() => move(previous)}
            >
              <PreviousIcon />
            </Button>
          )}
          {next !== undefined && (
            <Button
              look="round"
              className={`${styles['arrow']} ${styles['next']}`}
              aria-label={viewerTexts.next}
              onClick={() => move(next)}
            >
              <NextIcon />
            </Button>
          )}
        </div>
      </div>
      {isInformed && item !== undefined && <Information item={item} onClose={() => setInformed(false)} />}
    </dialog>
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

function focusOf(target: EventTarget): Focus {
  if (target instanceof HTMLMediaElement) return 'player'
  return target instanceof Element && target.closest('button, a, input') !== null ? 'control' : 'viewer'
}

/** A dialog may not fill the screen (Fullscreen API, section 4): the film does, or the stage with the picture on it. */
function toggleFullScreen(stage: HTMLElement | null): void {
  const goal = stage?.querySelector('video[controls]') ?? stage
  const change = document.fullscreenElement === null ? goal?.requestFullscreen() : document.exitFullscreen()
  // Refused on some phones, and then there is nothing to tell: the picture fills the window already.
  change?.catch(() => undefined)
}

function steer(media: HTMLMediaElement | null | undefined, command: ViewerCommand): void {
  if (media === null || media === undefined) return
  if (command.do === 'seek') media.currentTime += command.seconds
  else if (command.do === 'mute') media.muted = !media.muted
  else if (command.do === 'toggle-play') {
    if (media.paused) media.play().catch(() => undefined)
    else media.pause()
  }
}
