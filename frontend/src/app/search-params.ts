import type { FileKind, FileSort } from '@gramreel/contracts/catalogue'
import type { CatalogueFilter } from '../shared/catalogue.ts'

// The table is checked against the contract by its type; importing the contract's own list would bring its schema library.
const KINDS: Record<FileKind, true> = {
  photo: true,
  video: true,
  animation: true,
  audio: true,
  document: true,
}

const SORTS: Record<FileSort, true> = { posted: true, oldest: true, taken: true, largest: true, name: true }

const isKind = (value: unknown): value is FileKind => typeof value === 'string' && Object.hasOwn(KINDS, value)

const isSort = (value: unknown): value is FileSort => typeof value === 'string' && Object.hasOwn(SORTS, value)

/** Plain text: `?q=2024` looks for the text 2024. (The router's own reading would make it a number.) */
export const parseSearch = (search: string): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(search))

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    if (value === true) params.set(name, 'true')
    else if (typeof value === 'string' && value !== '') params.set(name, value)
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

/** What an address says about the gallery; anything else in it is let fall. */
export function galleryFilter(search: Record<string, unknown>): CatalogueFilter {
  const filter: CatalogueFilter = {}
  const { q, kind, album, sort } = search
  if (typeof q === 'string' && q.trim() !== '') filter.q = q.trim().slice(0, 200)
  if (isKind(kind)) filter.kind = kind
  if (typeof album === 'string' && /^[\w-]{1,64}$/.test(album)) filter.album = album
  for (const mark of ['favourite', 'loose', 'trash'] as const)
    if (search[mark] === true || search[mark] === 'true') filter[mark] = true
  if (isSort(sort) && sort !== 'posted') filter.sort = sort
  return filter
}

/** Where to go after signing in: a path of this site, never another site. */
export function returnAddress(search: Record<string, unknown>): { to?: string } {
  const { to } = search
  return typeof to === 'string' && /^\/(?![/\\])/.test(to) ? { to } : {}
}
