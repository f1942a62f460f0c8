// What the gallery's pages may do and load. Media come from the worker, and small files from the Bot API when the
// owner may have direct links; nothing else leaves the origin. No inline script or style: virtual lists set their
// styles through the CSSOM, which a policy does not govern (CSP 3, section 8.4).
import helmet from '@fastify/helmet'
import { isHttps } from './public-origin.ts'
import type { App } from './server.ts'

type Sources = {
  publicUrl: string | undefined
  /** Where media come from, asked for each answer: workers come and go. */
  workerUrls: () => readonly string[]
  /** Origin of the Bot API while direct links are given out. */
  directUrl: string | undefined
}

const originOf = (url: string): string => new URL(url).origin

const PERMISSIONS = ['camera', 'microphone', 'geolocation', 'payment', 'usb', 'interest-cohort']
  .map((feature) => `${feature}=()`)
  .join(', ')

/** Directives of the Content-Security-Policy of every answer but the API's documentation. */
export const contentSecurityPolicy = ({ workerUrls, directUrl }: Omit<Sources, 'publicUrl'>) => {
  const workers = () => [...new Set(workerUrls().map(originOf))].join(' ')
  const media = ["'self'", workers, ...(directUrl === undefined ? [] : [originOf(directUrl)])]
  return {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    fontSrc: ["'self'"],
    imgSrc: [...media, 'data:'],
    // blob: the page looks at a film before it is uploaded, for its measures and a small picture.
    mediaSrc: [...media, 'blob:'],
    connectSrc: ["'self'", workers],
    objectSrc: ["'none'"],
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  }
}

/**
 * The service worker's own, which comes with its script and stays while it runs: longer than the list of workers stays the
 * same. It reads media from whichever worker the backend's links name, and runs nothing of theirs (ADR 30).
 */
export const SERVICE_WORKER_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self' https: http://127.0.0.1:* http://localhost:* http://[::1]:*",
].join('; ')

export const addSecurityHeaders = async (app: App, sources: Sources): Promise<void> => {
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: contentSecurityPolicy(sources) },
    // Media of other origins carry no CORP header of ours, and need none.
    crossOriginEmbedderPolicy: false,
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  })
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('permissions-policy', PERMISSIONS)
    if (isHttps(request, sources.publicUrl))
      void reply.header('strict-transport-security', 'max-age=15552000')
  })
}
