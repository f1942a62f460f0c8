// What the page and the service worker tell one another. Each believes only its own origin; the browser sees to that.
import type { LinkAnswer } from '@gramreel/contracts/links'

export type ServiceWorkerMessage =
  /** A link that the page was given: the first request of its film need not ask for one. */
  | { type: 'link'; address: string; link: LinkAnswer }
  /** Signed out, or a share is over: no link is used any more, and what streams stops. With `slug`, of that share alone, else of the gallery. */
  | { type: 'forget'; slug?: string }

/** A player of the page went on with another link than before, for which it stood still so long. */
export type PageMessage = { type: 'renewed'; address: string; waitedMs: number }

const isText = (value: unknown): value is string => typeof value === 'string'
const field = (value: object, name: string): unknown => Reflect.get(value, name)

function isLink(value: unknown): value is LinkAnswer {
  if (typeof value !== 'object' || value === null) return false
  const [url, expiresAt] = [field(value, 'url'), field(value, 'expiresAt')]
  return field(value, 'kind') === 'stream' && isText(url) && URL.canParse(url) && isText(expiresAt)
}

/** Undefined for what is none of ours. */
export function readMessage(data: unknown): ServiceWorkerMessage | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const [type, address, link, slug] = ['type', 'address', 'link', 'slug'].map((name) => field(data, name))
  if (type === 'link' && isText(address) && isLink(link)) return { type, address, link }
  if (type === 'forget') return isText(slug) ? { type, slug } : { type }
  return undefined
}

/** Undefined for what is none of ours, such as what libraries say. */
export function readPageMessage(data: unknown): PageMessage | undefined {
  if (typeof data !== 'object' || data === null || field(data, 'type') !== 'renewed') return undefined
  const [address, waitedMs] = [field(data, 'address'), field(data, 'waitedMs')]
  if (!isText(address) || typeof waitedMs !== 'number' || !(waitedMs >= 0)) return undefined
  return { type: 'renewed', address, waitedMs }
}

/** Tells the service worker in control; false when there is none. */
export function tellServiceWorker(message: ServiceWorkerMessage): boolean {
  // Not there at all on http beyond loopback, nor in some private windows.
  const controller = 'serviceWorker' in navigator ? navigator.serviceWorker.controller : null
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's has none
  controller?.postMessage(message)
  return controller !== null
}

/**
 * Has all of the gallery forgotten, or of one share. A page that was reloaded by force is under nobody's control, and what was kept
 * for it is there all the same.
 */
export function tellToForget(slug?: string): void {
  const message: ServiceWorkerMessage = slug === undefined ? { type: 'forget' } : { type: 'forget', slug }
  if (tellServiceWorker(message) || !('serviceWorker' in navigator)) return
  const tell = async () => {
    const registration = await navigator.serviceWorker.getRegistration()
    registration?.active?.postMessage(message)
  }
  tell().catch(() => undefined)
}
