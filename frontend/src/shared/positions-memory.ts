// Where films were left since this page was loaded, so that tiles show it before the catalogue is asked again.
import { useSyncExternalStore } from 'react'
import type { FileItem } from '@gramreel/contracts/catalogue'
import { whenForgotten } from './session.ts'

/** By the item's id: seconds; 0 where it was seen to its end. */
const left = new Map<string, number>()
const listeners = new Set<() => void>()

export function notePosition(id: string, seconds: number): void {
  left.set(id, seconds)
  for (const listener of listeners) listener()
}

whenForgotten.add(() => left.clear())

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Where to go on, seconds; undefined for one that was not begun. */
export function positionOf({ id, resumeAt }: Pick<FileItem, 'id' | 'resumeAt'>): number | undefined {
  const seconds = left.get(id) ?? resumeAt
  return seconds === undefined || seconds === 0 ? undefined : seconds
}

/** How much of it was seen, 0 to 1; undefined for one that was not begun, or whose length nobody knows. */
export function useProgress(item: FileItem): number | undefined {
  const seconds = useSyncExternalStore(subscribe, () => positionOf(item))
  if (seconds === undefined || item.durationSeconds === undefined || item.durationSeconds <= 0)
    return undefined
  return Math.min(1, seconds / item.durationSeconds)
}
