// Files on their way into the list: folders are looked through batch by batch, and the page has a turn after each.
import { whenForgotten } from '../../shared/session.ts'
import type { SourceEntry } from './dropped.ts'
import { addFiles } from './upload-queue.ts'
import { walk } from './walk-folder.ts'

const BATCH = 200

export type Taking = {
  /** How many folders or lists are being looked through. */
  running: number
  found: number
  unreadable: number
  /** Without a byte: Telegram takes none of them. */
  empty: number
}

const NOTHING: Taking = { running: 0, found: 0, unreadable: 0, empty: 0 }

let taking = NOTHING
const listeners = new Set<() => void>()

export const subscribeTaking = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export const readTaking = (): Taking => taking

function set(next: Taking): void {
  taking = next
  for (const listener of listeners) listener()
}

/** What was said of the last ones has been read. */
export const forgetTaken = (): void => set({ ...NOTHING, running: taking.running })

whenForgotten.add(forgetTaken)

export async function takeIn(entries: Iterable<SourceEntry> | AsyncIterable<SourceEntry>): Promise<void> {
  const { running } = taking
  set(running === 0 ? { ...NOTHING, running: 1 } : { ...taking, running: running + 1 })
  try {
    for await (const { files, unreadable } of walk(entries, BATCH)) {
      addFiles(files)
      set({
        ...taking,
        found: taking.found + files.length,
        unreadable: taking.unreadable + unreadable,
        empty: taking.empty + files.filter(({ file }) => file.size === 0).length,
      })
      await new Promise((resolve) => setTimeout(resolve))
    }
  } finally {
    set({ ...taking, running: taking.running - 1 })
  }
}
