// The service worker: stands between the gallery's pages and the network for the requests that a handler below calls its own,
// and for no other.
import { PrecacheController } from 'workbox-precaching'
import { readMessage, type PageMessage } from '../shared/service-worker-messages.ts'
import { askLink } from './ask-link.ts'
import { firstOf, type Handler } from './handler.ts'
import { createLinkMemory } from './link-memory.ts'
import { createLinksInUse } from './links-in-use.ts'
import { mediaHandler } from './media-handler.ts'
import { forgetOwn } from './own-caches.ts'
import { ownPagesHandler } from './own-pages-handler.ts'
import { shellHandler } from './shell-handler.ts'
import { createMediaStream } from './stream-media.ts'
import { thumbnailHandler } from './thumbnail-handler.ts'
import { createWithdrawals } from './withdrawals.ts'

declare const self: ServiceWorkerGlobalScope & {
  /** Every built file with its revision; the build puts it in place of this. */
  __WB_MANIFEST: { url: string; revision: string | null }[]
}

const built = new PrecacheController({ cacheName: 'gramreel-built' })
built.addToCacheList(self.__WB_MANIFEST)

const links = createLinkMemory(askLink)
const inUse = createLinksInUse()
const withdrawals = createWithdrawals()
const stream = createMediaStream({
  links,
  fetchLink: (url, init) =>
    fetch(url, {
      ...init,
      mode: 'cors',
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
    }),
  pause: (ms, signal) =>
    new Promise((resolve, reject) => {
      setTimeout(resolve, ms)
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    }),
})

const handlers: Handler[] = [
  mediaHandler({ stream, withdrawn: (address) => withdrawals.signalOf(address), inUse }),
  thumbnailHandler,
  ownPagesHandler,
  shellHandler({
    page: () => built.matchPrecache('/index.html'),
    file: (path) => built.matchPrecache(path),
  }),
]
const handle = firstOf(handlers)

// At once: a film that plays meanwhile asks for the rest by itself, and the next service worker answers.
self.addEventListener('install', (event) => {
  event.waitUntil(built.install(event))
  void self.skipWaiting()
})
// A first visit needs no reload.
self.addEventListener('activate', (event) =>
  event.waitUntil(Promise.all([self.clients.claim(), built.activate(event)])),
)

async function tellPage(id: string, message: PageMessage): Promise<void> {
  const page = id === '' ? undefined : await self.clients.get(id)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a client's has none
  page?.postMessage(message)
}

self.addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url)
  if (origin !== self.location.origin) return
  const answer = handle({
    request: event.request,
    path: pathname,
    client: event.clientId,
    tell: (message) => event.waitUntil(tellPage(event.clientId, message)),
    waitUntil: (work) => event.waitUntil(work),
  })
  if (answer !== undefined) event.respondWith(answer)
})

self.addEventListener('message', (event) => {
  const message = readMessage(event.data)
  if (message?.type === 'link') {
    const { address, link } = message
    links.remember(address, link)
    if (event.source instanceof Client) inUse.given(event.source.id, address, link.url)
  }
  if (message?.type === 'forget') {
    const prefix = message.slug === undefined ? '/v/' : `/s/${message.slug}/`
    links.forget(prefix)
    withdrawals.withdraw(prefix)
    if (message.slug === undefined) event.waitUntil(forgetOwn())
  }
})
