import type { LinkAnswer } from '@gramreel/contracts/links'
import { itemOfLink, mediaAddressOf } from '../../shared/media-address.ts'
import { tellServiceWorker } from '../../shared/service-worker-messages.ts'

/** Safari's player asks from a process of its own, and not always through the service worker (WebKit bug 184447). */
const isSafari = (): boolean => navigator.vendor.startsWith('Apple')

/**
 * What a player is given as its address: one of the service worker's, which stays good when the link expires; the link as it is
 * where none is in control, and for direct links, which only the player itself may read (the Bot API's files carry no
 * CORS headers).
 */
export function addressOfLink(link: LinkAnswer, slug: string | undefined): string {
  const item = itemOfLink(link, slug)
  if (item === undefined || isSafari()) return link.url
  const address = mediaAddressOf(item)
  return tellServiceWorker({ type: 'link', address, link }) ? address : link.url
}
