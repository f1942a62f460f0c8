import { useCallback, useEffect, useRef, useState } from 'react'

export type Busy = (what: string, isBusy: boolean) => void

/** Many parts may be busy at once; `onBusy` hears whether any is. */
export function useBusy(onBusy: (isBusy: boolean) => void): Busy {
  const parts = useRef(new Set<string>())
  const [isBusy, setBusy] = useState(false)
  useEffect(() => {
    onBusy(isBusy)
    return () => onBusy(false)
  }, [isBusy, onBusy])
  return useCallback((what, isPartBusy) => {
    if (isPartBusy) parts.current.add(what)
    else parts.current.delete(what)
    setBusy(parts.current.size > 0)
  }, [])
}
