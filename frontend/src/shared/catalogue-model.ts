// The catalogue under one filter, as far as it is known: the outline of all, and the items of the pages that somebody looked at.
// Whoever shows it says what it wants to see; pages near that are asked for, those scrolled past are cancelled.
import type { FileItem, FilePage, FileSort } from '@gramreel/contracts/catalogue'
import type { Timeline } from '@gramreel/contracts/timeline'
import { createCataloguePages, inheritPages, type CataloguePages, type Span } from './catalogue-pages.ts'
import { isSameOutline, outlineItems, readOutline, type Outline } from './outline.ts'

/** Where it comes from. All of these may be cancelled. */
export type CatalogueSource = {
  sort: FileSort
  readTimeline: (signal: AbortSignal) => Promise<Timeline>
  readPage: (cursor: string, limit: number, signal: AbortSignal) => Promise<FilePage>
  /** Where an item stands; undefined when it is not under this filter. */
  readIndex: (id: string, signal: AbortSignal) => Promise<number | undefined>
}

/** Where the reader is: an item, and how far above the window's top its row begins; pixels. */
export type ReadingPlace = { index: number; offset: number }

export type CatalogueModel = {
  /** For useSyncExternalStore: `version` is another after every change. */
  subscribe: (listener: () => void) => () => void
  version: () => number
  /** Undefined until it is known. While the timeline is under way, `outline` is that of the first page alone. */
  readonly count: number | undefined
  readonly outline: Outline | undefined
  /** Why nothing can be shown. What fails later is tried again. */
  readonly error: Error | null
  /** Undefined while it is not loaded. */
  itemAt: (index: number) => FileItem | undefined
  /** -1 for one that is not loaded. */
  indexOf: (id: string) => number
  /** The same, asked of the backend when need be; undefined when it is not under this filter. */
  find: (id: string) => Promise<number | undefined>
  /** Ids from one index to another, both included, in order; loads what is not here. */
  idsBetween: (a: number, b: number) => Promise<string[]>
  /** What `who` looks at now; undefined: nothing any more. Its pages are loaded. */
  want: (who: string, span: Span | undefined) => void
  /** Something may have changed: asks for the timeline and for what is looked at, and shows both at once. */
  refresh: () => Promise<void>
  /** A change of one's own is seen at once. */
  change: (id: string, change: Partial<FileItem>) => void
  /** Begins again after `error`. */
  retry: () => void
  place: ReadingPlace | undefined
  close: () => void
}

/** The first page, asked for together with the timeline. */
const FIRST_ITEMS = 200
/** So many requests at once leave room for thumbnails, over HTTP/1.1 with its six connections. */
const MAX_AT_ONCE = 3
/** A hand that drags the scroll bar passes pages by the hundred. */
const REST_MS = 60
const RETRY_MS = 3000

