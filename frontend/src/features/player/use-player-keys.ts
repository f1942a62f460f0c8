import { useEffect } from 'react'
import { nextSpeed, playerCommandOf, type PlayerCommand } from './player-keys.ts'
import { SPEEDS } from './preferences.ts'
import { TOGGLE_CAPTIONS } from './use-captions.ts'

/** Listens to the dialog around the film: in full screen, too, it is the dialog that has the focus. */
export function usePlayerKeys(media: HTMLMediaElement, stage: HTMLElement | undefined): void {
  useEffect(() => {
    const dialog = media.closest('dialog')
    const press = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null
      if (event.defaultPrevented || target?.closest('input, textarea, select') != null) return
      // The parts of a slider or menu have keys of their own.
      if (target?.closest('[role="slider"], [role="menu"]') != null) return
      const isHere = target?.closest('[data-player-controls]') != null
      const isFull = stage !== undefined && document.fullscreenElement !== null
      const command = playerCommandOf(event, isHere || isFull)
      if (command === undefined) return
      event.preventDefault()
      obey(media, command)
    }
    dialog?.addEventListener('keydown', press)
    return () => dialog?.removeEventListener('keydown', press)
  }, [media, stage])
}

function obey(media: HTMLMediaElement, command: PlayerCommand): void {
  if (command.do === 'seek') media.currentTime += command.seconds
  else if (command.do === 'jump') jumpTo(media, command.share)
  else if (command.do === 'louder') {
    media.volume = Math.max(0, Math.min(1, media.volume + command.by))
    media.muted = media.volume === 0
  } else if (command.do === 'faster') media.playbackRate = nextSpeed(SPEEDS, media.playbackRate, command.by)
  else media.dispatchEvent(new Event(TOGGLE_CAPTIONS))
}

function jumpTo(media: HTMLMediaElement, share: number): void {
  if (Number.isFinite(media.duration)) media.currentTime = media.duration * share
}
