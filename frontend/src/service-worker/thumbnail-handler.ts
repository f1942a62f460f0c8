// Thumbnails of one's own gallery: their addresses change with the picture, so one that is here is the right one.
import type { Handler } from './handler.ts'
import { keep, kept, present, THUMBNAILS } from './own-caches.ts'

const THUMBNAIL = /^\/api\/files\/[A-Za-z0-9_-]{1,64}\/thumbnail$/

export const thumbnailHandler: Handler = ({ request, path, waitUntil }) => {
  if (request.method !== 'GET' || !THUMBNAIL.test(path)) return undefined
  return fetchOrKept(request, waitUntil)
}

/** The network comes first where there is one: the browser's own cache is quicker than ours, and a session that ended is told. */
async function fetchOrKept(request: Request, waitUntil: (work: Promise<unknown>) => void): Promise<Response> {
  const since = present()
  try {
    const answer = await fetch(request)
    if (answer.status === 200) waitUntil(keepOnce(request, answer.clone(), since))
    return answer
  } catch (error) {
    const found = await kept(THUMBNAILS, request)
    if (found !== undefined) return found
    throw error
  }
}

async function keepOnce(request: Request, answer: Response, since: number): Promise<void> {
  if ((await kept(THUMBNAILS, request)) === undefined) await keep(THUMBNAILS, request, answer, since)
  else await answer.body?.cancel()
}
