import { useEffect, useRef, useState } from 'react'

/** Whole seconds that are left of a wait, or undefined without one; `onOver` is called when it ends. `wait` begins it anew. */
export function useCountdown(wait: { seconds: number } | undefined, onOver: () => void): number | undefined {
  const [left, setLeft] = useState<number>()
  const listener = useRef(onOver)
  useEffect(() => {
    listener.current = onOver
  })
  useEffect(() => {
    if (wait === undefined) return undefined
    const end = Date.now() + wait.seconds * 1000
    const look = () => {
      const seconds = Math.ceil((end - Date.now()) / 1000)
      if (seconds > 0) return setLeft(seconds)
      clearInterval(timer)
      return listener.current()
    }
    const timer = setInterval(look, 500)
    look()
    return () => {
      clearInterval(timer)
      setLeft(undefined)
    }
  }, [wait])
  return left
}
