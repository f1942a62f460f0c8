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
  /** These in addition, or without these. */
  put: (ids: readonly string[], isSelected: boolean): void => {
    const next = new Set(state.ids)
    for (const id of ids) {
      if (isSelected) next.add(id)
      else next.delete(id)
    }
    set({ ids: next, anchor: ids[0], base: next })
  },
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

/** How much of a run of items is selected. `idAt`: undefined for one that is not loaded, which tells nothing. */
export function selectedPart(
  first: number,
  end: number,
  idAt: (index: number) => string | undefined,
  ids: ReadonlySet<string>,
): 'none' | 'some' | 'all' {
  if (ids.size === 0) return 'none'
  let known = 0
  let selected = 0
  for (let index = first; index < end; index += 1) {
    const id = idAt(index)
    if (id === undefined) continue
    known += 1
    if (ids.has(id)) selected += 1
    if (selected > 0 && selected < known) return 'some'
  }
  if (selected === 0) return 'none'
  return ids.size >= end - first ? 'all' : 'some'
}

/** Changes with what is selected. */
export const useSelectedPart = (
  first: number,
  end: number,
  idAt: (index: number) => string | undefined,
): 'off' | 'none' | 'some' | 'all' =>
  useSyncExternalStore(subscribe, () =>
    state.ids.size === 0 ? 'off' : selectedPart(first, end, idAt, state.ids),
  )
