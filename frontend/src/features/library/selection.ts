// Which items are selected. One selection for the page, outside React, so that a tile is drawn anew only when its own state changes.
import { useSyncExternalStore } from 'react'

type State = {
  ids: ReadonlySet<string>
  /** Where a range begins: what was selected or taken out by itself last. */
  anchor: string | undefined
  /** What was selected before the range that begins there. */
  base: ReadonlySet<string>
}

const NOTHING: State = { ids: new Set(), anchor: undefined, base: new Set() }

let state = NOTHING
const listeners = new Set<() => void>()

const set = (next: State): void => {
  state = next
  for (const listener of listeners) listener()
}

export const selection = {
  get ids(): ReadonlySet<string> {
    return state.ids
  },
  get anchor(): string | undefined {
    return state.anchor
  },
  toggle: (id: string): void => {
    const ids = new Set(state.ids)
    if (!ids.delete(id)) ids.add(id)
    set({ ids, anchor: id, base: ids })
  },
  /** A range begins here, with nothing selected yet by it. */
  begin: (anchor: string): void => set({ ...state, anchor, base: state.ids }),
  /** All of these in addition to what was selected when the range began; in place of an earlier end of the range. */
  extend: (range: readonly string[]): void => set({ ...state, ids: new Set([...state.base, ...range]) }),
  all: (ids: readonly string[]): void => set({ ids: new Set(ids), anchor: ids[0], base: new Set(ids) }),
  clear: (): void => {
    if (state !== NOTHING) set(NOTHING)
  },
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export const useSelectedIds = (): ReadonlySet<string> => useSyncExternalStore(subscribe, () => state.ids)

/** `off`: nothing is selected anywhere, so a press opens the item; else a press selects it, or takes it out. */
export const useSelected = (id: string): 'off' | 'on' | 'selected' =>
  useSyncExternalStore(subscribe, () =>
    state.ids.size === 0 ? 'off' : state.ids.has(id) ? 'selected' : 'on',
  )
