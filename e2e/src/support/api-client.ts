// The backend's API as the gallery uses it, for tests that need no browser.
import type { FileItem, FilePage } from '@gramreel/contracts/catalogue'
import type { LinkAnswer } from '@gramreel/contracts/links'
import type { Status } from '@gramreel/contracts/status'
import type { Product } from './product.ts'
import { until } from './until.ts'

export type ApiClient = {
  cookie: string
  get(path: string): Promise<Response>
  files(query?: string): Promise<FilePage>
  /** Waits until the catalogue has a file whose name or caption contains these words. */
  find(words: string): Promise<FileItem>
  link(id: string): Promise<LinkAnswer>
  status(): Promise<Status>
}

/** Signs in with the code of the printed link, as opening it does. */
export async function signIn(product: Pick<Product, 'galleryUrl' | 'signInUrl'>): Promise<ApiClient> {
  const { galleryUrl } = product
  const code = new URL(product.signInUrl()).hash.replace('#code=', '')
  const answer = await fetch(`${galleryUrl}/api/session/code`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: galleryUrl },
    body: JSON.stringify({ code }),
  })
  if (!answer.ok) throw new Error(`signing in: ${answer.status} ${await answer.text()}`)
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const get = (path: string): Promise<Response> => fetch(`${galleryUrl}${path}`, { headers: { cookie } })
  const json = async <T>(path: string): Promise<T> => {
    const got = await get(path)
    if (!got.ok) throw new Error(`${path}: ${got.status} ${await got.text()}`)
    return (await got.json()) as T
  }
  const files = (query = ''): Promise<FilePage> => json<FilePage>(`/api/files${query}`)
  return {
    cookie,
    get,
    files,
    find: (words) =>
      until(`"${words}" in the catalogue`, async () =>
        (await files(`?q=${encodeURIComponent(words)}`)).items.at(0),
      ),
    link: (id) => json<LinkAnswer>(`/api/files/${id}/link`),
    status: () => json<Status>('/api/status'),
  }
}
