// What was done with items a moment ago, before the catalogue says the same: shown at once, and taken back if it fails.
import type { FileItem } from '@gramreel/contracts/catalogue'
import { useSyncExternalStore } from 'react'

export type Pending = {
  isFavourite?: boolean | undefined
  isTrashed?: boolean | undefined
  isDeleted?: true | undefined
}

/** The catalogue has caught up by then; from there on it is right, whatever others do. */
const SETTLED_MS = 5000

let pending: ReadonlyMap<string, Pending> = new Map()
const listeners = new Set<() => void>()

const put = (ids: readonly string[], change: (was: Pending | undefined) => Pending | undefined): void => {
  const next = new Map(pending)
  for (const id of ids) {
    const now = change(next.get(id))
    if (now === undefined) next.delete(id)
    else next.set(id, now)
  }
  pending = next
  for (const listener of listeners) listener()
}

/** Shows it until `work` is done and the catalogue says the same, or until it fails; rejects as `work` does. */
export async function showWhile<T>(
  ids: readonly string[],
  change: Pending,
  work: () => Promise<T>,
): Promise<T> {
  const mine = new Map<string, Pending>()
  put(ids, (was) => ({ ...was, ...change }))
  for (const id of ids) {
    const now = pending.get(id)
    if (now !== undefined) mine.set(id, now)
  }
  // Only what nobody changed since.
  const forget = () =>
    put(
      ids.filter((id) => pending.get(id) === mine.get(id)),
      () => undefined,
    )
  try {
    const result = await work()
    setTimeout(forget, SETTLED_MS)
    return result
  } catch (error) {
    forget()
    throw error
  }
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

const usePending = (id: string): Pending | undefined => useSyncExternalStore(subscribe, () => pending.get(id))

/** An item's marks as they will be. `isGone`: from what is shown now. */
export function useMarks(item: FileItem): { isFavourite: boolean; isGone: boolean } {
  const change = usePending(item.id)
  const wasTrashed = item.trashedAt !== undefined
  return {
    isFavourite: change?.isFavourite ?? item.isFavourite === true,
    isGone: change?.isDeleted === true || (change?.isTrashed ?? wasTrashed) !== wasTrashed,
  }
}
