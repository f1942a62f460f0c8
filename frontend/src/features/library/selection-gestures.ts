// How tiles are selected: the circle on a tile, a long press, x or Space, Shift with a click or an arrow, Ctrl+A; Escape ends it.
// Listens on the element around the grid and knows tiles by `data-tile` alone, whatever lays them out.
import { selectionCommandOf } from './selection-keys.ts'
import { selection } from './selection.ts'

/** Ids of what the grid shows, in its order. */
export type Shown = {
  /** From one to the other, both included, whichever comes first. */
  idsBetween: (from: string, to: string) => readonly string[] | Promise<readonly string[]>
  all: () => readonly string[] | Promise<readonly string[]>
}

const LONG_PRESS_MS = 450
/** A finger that moves farther scrolls. */
const STILL_PX = 10

const tileAt = (target: EventTarget | null): string | undefined =>
  target instanceof Element
    ? (
        target.closest<HTMLElement>('[data-tile]') ??
        target.closest('li')?.querySelector<HTMLElement>('[data-tile]')
      )?.dataset['tile']
    : undefined

const isOn = (target: EventTarget | null, selector: string): boolean =>
  target instanceof Element && target.closest(selector) !== null

const isTyping = (target: EventTarget | null): boolean =>
  isOn(target, 'input, textarea, select, [contenteditable]')

const stop = (event: Event): void => {
  event.preventDefault()
  event.stopPropagation()
}

/** Answers how to end it. */
export function listenForSelection(area: HTMLElement, shown: Shown): () => void {
  const ending = new AbortController()
  const { signal } = ending
  let asked = 0

  const select = async (ids: Promise<readonly string[]> | readonly string[], how: 'extend' | 'all') => {
    const mine = (asked += 1)
    const found = await ids
    // A later wish counts, and so does the end of the selection.
    if (mine === asked && !signal.aborted) selection[how](found)
  }
  const extendTo = (id: string): void => {
    const { anchor } = selection
    if (anchor === undefined) selection.toggle(id)
    else void select(shown.idsBetween(anchor, id), 'extend')
  }
  const press = (id: string, isRange: boolean): void => {
    asked += 1
    if (isRange) extendTo(id)
    else selection.toggle(id)
  }

  area.addEventListener(
    'click',
    (event) => {
      const id = tileAt(event.target)
      if (id === undefined) return
      if (wasLongPress) {
        wasLongPress = false
        return stop(event)
      }
      const isTick = isOn(event.target, '[data-tick]')
      if (!isTick && isOn(event.target, 'button')) return
      if (!isTick && (event.ctrlKey || event.metaKey || event.altKey || event.button !== 0)) return
      if (!isTick && selection.ids.size === 0 && !event.shiftKey) return
      stop(event)
      press(id, event.shiftKey)
    },
    { capture: true, signal },
  )

  /** Shift and an arrow: the grid moves the focus, and the range follows it. */
  let isExtending = false
  area.addEventListener(
    'keydown',
    (event) => {
      const id = isOn(event.target, '[data-tile]') ? tileAt(event.target) : undefined
      const command = selectionCommandOf(event)
      if (id === undefined || command === undefined) return
      if (command === 'toggle' || command === 'to-here') {
        stop(event)
        press(id, command === 'to-here')
      } else if (command === 'extend') {
        if (selection.anchor === undefined) selection.begin(id)
        isExtending = true
      }
    },
    { capture: true, signal },
  )
  area.addEventListener('keyup', (event) => event.key === 'Shift' && (isExtending = false), { signal })
  area.addEventListener(
    'focusin',
    (event) => {
      const id = tileAt(event.target)
      if (isExtending && id !== undefined) extendTo(id)
    },
    { signal },
  )

  document.addEventListener(
    'keydown',
    (event) => {
      if (document.querySelector('dialog[open], :popover-open') !== null || event.defaultPrevented) return
      if (isTyping(event.target)) return
      const command = selectionCommandOf(event)
      if (command === 'end' && selection.ids.size > 0) {
        event.preventDefault()
        asked += 1
        selection.clear()
      } else if (command === 'all') {
        event.preventDefault()
        void select(shown.all(), 'all')
      }
    },
    { signal },
  )

  let wasLongPress = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let from = { x: 0, y: 0 }
  /** The tile beneath a finger that has neither moved nor been there for long. */
  let under: string | undefined
  const release = () => {
    clearTimeout(timer)
    under = undefined
  }
  const pressLong = () => {
    const id = under
    release()
    if (id === undefined) return
    wasLongPress = true
    press(id, false)
    navigator.vibrate?.(10)
  }
  area.addEventListener(
    'pointerdown',
    (event) => {
      release()
      wasLongPress = false
      const id = tileAt(event.target)
      if (id === undefined || event.pointerType === 'mouse') return
      from = { x: event.clientX, y: event.clientY }
      under = id
      timer = setTimeout(pressLong, LONG_PRESS_MS)
    },
    { signal },
  )
  area.addEventListener(
    'pointermove',
    (event) => {
      if (Math.hypot(event.clientX - from.x, event.clientY - from.y) > STILL_PX) release()
    },
    { signal },
  )
  for (const name of ['pointerup', 'pointercancel'] as const) area.addEventListener(name, release, { signal })
  // The system's own menu for links, after the same long press; on a busy phone it is there before our timer.
  area.addEventListener(
    'contextmenu',
    (event) => {
      pressLong()
      if (wasLongPress) event.preventDefault()
    },
    { signal },
  )

  return () => {
    release()
    ending.abort()
    selection.clear()
  }
}
