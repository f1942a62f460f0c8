// The gallery's own files. Addresses that the gallery's router knows all get its one page.
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import { PublicError } from '@gramreel/contracts/errors'
import { FILE_ID_PATTERN } from '@gramreel/contracts/links'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { errorCode } from '../error-code.ts'
import { SERVICE_WORKER_POLICY } from '../http/security-headers.ts'
import type { App } from '../http/server.ts'
import { createPageReader, earlyHints, hintedOrigins } from './page.ts'

const PAGES = [
  '/',
  '/f/:id',
  '/welcome',
  '/join',
  '/sign-in',
  '/albums',
  '/setup',
  '/setup/:step',
  '/settings',
  '/settings/:section',
]
const word = Type.String({ pattern: FILE_ID_PATTERN })
const MediaParams = Type.Object({ id: word })
const SharedMediaParams = Type.Object({ slug: word, id: word })
/** What asks for it is a person who typed or followed an address, and not a program. */
const wantsPage = ({ method, url, headers }: FastifyRequest): boolean =>
  method === 'GET' && !url.startsWith('/api/') && (headers.accept ?? '').includes('text/html')

const FOREVER = 'public, max-age=31536000, immutable'

/** In place of every page. */
export const NOT_BUILT = `<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <title>Gramreel</title>
  <h1>The gallery is not built yet</h1>
  <p>Run <code>npm run build</code> in Gramreel's folder, then reload this page.</p>
</html>
`

type Options = {
  /** The built frontend. */
  folder: string
  /** Where films may come from, the likeliest first; asked for each answer. */
  workerUrls: () => readonly string[]
  /** Whether to send 103 Early Hints before the page: only where whatever stands in front passes them on. */
  hasEarlyHints: boolean
}

/** Serves the built frontend, and says how to build it while it is not there. */
export const galleryRoutes = async (
  app: App,
  { folder, workerUrls, hasEarlyHints }: Options,
): Promise<void> => {
  const readPage = createPageReader(join(folder, 'index.html'))
  await app.register(fastifyStatic, {
    root: folder,
    index: false,
    cacheControl: false,
    // The build lays compressed copies beside the files.
    preCompressed: true,
    // The folder may be built while we run.
    suppressWarning: true,
    setHeaders: (reply, found) => {
      const path = found.replace(/\.(br|gz)$/, '')
      // Vite puts a hash of the content into every name under assets/.
      const isHashed = path.startsWith(join(folder, 'assets'))
      void reply.header('cache-control', isHashed ? FOREVER : 'no-cache')
      if (path === join(folder, 'sw.js')) void reply.header('content-security-policy', SERVICE_WORKER_POLICY)
    },
  })
  // Media, which the service worker answers where there is one. Here the way to them, for a tab of its own; the session's and the
  // share's cookies count under /api/ alone.
  app.get('/v/:id', { schema: { hide: true, params: MediaParams } }, (request, reply) =>
    reply.redirect(`/api/files/${request.params.id}/media`),
  )
  app.get('/s/:slug/v/:id', { schema: { hide: true, params: SharedMediaParams } }, (request, reply) =>
    reply.redirect(`/api/shares/${request.params.slug}/files/${request.params.id}/media`),
  )
  const sendPage = async (request: FastifyRequest, reply: FastifyReply) => {
    const origins = hintedOrigins(workerUrls())
    const isNavigation = request.headers['sec-fetch-mode'] === 'navigate' && request.raw.httpVersion !== '1.0'
    if (hasEarlyHints && isNavigation && origins.length > 0)
      reply.raw.writeEarlyHints({ link: earlyHints(origins) })
    void reply.type('text/html; charset=utf-8')
    try {
      const { html, etag } = await readPage(origins)
      void reply.headers({ 'cache-control': 'no-cache', etag })
      return request.headers['if-none-match'] === etag ? await reply.code(304).send() : await reply.send(html)
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error
      return reply.code(503).send(NOT_BUILT)
    }
  }
  for (const url of PAGES) app.get(url, { schema: { hide: true } }, sendPage)
  // The page's own router says that there is nothing, in words and with a way back.
  app.setNotFoundHandler((request, reply) => {
    if (wantsPage(request)) return sendPage(request, reply.code(404))
    throw new PublicError('not_found', `${request.method} ${request.url.split('?')[0]}`)
  })
}
