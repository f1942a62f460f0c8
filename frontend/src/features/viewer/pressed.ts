import type { KeyboardEvent, RefObject } from 'react'
import type { PictureZoom } from './picture-zoom.ts'
import { commandOf, type Focus, type ViewerCommand } from './viewer-keys.ts'

type Actions = {
  onPrevious: () => void
  onNext: () => void
  onInformation: () => void
  onFullScreen: () => void
  onShortcuts: () => void
}

/** What keys do, wherever in the viewer the focus is. */
export function pressed(
  event: KeyboardEvent,
  stage: HTMLElement | null,
  zoom: RefObject<PictureZoom | null>,
  actions: Actions,
): void {
  // A player that has keys of its own has taken this one.
  if (event.defaultPrevented) return
  const command = commandOf(event, {
    focus: focusOf(event.target),
    isPlayerAlone: document.fullscreenElement?.matches('video, [data-player]') === true,
    isPicture: zoom.current?.can() === true,
    isMirrored: stage !== null && getComputedStyle(stage).direction === 'rtl',
  })
  if (command === undefined) return
  event.preventDefault()
  if (command.do === 'previous') actions.onPrevious()
  else if (command.do === 'next') actions.onNext()
  else if (command.do === 'information') actions.onInformation()
  else if (command.do === 'full-screen') actions.onFullScreen()
  else if (command.do === 'shortcuts') actions.onShortcuts()
  else if (command.do === 'zoom') zoom.current?.step(command.by)
  else steer(shownMedia(stage), command)
}

function focusOf(target: EventTarget): Focus {
  if (target instanceof HTMLMediaElement) return 'player'
  if (!(target instanceof Element)) return 'viewer'
  if (target.closest('[data-player]') !== null) return 'player'
  return target.closest('button, a, input') !== null ? 'control' : 'viewer'
}

/** The film or sound that is shown. */
export const shownMedia = (stage: HTMLElement | null): HTMLMediaElement | null =>
  stage?.querySelector<HTMLMediaElement>('[data-role="shown"] :is(video, audio)') ?? null

function steer(media: HTMLMediaElement | null, command: ViewerCommand): void {
  if (media === null) return
  if (command.do === 'seek') media.currentTime += command.seconds
  else if (command.do === 'mute') media.muted = !media.muted
  else if (command.do === 'toggle-play') {
    if (media.paused) media.play().catch(() => undefined)
    else media.pause()
  }
}

/**
 * A dialog may not fill the screen (Fullscreen API, section 4): a film does, with its controls, or all but the dialog itself:
 * so one can go on to the next picture.
 */
export function toggleFullScreen(main: HTMLElement | null): void {
  const player = main?.querySelector('[data-role="shown"] :is([data-player], video[controls])')
  const goal = player ?? main
  const change = document.fullscreenElement === null ? goal?.requestFullscreen() : document.exitFullscreen()
  // Refused on some phones, and then there is nothing to tell: the picture fills the window already.
  change?.catch(() => undefined)
}
