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

const isSort = (value: unknown): value is FileSort => typeof value === 'string' && Object.hasOwn(SORTS, value)

const isKind = (value: unknown): value is FileKind => typeof value === 'string' && Object.hasOwn(KINDS, value)

/** Plain text: `?q=2024` looks for the text 2024. (The router's own reading would make it a number.) */
export const parseSearch = (search: string): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(search))

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    if (typeof value === 'string' && value !== '') params.set(name, value)
  }
  const text = params.toString()
  return text === '' ? '' : `?${text}`
}

/** What an address says about the gallery; anything else in it is let fall. */
export function galleryFilter(search: Record<string, unknown>): CatalogueFilter {
  const filter: CatalogueFilter = {}
  const { q, kind, sort } = search
  if (typeof q === 'string' && q.trim() !== '') filter.q = q.trim().slice(0, 200)
  if (isKind(kind)) filter.kind = kind
  if (isSort(sort) && sort !== 'posted') filter.sort = sort
  return filter
}

/** Where to go after signing in: a path of this site, never another site. */
export function returnAddress(search: Record<string, unknown>): { to?: string } {
  const { to } = search
  return typeof to === 'string' && /^\/(?![/\\])/.test(to) ? { to } : {}
}
