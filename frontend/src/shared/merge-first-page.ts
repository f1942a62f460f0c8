import type { FileItem, FilePage } from '@gramreel/contracts/catalogue'

/** A catalogue loaded page by page, as TanStack Query keeps it. */
export type LoadedPages = { pages: FilePage[]; pageParams: (string | undefined)[] }

/**
 * Puts a freshly loaded first page over a catalogue that is on the screen, so that a new post costs one request however
 * much was loaded. Undefined when that cannot be right, and everything must be asked for again: something changed further
 * down, or so much is new that the two no longer meet.
 */
export function mergeFirstPage(loaded: LoadedPages, fresh: FilePage): LoadedPages | undefined {
  const known = loaded.pages.flatMap((page) => page.items)
  const boundary = fresh.items.at(-1)
  if (boundary === undefined || fresh.nextCursor === null) return alone(fresh)
  const at = known.findIndex(({ id }) => id === boundary.id)
  if (at < 0) return undefined
  const added = fresh.items.length - (at + 1)
  if (fresh.total - (loaded.pages[0]?.total ?? 0) !== added) return undefined

  const pages: FilePage[] = [fresh]
  const pageParams: (string | undefined)[] = [undefined]
  let before = 0
  let cursor = fresh.nextCursor
  for (const page of loaded.pages) {
    const items: FileItem[] = page.items.slice(Math.max(0, at + 1 - before))
    before += page.items.length
    if (items.length === 0) continue
    pages.push({ ...page, items })
    pageParams.push(cursor)
    cursor = page.nextCursor ?? cursor
  }
  return { pages, pageParams }
}

const alone = (fresh: FilePage): LoadedPages => ({ pages: [fresh], pageParams: [undefined] })
