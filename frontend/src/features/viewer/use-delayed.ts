import { useEffect, useState } from 'react'

/** True once `value` has been true for `delayMs` without a break; false at once when it is not. */
export function useDelayed(value: boolean, delayMs: number): boolean {
  const [isDue, setDue] = useState(false)
  useEffect(() => {
    if (!value) return undefined
    const timer = setTimeout(() => setDue(true), delayMs)
    return () => {
      clearTimeout(timer)
      setDue(false)
    }
  }, [value, delayMs])
  return value && isDue
}
