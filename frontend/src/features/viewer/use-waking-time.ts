import { useEffect, useRef } from 'react'
import { keepWakingMs } from './waking-time.ts'

/** Remembers how long a worker took to wake up, if it did: then what was waited for is still to come. */
export function useWakingTime(isWaking: boolean, isWaiting: boolean): void {
  const began = useRef<number>(undefined)
  useEffect(() => {
    if (isWaking) began.current ??= performance.now()
    else {
      if (began.current !== undefined && isWaiting) keepWakingMs(performance.now() - began.current)
      began.current = undefined
    }
  }, [isWaking, isWaiting])
}
