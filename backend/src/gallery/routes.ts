// The gallery's own files. Addresses that the gallery's router knows all get its one page.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { App } from '../http/server.ts'

const PAGES = ['/', '/f/:id', '/welcome', '/join', '/sign-in', '/settings', '/settings/:section']
const FOREVER = 'public, max-age=31536000, immutable'

const NOT_BUILT = `<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <title>Gramreel</title>
  <h1>The gallery is not built yet</h1>
  <p>Run <code>npm run build</code> in Gramreel's folder, then reload this page.</p>
</html>
`

/** Serves the built frontend in `folder`, and says how to build it while it is not there. */
export const galleryRoutes = async (app: App, folder: string): Promise<void> => {
  const index = join(folder, 'index.html')
  await app.register(fastifyStatic, {
    root: folder,
    index: false,
    cacheControl: false,
    // The folder may be built while we run.
    suppressWarning: true,
    setHeaders: (reply, path) => {
      // Vite puts a hash of the content into every name under assets/.
      const isHashed = path.startsWith(join(folder, 'assets'))
      void reply.header('cache-control', isHashed ? FOREVER : 'no-cache')
    },
  })
  for (const url of PAGES) {
    app.get(url, { schema: { hide: true } }, (_request, reply) => {
      if (existsSync(index)) return reply.sendFile('index.html')
      return reply.code(503).type('text/html; charset=utf-8').send(NOT_BUILT)
    })
  }
}
