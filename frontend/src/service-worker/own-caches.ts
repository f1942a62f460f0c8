// What is kept of one's own gallery, to be looked at without a network: pages of the catalogue and thumbnails. Never anything of a
// share, never a link, never a film (those are kept on purpose, see shared/kept-films.ts). All of it goes when nobody is
// signed in any more, or somebody else is, and with it the files on their way into the gallery.
import { forgetFiles } from '../shared/kept-files.ts'
import { forgetKeptFilms } from '../shared/kept-films.ts'

export const PAGES = 'gramreel-pages-1'
export const THUMBNAILS = 'gramreel-thumbnails-1'

const MOST = { [PAGES]: 150, [THUMBNAILS]: 3000 }
/** Trimmed once in so many, by chance: counting a cache costs, and a service worker does not live long enough to count up. */
const TRIM_EVERY = 50
/** Never trimmed: without it nothing else is shown, nor known whose it is. */
export const SESSION = '/api/session'
/** Header of what is kept, ms since 1970. */
const KEPT_AT = 'x-gramreel-kept-at'

let forgotten = 0
/** To be asked for together with what is to be kept: what was on its way when all was forgotten is not kept. */
export const present = (): number => forgotten

/** Keeps a copy. What does not fit is not kept, and nobody need know. */
export async function keep(
  name: keyof typeof MOST,
  request: Request | string,
  answer: Response,
  since: number,
): Promise<void> {
  try {
    const headers = new Headers(answer.headers)
    headers.set(KEPT_AT, String(Date.now()))
    const cache = await caches.open(name)
    if (since !== forgotten) return void answer.body?.cancel()
    await cache.put(request, new Response(answer.body, { status: answer.status, headers }))
    if (Math.random() < 1 / TRIM_EVERY) await trim(cache, MOST[name])
  } catch {
    // A full disk, or a purge at the same moment.
  }
}

/** The oldest go: a cache's keys stand in the order in which they were put. */
async function trim(cache: Cache, most: number): Promise<void> {
  const keys = (await cache.keys()).filter(({ url }) => new URL(url).pathname !== SESSION)
  await Promise.all(keys.slice(0, Math.max(0, keys.length - most)).map((key) => cache.delete(key)))
}

export async function kept(
  name: keyof typeof MOST,
  request: Request | string,
  maxAgeMs = Infinity,
): Promise<Response | undefined> {
  const found = await (await caches.open(name)).match(request)
  const keptAt = Number(found?.headers.get(KEPT_AT))
  return found !== undefined && Date.now() - keptAt < maxAgeMs ? found : undefined
}

/** Everything of whoever was signed in. */
export async function forgetOwn(): Promise<void> {
  forgotten++
  await Promise.all([PAGES, THUMBNAILS].map((name) => caches.delete(name)))
  await Promise.all([forgetKeptFilms().catch(() => undefined), forgetFiles()])
}
