import type { ReactNode } from 'react'
import type { FileItem } from '@gramreel/contracts/catalogue'
import type { LinkAnswer } from '@gramreel/contracts/links'
import type { Reason } from './problems.ts'

/** How what is shown is doing. */
export type ContentState = {
  isWaiting: boolean
  /** Waiting, and for a worker that slept. */
  isWaking: boolean
  /** The browser's own controls are there, and turn a ring of their own. */
  hasOwnRing: boolean
  /** The controls may leave: a picture is there, or a film plays. */
  isAtRest: boolean
  /** Complete; the thumbnail beneath may go. */
  isShown: boolean
  /** Width divided by height, as the media itself says. */
  ratio: number | undefined
  reason: Reason | undefined
  retry: () => void
}

/**
 * What every way of showing an item is given. `renewLink` and `onState` stay the same from render to render. A part that keeps
 * its touches to itself, such as a scrub line, says so by the attribute `data-no-swipe`; what is to fill the screen in place
 * of the stage, a film with its controls, is the element with `data-player`.
 */
export type ContentProps = {
  item: FileItem
  /** False for a neighbour that is made ready: nobody sees or hears it yet. */
  isShown: boolean
  /** The first link; content that needs another asks for it. */
  link: LinkAnswer
  renewLink: () => Promise<LinkAnswer>
  /** Seconds, from the address (`?t=`): a film or sound begins there. Counts when it is mounted, and not afterwards. */
  startAt: number | undefined
  onState: (state: ContentState) => void
}

/** What is seen of an item before its content is there, and around it then: nothing of it moves when that comes. */
export type FaceProps = { item: FileItem; link: LinkAnswer | undefined; children: ReactNode }

/** Something that stands still and whose controls stay: a card. */
export const RESTLESS: ContentState = {
  isWaiting: false,
  isWaking: false,
  hasOwnRing: false,
  isAtRest: false,
  isShown: false,
  ratio: undefined,
  reason: undefined,
  retry: () => undefined,
}
