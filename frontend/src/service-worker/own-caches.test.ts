import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { forgetOwn, PAGES, SESSION, THUMBNAILS } from './own-caches.ts'
import { ownPagesHandler } from './own-pages-handler.ts'
import { thumbnailHandler } from './thumbnail-handler.ts'
import type { Handler } from './handler.ts'

const urlOf = (request: Request | string): string =>
  typeof request === 'string' ? new URL(request, 'https://gallery.example').href : request.url

/** As much of CacheStorage as the service worker uses. */
function createCaches() {
  const all = new Map<string, Map<string, Response>>()
  const open = async (name: string) => {
    const entries = all.get(name) ?? new Map<string, Response>()
    all.set(name, entries)
    return {
      put: async (request: Request | string, answer: Response) => {
        entries.delete(urlOf(request))
        entries.set(urlOf(request), answer)
      },
      match: async (request: Request | string) => entries.get(urlOf(request))?.clone(),
      keys: async () => [...entries.keys()].map((url) => new Request(url)),
      delete: async (request: Request) => entries.delete(request.url),
    }
  }
  const namesOf = (name: string) => [...(all.get(name)?.keys() ?? [])].map((url) => new URL(url).pathname)
  return { storage: { open, delete: async (name: string) => all.delete(name) }, namesOf }
}

let caches: ReturnType<typeof createCaches>
let answers: Map<string, Promise<Response>>

beforeEach(() => {
  caches = createCaches()
  answers = new Map()
  vi.stubGlobal('caches', caches.storage)
  vi.stubGlobal('fetch', (request: Request) => answers.get(new URL(request.url).pathname))
})
afterEach(() => vi.unstubAllGlobals())

/** The answer, and all that goes on after it. */
async function handle(handler: Handler, path: string, method = 'GET'): Promise<void> {
  const works: Promise<unknown>[] = []
  const request = new Request(`https://gallery.example${path}`, { method })
  await handler({ request, path, client: '', tell: () => undefined, waitUntil: (work) => works.push(work) })
  await Promise.all(works)
}

const session = (id: string) => Promise.resolve(Response.json({ account: { id } }))

test('what was on its way when all was forgotten is not kept', async () => {
  for (const [handler, path, name] of [
    [ownPagesHandler, '/api/files', PAGES],
    [thumbnailHandler, '/api/files/a/thumbnail', THUMBNAILS],
  ] as const) {
    const answer = Promise.withResolvers<Response>()
    answers.set(path, answer.promise)
    const handled = handle(handler, path)
    await forgetOwn()
    answer.resolve(new Response('{}'))
    await handled
    expect(caches.namesOf(name)).toEqual([])
    answers.set(path, Promise.resolve(new Response('{}')))
    await handle(handler, path)
    expect(caches.namesOf(name)).toEqual([path])
  }
})

test.each(['/api/session', '/api/session/code', '/api/join', '/api/join/reset'])(
  'who signs in by %s finds nothing of somebody else, and all of his own',
  async (path) => {
    answers.set(SESSION, session('ada'))
    answers.set('/api/files', Promise.resolve(new Response('{}')))
    await handle(ownPagesHandler, SESSION)
    await handle(ownPagesHandler, '/api/files')
    answers.set(path, session('ada'))
    await handle(ownPagesHandler, path, 'POST')
    expect(caches.namesOf(PAGES)).toContain('/api/files')
    answers.set(path, session('grace'))
    await handle(ownPagesHandler, path, 'POST')
    expect(caches.namesOf(PAGES)).toEqual([])
  },
)

test('however many pages are kept, the answer that says whose they are stays', async () => {
  answers.set(SESSION, session('ada'))
  await handle(ownPagesHandler, SESSION)
  for (let n = 0; n < 1000; n++) {
    const path = `/api/files/${n}`
    answers.set(path, Promise.resolve(new Response('{}')))
    await handle(ownPagesHandler, path)
  }
  const names = caches.namesOf(PAGES)
  expect(names).toContain(SESSION)
  expect(names.length).toBeLessThan(1000)
})
