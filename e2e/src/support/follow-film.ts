// What a film goes through, seen from inside the page: runs in any browser that the tests drive.

export type Trail = {
  /** Names of the element's events, in order. */
  events: string[]
  /** The longest time between two pictures on screen, ms, and where the film stood after it. */
  widestGap: { ms: number; at: number }
}

declare global {
  var gramreelTrail: Trail
}

/** Follows this element from now on. */
export function followFilm(element: HTMLVideoElement): void {
  const trail: Trail = { events: [], widestGap: { ms: 0, at: 0 } }
  globalThis.gramreelTrail = trail
  const names = ['error', 'waiting', 'playing', 'pause', 'emptied', 'seeking', 'seeked']
  for (const name of names) element.addEventListener(name, () => trail.events.push(name))
  let last: number | undefined
  const frame = (at: number): void => {
    const ms = last === undefined || element.paused ? 0 : at - last
    if (ms > trail.widestGap.ms) trail.widestGap = { ms, at: element.currentTime }
    last = at
    element.requestVideoFrameCallback(frame)
  }
  element.requestVideoFrameCallback(frame)
}

/** What it went through since it was asked last. */
export function readTrail(): Trail {
  const { events, widestGap } = globalThis.gramreelTrail
  globalThis.gramreelTrail.events = []
  globalThis.gramreelTrail.widestGap = { ms: 0, at: 0 }
  return { events, widestGap }
}

/** Resolves once a service worker stands between this page and the network. */
export const inControl = (): Promise<void> =>
  new Promise((resolve) => {
    if (navigator.serviceWorker.controller !== null) resolve()
    else navigator.serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true })
  })