export function createCatalogueModel(source: CatalogueSource): CatalogueModel {
  const listeners = new Set<() => void>()
  const wants = new Map<string, Span>()
  const loading = new Map<string, AbortController>()
  /** Cursors of pages that came shorter than the timeline says: it has changed, and is asked for before they are again. */
  const short = new Set<string>()
  const life = new AbortController()
  let pages: CataloguePages | undefined
  let outline: Outline | undefined
  let error: Error | null = null
  let isProvisional = true
  let version = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let refreshing: Promise<void> | undefined

  const tell = () => {
    version += 1
    for (const listener of listeners) listener()
  }

  const wantedPages = (): number[] => [
    ...new Set([...wants.values()].flatMap((span) => pages?.pagesIn(span) ?? [])),
  ]

  const take = (cursor: string, items: readonly FileItem[]) => {
    const page = pages?.pageOf(cursor)
    if (pages === undefined || page === undefined) return
    pages.put(page, items)
    const wanted = new Set(wantedPages())
    pages.forgetOld((one) => wanted.has(one))
    tell()
  }

  const load = async (page: number) => {
    const cursor = pages?.cursors[page]
    const limit = pages?.counts[page]
    if (cursor === undefined || limit === undefined || loading.has(cursor)) return
    const leave = new AbortController()
    loading.set(cursor, leave)
    try {
      const { items } = await source.readPage(cursor, limit, AbortSignal.any([leave.signal, life.signal]))
      loading.delete(cursor)
      take(cursor, items)
      if (items.length < limit) askForTimeline(cursor)
      schedule()
    } catch {
      if (loading.get(cursor) === leave) loading.delete(cursor)
      if (!leave.signal.aborted) setTimeout(schedule, RETRY_MS)
    }
  }

  /** Later: whoever tells of the change may be on his way. */
  const askForTimeline = (cursor: string) => {
    const again = () => {
      short.clear()
      schedule()
    }
    if (short.size === 0) setTimeout(() => void refresh().catch(again), RETRY_MS)
    short.add(cursor)
  }

  /** Cancels what nobody wants any more, and asks for what somebody does. */
  const follow = () => {
    if (pages === undefined || isProvisional || life.signal.aborted) return
    const wanted = wantedPages()
    const names = new Set(wanted.map((page) => pages?.cursors[page]))
    for (const [cursor, leave] of loading)
      if (!names.has(cursor)) {
        leave.abort()
        loading.delete(cursor)
      }
    for (const page of wanted) {
      pages.use(page)
      const isAsked = pages.isWhole(page) || short.has(pages.cursors[page] ?? '')
      if (loading.size < MAX_AT_ONCE && !isAsked) void load(page)
    }
  }

  /** Not put off by every further call: a steady scroll would never load anything. */
  const schedule = (waitMs = 0) => {
    if (life.signal.aborted) return
    timer ??= setTimeout(() => {
      timer = undefined
      follow()
    }, waitMs)
  }

  const showTimeline = (timeline: Timeline, first: readonly FileItem[]) => {
    const known = pages
    pages = createCataloguePages(timeline)
    if (known !== undefined && !isProvisional) inheritPages(pages, known)
    else if (timeline.total > 0) pages.put(0, first)
    outline = readOutline(timeline)
    isProvisional = false
    error = null
    tell()
    schedule()
  }

  const begin = async () => {
    const timeline = source.readTimeline(life.signal)
    // Waited for below; if the page fails first, this must not go unheard.
    timeline.catch(() => undefined)
    try {
      const { items } = await source.readPage('', FIRST_ITEMS, life.signal)
      if (items.length > 0 && outline === undefined) {
        pages = createCataloguePages({ cursors: [''], counts: [items.length] })
        pages.put(0, items)
        outline = outlineItems(items, source.sort)
        tell()
      }
      showTimeline(await timeline, items)
    } catch (reason) {
      if (life.signal.aborted) return
      error = reason instanceof Error ? reason : new Error(String(reason))
      tell()
    }
  }

  const readFresh = async () => {
    const timeline = await source.readTimeline(life.signal)
    const fresh = createCataloguePages(timeline)
    const before = wantedPages().map((page) => fresh.pageOf(pages?.cursors[page] ?? ''))
    const seen = [...wants.values()].flatMap((span) => fresh.pagesIn(span))
    const wanted = [...new Set([...before, ...seen])].filter((page) => page !== undefined)
    await Promise.all(
      wanted.map(async (page) => {
        const limit = fresh.counts[page] ?? 0
        fresh.put(page, (await source.readPage(fresh.cursors[page] ?? '', limit, life.signal)).items)
      }),
    )
    if (pages !== undefined && !isProvisional) inheritPages(fresh, pages)
    pages = fresh
    short.clear()
    const read = readOutline(timeline)
    if (outline === undefined || !isSameOutline(outline, read)) outline = read
    isProvisional = false
    error = null
    tell()
    schedule()
  }

  function refresh(): Promise<void> {
    // What is under way may have been answered before the change.
    refreshing ??= beginning.then(readFresh).finally(() => (refreshing = undefined))
    return refreshing
  }

  let beginning = begin()

  return {
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    version: () => version,
    get count() {
      return isProvisional ? undefined : pages?.count
    },
    get outline() {
      return outline
    },
    get error() {
      return outline === undefined ? error : null
    },
    itemAt: (index) => pages?.itemAt(index),
    indexOf: (id) => pages?.indexOf(id) ?? -1,
    find: async (id) => {
      const known = pages?.indexOf(id) ?? -1
      return known >= 0 ? known : source.readIndex(id, life.signal)
    },
    idsBetween: async (a, b) => {
      const span = { first: Math.min(a, b), end: Math.max(a, b) + 1 }
      const ids: string[] = []
      // Of the timeline that these indexes were said of: another may come while pages are on their way.
      const asked = pages
      if (asked === undefined) return ids
      for (const page of asked.pagesIn(span)) {
        const { first } = asked.spanOf(page)
        const known = asked.isWhole(page) ? asked.itemsOf(page) : undefined
        const cursor = asked.cursors[page] ?? ''
        const items = known ?? (await source.readPage(cursor, asked.counts[page] ?? 0, life.signal)).items
        if (known === undefined) take(cursor, items)
        ids.push(...items.slice(Math.max(0, span.first - first), span.end - first).map(({ id }) => id))
      }
      return ids
    },
    want: (who, span) => {
      const known = wants.get(who)
      if (known?.first === span?.first && known?.end === span?.end) return
      if (span === undefined) wants.delete(who)
      else wants.set(who, span)
      // Not put off by every further step: a steady scroll would never load anything.
      schedule(REST_MS)
    },
    refresh,
    change: (id, change) => {
      if (pages?.change(id, change) === true) tell()
    },
    retry: () => {
      error = null
      tell()
      beginning = begin()
    },
    place: undefined,
    close: () => {
      clearTimeout(timer)
      life.abort()
      for (const leave of loading.values()) leave.abort()
    },
  }
}
