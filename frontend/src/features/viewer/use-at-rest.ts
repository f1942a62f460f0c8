import { useEffect, useState, type RefObject } from 'react'

const REST_MS = 2500

/**
 * True when `mayRest` and neither pointer nor keyboard has stirred for 2.5 s. A tap wakes the controls, and a second tap
 * sends them away at once.
 */
export function useAtRest(element: RefObject<HTMLElement | null>, mayRest: boolean): boolean {
  const [isAtRest, setAtRest] = useState(false)

  useEffect(() => {
    const root = element.current
    if (root === null) return undefined
    if (!mayRest) {
      setAtRest(false)
      return undefined
    }
    let timer: ReturnType<typeof setTimeout> | undefined
    const stir = () => {
      setAtRest(false)
      clearTimeout(timer)
      // Who walks through the controls by keyboard must see where they are.
      timer = setTimeout(
        () => setAtRest(root.querySelector('button:focus-visible, a:focus-visible') === null),
        REST_MS,
      )
    }
    const stirByMouse = (event: PointerEvent) => {
      if (event.pointerType === 'mouse') stir()
    }
    const tap = (event: MouseEvent) => {
      const onControl =
        event.target instanceof Element && event.target.closest('button, a, audio, [data-no-swipe]') !== null
      if (onControl || !matchMedia('(hover: none)').matches) stir()
      else
        setAtRest((was) => {
          if (was) stir()
          return !was
        })
    }
    stir()
    root.addEventListener('pointermove', stirByMouse)
    root.addEventListener('keydown', stir)
    root.addEventListener('focusin', stir)
    root.addEventListener('click', tap)
    return () => {
      clearTimeout(timer)
      root.removeEventListener('pointermove', stirByMouse)
      root.removeEventListener('keydown', stir)
      root.removeEventListener('focusin', stir)
      root.removeEventListener('click', tap)
    }
  }, [element, mayRest])

  return isAtRest
}
