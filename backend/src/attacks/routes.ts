// Every route of a real backend, ready to be asked.
import type { RouteFacts } from '../http/route-list.ts'
import type { Client, Started } from '../testing/start-backend.ts'

/** Good values for parameters whose object does not exist. */
const SAMPLES: Record<string, string> = {
  id: 'V1StGXR8_Z5jdHi6B-myT',
  botId: '4242',
  workerId: 'worker-1',
  slot: 'V1StGXR8_Z5jdHi6B-myTu',
  slug: 'V1StGXR8_Z5jdHi6B-myTu',
  section: 'account',
}

export const keyOf = ({ method, url }: Pick<RouteFacts, 'method' | 'url'>): string => `${method} ${url}`

/** All but the pages of the API's documentation (a library's own, and public), and HEAD, which is GET without a body. */
export const routesOf = (backend: Started): RouteFacts[] =>
  backend.routes.filter(({ method, url }) => method !== 'HEAD' && !url.startsWith('/api/docs'))

export const CHANGES = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** The address with its parameters filled in. */
export const pathOf = (url: string, parameters: Record<string, string> = {}): string =>
  url
    .replaceAll(/:(\w+)/g, (_whole, name: string) =>
      encodeURIComponent(parameters[name] ?? SAMPLES[name] ?? 'x'),
    )
    .replace('*', 'nothing.txt')

export type Outcome = { status: number; code: string | undefined }

/** Status and code of the answer; an event stream is left once it has begun. */
export const ask = async (
  client: Pick<Client, 'cookie'> & { url: string },
  method: string,
  path: string,
  init: { headers?: Record<string, string>; body?: string } = {},
): Promise<Outcome & { headers: Headers; text: string }> => {
  const leave = new AbortController()
  const cookie = client.cookie()
  const response = await fetch(client.url + path, {
    method,
    redirect: 'manual',
    signal: leave.signal,
    headers: { ...(cookie !== undefined && { cookie }), ...init.headers },
    ...(init.body !== undefined && { body: init.body }),
  })
  const { status, headers } = response
  if (headers.get('content-type')?.startsWith('text/event-stream')) {
    leave.abort()
    return { status, headers, code: undefined, text: '' }
  }
  const text = await response.text()
  return { status, headers, text, code: /"code":"(\w+)"/.exec(text)?.[1] }
}

/** Nobody in particular. */
export const nobody = (backend: Started) => ({ url: backend.url, cookie: () => undefined })
