// Where a guest stopped: he has no account, so it stays in his browser, for a few films.

import type { PositionKeeper } from './use-resume.ts'

const KEY = 'gramreel.positions'
const MOST = 50

type Kept = [id: string, seconds: number][]

const isKept = (entry: unknown): entry is [string, number] =>
  Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'number'

/** Text of the browser's storage -> the films, last one first. */
export function parseKept(text: string | null): Kept {
  try {
    const found: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(found) ? found.filter(isKept).slice(0, MOST) : []
  } catch {
    return []
  }
}

/** With this film in front, or gone where there is nothing to go on with (0). */
export function withPosition(kept: Kept, id: string, seconds: number): Kept {
  const others = kept.filter(([other]) => other !== id)
  return seconds > 0 ? [[id, seconds] as [string, number], ...others].slice(0, MOST) : others
}

const read = (): Kept => {
  try {
    return parseKept(localStorage.getItem(KEY))
  } catch {
    return []
  }
}

export const GUEST_POSITIONS: PositionKeeper = {
  read: (id) => Promise.resolve(read().find(([other]) => other === id)?.[1]),
  keep: (id, seconds) => {
    try {
      localStorage.setItem(KEY, JSON.stringify(withPosition(read(), id, seconds)))
    } catch {
      // A browser may refuse its storage: then nothing is remembered.
    }
  },
}
