// What is kept of one's own gallery, to be looked at without a network: pages of the catalogue and thumbnails. Never anything of a
// share, never a link, never a film (those are kept on purpose, see shared/kept-films.ts). All of it goes when nobody is
// signed in any more, or somebody else is.
import { forgetKeptFilms } from '../shared/kept-films.ts'

export const PAGES = 'gramreel-pages-1'
export const THUMBNAILS = 'gramreel-thumbnails-1'

const MOST = { [PAGES]: 150, [THUMBNAILS]: 3000 }
/** Trimmed once so many came in: counting a cache costs. */
const TRIM_EVERY = 50
/** Header of what is kept, ms since 1970. */
const KEPT_AT = 'x-gramreel-kept-at'

const puts: Record<keyof typeof MOST, number> = { [PAGES]: 0, [THUMBNAILS]: 0 }

/** Keeps a copy. What does not fit is not kept, and nobody need know. */
export async function keep(
  name: keyof typeof MOST,
  request: Request | string,
  answer: Response,
): Promise<void> {
  try {
    const headers = new Headers(answer.headers)
    headers.set(KEPT_AT, String(Date.now()))
    const cache = await caches.open(name)
    await cache.put(request, new Response(answer.body, { status: answer.status, headers }))
    if (++puts[name] % TRIM_EVERY === 0) await trim(cache, MOST[name])
  } catch {
    // A full disk, or a purge at the same moment.
  }
}

/** The oldest go: a cache's keys stand in the order in which they were put. */
async function trim(cache: Cache, most: number): Promise<void> {
  const keys = await cache.keys()
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
  await Promise.all([PAGES, THUMBNAILS].map((name) => caches.delete(name)))
  await forgetKeptFilms().catch(() => undefined)
}
