// grammY's default, node-fetch 2, and Node 24 disagree about how chunked answers end on kept-alive connections
// (nodejs/node#63989, node-fetch/node-fetch#1767): a long poll whose server died was seen to hang until its own
// deadline. Node's own fetch notices at once.
import type { ApiClientOptions } from 'grammy'

type GrammyFetch = NonNullable<ApiClientOptions['fetch']>

type Request = {
  method?: string
  headers?: Record<string, string>
  body?: string
  /** Of the abort-controller package: Node's fetch takes only signals of its own. */
  signal?: { aborted: boolean; addEventListener: (type: 'abort', listener: () => void) => void }
}

const fetchNatively = async (url: string, { method, headers, body, signal }: Request): Promise<Response> => {
  const abort = new AbortController()
  if (signal?.aborted) abort.abort()
  signal?.addEventListener('abort', () => abort.abort())
  return fetch(url, {
    ...(method !== undefined && { method }),
    ...(headers && { headers }),
    ...(body !== undefined && { body }),
    signal: abort.signal,
    redirect: 'error',
  })
}

/** For grammY's `client.fetch`; enough for calls with JSON bodies, which are all that we make. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- typed by node-fetch, of which grammY uses what stands above
export const nativeFetch = fetchNatively as unknown as GrammyFetch
