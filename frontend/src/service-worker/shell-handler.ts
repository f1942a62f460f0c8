// The gallery's one page, when the network does not bring it. Everything that it names is precached (workbox-precaching).
import type { Handler } from './handler.ts'

/** Addresses whose page is the gallery's own. A share is of others, and nothing of it is kept, not even its empty page. */
const isGallery = (path: string): boolean => !/^\/(api|s|v)(\/|$)/.test(path) && !/\.\w+$/.test(path)

type Parts = {
  /** The page as it was built. */
  page: () => Promise<Response | undefined>
  /** A precached file, by its path. */
  file: (path: string) => Promise<Response | undefined>
}

export const shellHandler =
  ({ page, file }: Parts): Handler =>
  ({ request, path }) => {
    if (request.method !== 'GET') return undefined
    if (request.mode === 'navigate') return isGallery(path) ? fetchOr(request, page) : undefined
    // Names under assets/ hold a hash of their content.
    if (path.startsWith('/assets/')) return fromCache(request, () => file(path))
    return /^\/[\w-]+\.(svg|png|js|webmanifest)$/.test(path) ? fetchOr(request, () => file(path)) : undefined
  }

async function fetchOr(request: Request, kept: () => Promise<Response | undefined>): Promise<Response> {
  try {
    return await fetch(request)
  } catch (error) {
    const found = await kept()
    if (found !== undefined) return found
    throw error
  }
}

const fromCache = async (request: Request, kept: () => Promise<Response | undefined>): Promise<Response> =>
  (await kept()) ?? fetch(request)
