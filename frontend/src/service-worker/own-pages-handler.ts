// The gallery's questions about the catalogue: answered by the backend while it can be reached, and otherwise as they were last.
import type { Handler } from './handler.ts'
import { forgetOwn, keep, kept, PAGES, present, SESSION } from './own-caches.ts'

/** Who is signed in, what there is, and in which albums. No links: they end, and what they lead to is not here. */
const KEPT = /^\/api\/(session|status|timeline|albums|files|files\/[A-Za-z0-9_-]{1,64})$/
/** Where somebody is signed in by a POST. */
const SIGNS_IN = /^\/api\/(session|session\/code|join|join\/reset)$/
/** As long as a browser may stay away before it must ask whether it is still signed in. */
const MAX_AGE_MS = 30 * 24 * 3600 * 1000

const isOwn = (path: string): boolean => path.startsWith('/api/') && !path.startsWith('/api/shares/')

async function signedOutBy(answer: Response): Promise<boolean> {
  if (answer.status !== 401) return false
  const body: unknown = await answer
    .clone()
    .json()
    .catch(() => undefined)
  const error: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'error') : undefined
  return typeof error === 'object' && error !== null && Reflect.get(error, 'code') === 'signed_out'
}

const accountOf = async (answer: Response | undefined): Promise<unknown> => {
  const body: unknown = await answer
    ?.clone()
    .json()
    .catch(() => undefined)
  const account: unknown =
    typeof body === 'object' && body !== null ? Reflect.get(body, 'account') : undefined
  return typeof account === 'object' && account !== null ? Reflect.get(account, 'id') : undefined
}

/** Somebody else has signed in here: what was kept is not his. */
async function forgetAnother(answer: Response): Promise<void> {
  const before = await accountOf(await kept(PAGES, SESSION))
  if (before !== undefined && before !== (await accountOf(answer))) await forgetOwn()
}

export const ownPagesHandler: Handler = ({ request, path, waitUntil }) => {
  const isKept = request.method === 'GET' && KEPT.test(path)
  const endsSession = request.method === 'DELETE' && path === SESSION
  const signsIn = request.method === 'POST' && SIGNS_IN.test(path)
  if (!isOwn(path) || (!isKept && !endsSession && !signsIn)) return undefined
  return ask(request, path, isKept, waitUntil)
}

async function ask(
  request: Request,
  path: string,
  isKept: boolean,
  waitUntil: (work: Promise<unknown>) => void,
): Promise<Response> {
  let since = present()
  let answer: Response
  try {
    answer = await fetch(request)
  } catch (error) {
    const found = isKept ? await kept(PAGES, request, MAX_AGE_MS) : undefined
    if (found !== undefined) return found
    throw error
  }
  const isOver = (request.method === 'DELETE' && answer.ok) || (await signedOutBy(answer))
  if (isOver) await forgetOwn()
  else if (request.method === 'POST' && answer.ok) await forgetAnother(answer)
  else if (isKept && answer.status === 200) {
    if (path === SESSION) {
      await forgetAnother(answer)
      since = present()
    }
    waitUntil(keep(PAGES, request, answer.clone(), since))
  }
  return answer
}
