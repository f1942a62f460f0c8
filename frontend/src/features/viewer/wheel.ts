// What a wheel means over a picture. Pure.

export type Wheel = { grow: number } | { push: { x: number; y: number } } | undefined

type Turned = Pick<WheelEvent, 'ctrlKey' | 'deltaMode' | 'deltaX' | 'deltaY'>

/** Two fingers that part on a trackpad come as a wheel with the control key (Chromium, Firefox). */
const PINCH_YIELD = 0.01
const NOTCH = 1.25

/** A mouse turns by notches: whole lines, or large whole numbers of pixels in one direction. A trackpad does neither. */
const isMouse = ({ deltaMode, deltaX, deltaY }: Turned): boolean =>
  deltaX === 0 && (deltaMode !== 0 || (Math.abs(deltaY) >= 50 && Number.isInteger(deltaY)))

/** A pinch and a mouse's wheel enlarge; two fingers that move on a trackpad push what is enlarged. */
export function wheelOf(turned: Turned, isZoomed: boolean): Wheel {
  if (turned.ctrlKey && !isMouse(turned))
    return { grow: Math.exp(-Math.min(60, Math.max(-60, turned.deltaY)) * PINCH_YIELD) }
  if (isMouse(turned)) return { grow: turned.deltaY < 0 ? NOTCH : 1 / NOTCH }
  return isZoomed ? { push: { x: -turned.deltaX, y: -turned.deltaY } } : undefined
}
