// Which tab sends an upload. Another tab of this browser finds it on the backend's list as well, and would send the same bytes
// beside it; so whoever has it holds a lock by its name (https://www.w3.org/TR/web-locks/), which ends with the tab.
import { readRows, subscribe } from './rows.ts'
import { isOver } from './totals.ts'

const nameOf = (id: string): string => `gramreel upload ${id}`

/** By id. `isListed`: its row is there, or was. */
const held = new Map<string, { letGo: () => void; isListed: boolean }>()

/** False: another tab has it. Where there are no locks (pages without https), each tab is alone. */
export function holdUpload(id: string): Promise<boolean> {
  if (!('locks' in navigator) || held.has(id)) return Promise.resolve(true)
  return new Promise((resolve) => {
    const grant = (lock: Lock | null): Promise<void> | undefined => {
      resolve(lock !== null)
      return lock === null ? undefined : new Promise((letGo) => held.set(id, { letGo, isListed: false }))
    }
    navigator.locks.request(nameOf(id), { ifAvailable: true }, grant).catch(() => resolve(true))
  })
}

/** Resolves once no other tab has it. */
export const whenLetGo = (id: string): Promise<void> =>
  navigator.locks.request(nameOf(id), () => undefined).catch(() => undefined)

// What is over, cancelled, or forgotten with who signed out is nobody's any more.
subscribe(() => {
  if (held.size === 0) return
  const open = new Set(readRows().flatMap((row) => (row.id === undefined || isOver(row) ? [] : [row.id])))
  for (const [id, hold] of held) {
    if (open.has(id)) hold.isListed = true
    else if (hold.isListed) {
      held.delete(id)
      hold.letGo()
    }
  }
})
