import { useEffect } from 'react'
import { prefetch } from '../../shared/api.ts'

/** Whoever watches for so long is likely to want what comes after; who only skips through is not waited for. */
const AFTER_MS = 4_000

/** Warms the next item once this one plays, or is shown. Not where data are to be saved. */
export function usePrefetch(next: string | undefined, isShown: boolean): void {
  useEffect(() => {
    if (next === undefined || !isShown || savesData()) return undefined
    const timer = setTimeout(() => prefetch(next), AFTER_MS)
    return () => clearTimeout(timer)
  }, [next, isShown])
}

/** Network Information API, which Chromium alone has. */
export function savesData(): boolean {
  const connection: unknown = Reflect.get(navigator, 'connection')
  return typeof connection === 'object' && connection !== null && Reflect.get(connection, 'saveData') === true
}
