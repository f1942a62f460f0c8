// Short messages at the foot of the page. Whoever has something to say says it here; toasts.tsx shows it, and is loaded only then.
import { useSyncExternalStore } from 'react'

export type Toast = {
  id: number
  text: string
  /** Something went wrong: told at once. */
  isUrgent: boolean
  action?: { label: string; run: () => void } | undefined
}

/** So long a message stays, unless it is under the mouse or has the focus. */
export const TOAST_MS = 10_000

let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

const change = (next: readonly Toast[]): void => {
  toasts = next
  for (const listener of listeners) listener()
}

/** The latest takes the place of the one before: what it offered cannot be had any more. Answers its id. */
export function showToast(
  text: string,
  { isUrgent = false, action }: Partial<Pick<Toast, 'isUrgent' | 'action'>> = {},
): number {
  lastId += 1
  change([{ id: lastId, text, isUrgent, action }])
  return lastId
}

export const dismissToast = (id: number): void => {
  if (toasts.some((toast) => toast.id === id)) change([])
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export const useToasts = (): readonly Toast[] => useSyncExternalStore(subscribe, () => toasts)
