// Where the reader was, over a reload of the page: kept by the tab itself.
import type { ReadingPlace } from './catalogue-model.ts'

const NAME = 'gramreel.place'

export function keepPlace(key: string, place: ReadingPlace | undefined): void {
  try {
    if (place === undefined) sessionStorage.removeItem(NAME)
    else sessionStorage.setItem(NAME, JSON.stringify([key, place.index, place.offset]))
  } catch {
    // No room, or not allowed: then the page begins at its top.
  }
}

/** Undefined where nothing was kept, or something else. */
export function keptPlaceOf(key: string): ReadingPlace | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(NAME) ?? 'null')
    if (!Array.isArray(kept) || kept[0] !== key) return undefined
    const [, index, offset]: unknown[] = kept
    return typeof index === 'number' && typeof offset === 'number' ? { index, offset } : undefined
  } catch {
    return undefined
  }
}
