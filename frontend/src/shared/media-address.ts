// Addresses of media behind the service worker: they stay the same, however often the link behind them is renewed.
import type { LinkAnswer } from '@gramreel/contracts/links'

/** An item of the gallery, or of a share. */
export type MediaItem = { id: string; slug: string | undefined }

const GALLERY = /^\/v\/([A-Za-z0-9_-]{1,64})$/
const SHARE = /^\/s\/([A-Za-z0-9_-]{1,64})\/v\/([A-Za-z0-9_-]{1,64})$/

export const mediaAddressOf = ({ id, slug }: MediaItem): string =>
  slug === undefined ? `/v/${id}` : `/s/${slug}/v/${id}`

/** A path -> the item it names; undefined when it is another page's. */
export function parseMediaAddress(path: string): MediaItem | undefined {
  const [, id] = GALLERY.exec(path) ?? []
  if (id !== undefined) return { id, slug: undefined }
  const [, slug, shared] = SHARE.exec(path) ?? []
  return slug === undefined || shared === undefined ? undefined : { id: shared, slug }
}

/** Where the backend gives out the item's link. */
export const linkPathOf = ({ id, slug }: MediaItem): string =>
  slug === undefined ? `/api/files/${id}/link` : `/api/shares/${slug}/files/${id}/link`

/** The item of a link: `{worker}/stream/{id}/…`; undefined for a direct link, whose address does not tell. */
export function itemOfLink(
  { kind, url }: Pick<LinkAnswer, 'kind' | 'url'>,
  slug?: string,
): MediaItem | undefined {
  const [, id] = kind === 'stream' ? (/\/stream\/([A-Za-z0-9_-]{1,64})\//.exec(url) ?? []) : []
  return id === undefined ? undefined : { id, slug }
}
