// Wheel, trackpad and, in Safari, its own gesture events, over the stage.
import { fromMiddle } from './fingers.ts'
import type { PictureZoom } from './picture-zoom.ts'
import { wheelOf } from './wheel.ts'
import { zoomAbout, type View } from './zoom.ts'

/** https://developer.apple.com/documentation/webkitjs/gestureevent: Safari alone has it, and TypeScript does not know it. */
type GestureEvent = UIEvent & { scale: number; clientX: number; clientY: number }

const isGesture = (event: Event): event is GestureEvent => 'scale' in event && 'clientX' in event

/** Follows them until the signal is aborted. */
export function watchTrackpad(stage: HTMLElement, zoom: PictureZoom, signal: AbortSignal): void {
  const turn = (event: WheelEvent) => {
    if (!zoom.can()) return
    event.preventDefault()
    const meant = wheelOf(event, zoom.isZoomed())
    if (meant === undefined) return
    if ('grow' in meant) zoom.grow(meant.grow, fromMiddle(stage, event), event.timeStamp)
    else zoom.push(meant.push.x, meant.push.y)
  }

  let touches = 0
  let held: View | undefined
  const count = (by: number) => (event: PointerEvent) => {
    if (event.pointerType === 'touch') touches = Math.max(0, touches + by)
  }
  const gesture = (event: Event) => {
    if (!isGesture(event) || !zoom.can()) return
    // Of fingers on glass Safari tells twice; there the pointer events count, and the page must not grow.
    event.preventDefault()
    if (touches > 0) return
    if (event.type === 'gesturestart') held = zoom.hold()
    const about = fromMiddle(stage, event)
    if (event.type === 'gestureend') zoom.letGo(about)
    else if (held !== undefined) zoom.drag(zoomAbout(held, about, held.scale * event.scale), about)
  }

  stage.addEventListener('wheel', turn, { signal, passive: false })
  stage.addEventListener('pointerdown', count(1), { signal })
  stage.addEventListener('pointerup', count(-1), { signal })
  stage.addEventListener('pointercancel', count(-1), { signal })
  for (const name of ['gesturestart', 'gesturechange', 'gestureend']) {
    stage.addEventListener(name, gesture, { signal, passive: false })
  }
}
