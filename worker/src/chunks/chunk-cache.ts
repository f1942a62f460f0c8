// The only door to the bytes of files: what memory holds, what the disk holds, then ONE shared fetch for each missing segment,
// however many wait for it. A fetch ends when its last waiter leaves, unless it was sent already: what arrives all the same is
// kept, since it was paid for. Memory is taken from the pool before anything is asked for, so there is always room for answers.
import { PublicError } from '@gramreel/contracts/errors'
import { orAborted } from '../wait.ts'
import type { CacheTier } from './cache-tier.ts'
import type { MemoryTier } from './memory-tier.ts'
import { edgesOf, SEGMENT_BYTES, SEGMENTS_PER_CHUNK, segmentCount, segmentLength } from './segment.ts'
import type { Segment, SegmentPool } from './segment-pool.ts'

export type ChunkFile = { readonly key: string; readonly size: number }

/** Passed on to whoever fetches; `priority` rises when somebody begins to wait. */
export type FetchWant = { priority: FetchPriority; readonly signal: AbortSignal }
/** Somebody waits for it; somebody will, if he reads on; somebody may. */
export type FetchPriority = 'now' | 'ahead' | 'maybe'

/** Fills the buffers with the bytes from `offset` on, or rejects. */
export type FetchBytes<F extends ChunkFile> = (
  file: F,
  offset: number,
  into: readonly Buffer[],
  want: FetchWant,
) => Promise<void>

type Waiter = { n: number; resolve: (segment: Segment) => void; reject: (error: unknown) => void }

type Fetch = {
  readonly first: number
  /** Taken when the fetch begins; none while it waits for memory. */
  segments: Segment[]
  count: number
  readonly waiters: Set<Waiter>
  /** Those who read ahead and want it to go on. */
  followers: number
  readonly want: FetchWant
  readonly controller: AbortController
  /** Resolves when its bytes are here, rejects as it failed. */
  readonly done: Promise<void>
}

export type CacheCounts = 'cacheHits' | 'cacheMisses' | 'sharedFetches'

export type ChunkCacheOptions<F extends ChunkFile> = {
  fetch: FetchBytes<F>
  pool: SegmentPool
  memory: MemoryTier
  disk?: CacheTier | undefined
  count?: (name: CacheCounts, tier: 'memory' | 'disk') => void
}

const SWEEP_MS = 30_000
/** So many may wait for memory; the next one is refused. */
const MAX_STARVING = 256

export class ChunkCache<F extends ChunkFile> {
  readonly #options: ChunkCacheOptions<F>
  readonly #pool: SegmentPool
  readonly #memory: MemoryTier
  /** By file, then by each segment that it covers. */
  readonly #fetches = new Map<string, Map<number, Fetch>>()
  /** Those who wait for memory, in line. */
  readonly #starving: { file: F; fetch: Fetch; go: () => void }[] = []
  readonly #sweeper: NodeJS.Timeout
  #isClosed = false

  constructor(options: ChunkCacheOptions<F>) {
    this.#options = options
    this.#pool = options.pool
    this.#memory = options.memory
    this.#pool.onReturn = () => this.#feedSoon()
    this.#sweeper = setInterval(() => this.#memory.sweep(), SWEEP_MS).unref()
  }

  /** Segments that the budget has room for. */
  get capacity(): number {
    return Math.floor(this.#pool.maxBytes / SEGMENT_BYTES)
  }

  /** Segments being fetched. */
  get fetching(): number {
    return [...this.#fetches.values()].reduce((sum, { size }) => sum + size, 0)
  }

  /** Segment `n` if it is in memory, held for the caller. */
  get(file: F, n: number): Segment | undefined {
    const kept = this.#memory.get({ file: file.key, segment: n })
    if (kept) this.#options.count?.('cacheHits', 'memory')
    return kept
  }

  /**
   * Segment `n`, held for the caller. What is missing from `n` to before `end` is fetched along with it, as far as one request
   * goes. Rejects as the fetch does, with `busy` when too many wait for memory, and with the signal's reason.
   */
  read(file: F, n: number, end: number, signal: AbortSignal): Promise<Segment> {
    return new Promise<Segment>((resolve, reject) => {
      const running = this.#fetchOf(file, n)
      if (running) this.#options.count?.('sharedFetches', 'memory')
      const fetch = running ?? this.#begin(file, n, end, 'now')
      fetch.want.priority = 'now'
      const leave = () => {
        fetch.waiters.delete(waiter)
        this.#endIfUnwanted(fetch)
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
      }
      const settle = () => {
        signal.removeEventListener('abort', leave)
        fetch.waiters.delete(waiter)
      }
      const waiter: Waiter = {
        n,
        resolve: (segment) => {
          settle()
          resolve(segment)
        },
        reject: (error) => {
          settle()
          // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- whatever the fetch failed with
          reject(error)
        },
      }
      fetch.waiters.add(waiter)
      if (signal.aborted) leave()
      else signal.addEventListener('abort', leave, { once: true })
    })
  }

  /**
   * Begins to fetch what is missing from `first` to before `end`, in requests of at most `pieceSegments`, as far as memory allows.
   * Answers how to give it up, for those who may never come for it.
   */
  ahead(
    file: F,
    first: number,
    end: number,
    priority: 'ahead' | 'maybe',
    pieceSegments: number = SEGMENTS_PER_CHUNK,
  ): () => void {
    const followed: Fetch[] = []
    const last = Math.min(end, segmentCount(file.size))
    for (let n = first; n < last && !this.#isClosed;) {
      const running = this.#fetchOf(file, n)
      if (!running && this.#memory.has({ file: file.key, segment: n })) {
        n++
        continue
      }
      if (!running && (this.#starving.length > 0 || !this.#hasRoom(1))) break
      const fetch = running ?? this.#begin(file, n, Math.min(last, pieceEnd(n, pieceSegments)), priority)
      if (fetch.want.priority === 'maybe') fetch.want.priority = priority
      fetch.followers++
      followed.push(fetch)
      n = fetch.first + fetch.count
    }
    return () => {
      for (const fetch of followed.splice(0)) {
        fetch.followers--
        this.#endIfUnwanted(fetch)
      }
    }
  }

  /** Fetches all from `first` to before `end`, one small piece after the other, at the lowest priority. Rejects as `read` does. */
  async fill(file: F, first: number, end: number, pieceSegments: number, signal: AbortSignal): Promise<void> {
    for (let n = first; n < end; n = pieceEnd(n, pieceSegments)) {
      const cancel = this.ahead(file, n, Math.min(end, pieceEnd(n, pieceSegments)), 'maybe', pieceSegments)
      try {
        for (const fetch of new Set(this.#fetchesOf(file, n, pieceEnd(n, pieceSegments)))) {
          await orAborted(fetch.done, signal)
        }
      } finally {
        cancel()
      }
    }
  }

  #fetchesOf(file: F, first: number, end: number): Fetch[] {
    const numbers = Array.from({ length: end - first }, (_, i) => first + i)
    return numbers.flatMap((n) => this.#fetchOf(file, n) ?? [])
  }

  /** Whether all from `first` to before `end` is in memory or on its way. */
  has(file: F, first: number, end: number): boolean {
    for (let n = first; n < end; n++) {
      if (!this.#memory.has({ file: file.key, segment: n }) && !this.#fetchOf(file, n)) return false
    }
    return true
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#sweeper)
    for (const fetches of this.#fetches.values()) {
      for (const { controller } of fetches.values()) controller.abort(new Error('closed'))
    }
    await this.#memory.close()
    await this.#options.disk?.close()
  }

  #fetchOf(file: F, n: number): Fetch | undefined {
    const fetch = this.#fetches.get(file.key)?.get(n)
    return fetch?.controller.signal.aborted ? undefined : fetch
  }

  #endIfUnwanted(fetch: Fetch): void {
    if (fetch.waiters.size === 0 && fetch.followers === 0) {
      fetch.controller.abort(new Error('nobody waits for this any more'))
    }
  }

  #begin(file: F, first: number, end: number, priority: FetchPriority): Fetch {
    this.#options.count?.('cacheMisses', 'memory')
    const controller = new AbortController()
    const { promise: done, resolve, reject } = Promise.withResolvers<void>()
    done.catch(() => {})
    const fetch: Fetch = {
      done,
      first,
      count: this.#missingFrom(file, first, end),
      segments: [],
      waiters: new Set(),
      followers: 0,
      want: { priority, signal: controller.signal },
      controller,
    }
    if (this.#starving.length > 0) fetch.count = 1
    else this.#take(file, fetch)
    this.#index(file, fetch)
    this.#finish(file, fetch).then(resolve, reject)
    return fetch
  }

  /** How many segments from `first` on one request may bring: neither at hand nor on their way, in one chunk, from one place. */
  #missingFrom(file: F, first: number, end: number): number {
    const isOnDisk = (n: number) => this.#options.disk?.has({ file: file.key, segment: n }) === true
    const border = pieceEnd(first, SEGMENTS_PER_CHUNK)
    const last = Math.min(end, border, segmentCount(file.size))
    const where = isOnDisk(first)
    let n = first + 1
    while (
      n < last &&
      !this.#fetchOf(file, n) &&
      !this.#memory.has({ file: file.key, segment: n }) &&
      isOnDisk(n) === where
    ) {
      n++
    }
    return n - first
  }

  /** As many segments as there are, at most those wanted. */
  #take(file: F, fetch: Fetch): void {
    while (fetch.segments.length < fetch.count && this.#hasRoom(1)) {
      const segment = this.#pool.take(segmentLength(fetch.first + fetch.segments.length, file.size))
      if (!segment) break
      fetch.segments.push(segment)
    }
    fetch.count = Math.max(1, fetch.segments.length)
  }

  #hasRoom(segments: number): boolean {
    while (this.#pool.available < segments) if (!this.#memory.evict()) return false
    return true
  }

  async #finish(file: F, fetch: Fetch): Promise<void> {
    try {
      await this.#run(file, fetch)
    } catch (error) {
      this.#fail(file, fetch, error)
      throw error
    }
    this.#settle(file, fetch)
  }

  async #run(file: F, fetch: Fetch): Promise<void> {
    if (fetch.segments.length === 0) await this.#memoryFor(file, fetch)
    if (await this.#readFromDisk(file, fetch)) return
    fetch.want.signal.throwIfAborted()
    const into = fetch.segments.map(({ bytes }) => bytes)
    await this.#options.fetch(file, fetch.first * SEGMENT_BYTES, into, fetch.want)
    for (const [i, segment] of fetch.segments.entries()) {
      const n = fetch.first + i
      this.#options.disk?.set({ file: file.key, segment: n }, segment, { isEdge: isEdge(file, n) })
    }
  }

  /** Waits in line until there is memory, and has it then. */
  #memoryFor(file: F, fetch: Fetch): Promise<void> {
    if (this.#starving.length >= MAX_STARVING) throw new PublicError('busy', 'too many wait for memory')
    const { signal } = fetch.want
    return new Promise((resolve, reject) => {
      const go = () => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const starving = { file, fetch, go }
      const leave = () => {
        this.#starving.splice(this.#starving.indexOf(starving), 1)
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'))
      }
      this.#starving.push(starving)
      if (signal.aborted) leave()
      else signal.addEventListener('abort', leave, { once: true })
      this.#feedSoon()
    })
  }

  /** Not at once: memory also comes back in the middle of what the memory tier does. Meanwhile newcomers join the line. */
  #feedSoon(): void {
    if (this.#starving.length > 0) queueMicrotask(() => this.#feed())
  }

  #feed(): void {
    for (let next = this.#starving[0]; next; next = this.#starving[0]) {
      this.#take(next.file, next.fetch)
      if (next.fetch.segments.length === 0) return
      this.#starving.shift()
      next.go()
    }
  }

  async #readFromDisk(file: F, fetch: Fetch): Promise<boolean> {
    const { disk } = this.#options
    if (!disk) return false
    if (!disk.has({ file: file.key, segment: fetch.first })) {
      this.#options.count?.('cacheMisses', 'disk')
      return false
    }
    const read = await Promise.all(
      fetch.segments.map(async (_, i) => disk.get({ file: file.key, segment: fetch.first + i })),
    )
    const isComplete = read.every((segment) => segment !== undefined)
    for (const [i, segment] of read.entries()) {
      if (segment && isComplete) {
        fetch.segments[i]?.release()
        fetch.segments[i] = segment
      } else segment?.release()
    }
    this.#options.count?.(isComplete ? 'cacheHits' : 'cacheMisses', 'disk')
    return isComplete
  }

  #settle(file: F, fetch: Fetch): void {
    this.#unindex(file, fetch)
    for (const [i, segment] of fetch.segments.entries()) {
      const n = fetch.first + i
      let isRead = false
      for (const waiter of fetch.waiters) {
        if (waiter.n !== n) continue
        segment.retain()
        waiter.resolve(segment)
        isRead = true
      }
      const hints = { isEdge: isEdge(file, n), isRead }
      this.#memory.set({ file: file.key, segment: n }, segment, hints)
      segment.release()
    }
    // What has just been put into memory may be evicted for those who wait.
    this.#feedSoon()
    // Memory was short, and the fetch brought less than they asked for.
    for (const waiter of fetch.waiters) waiter.reject(new PublicError('busy', 'memory is short'))
  }

  #fail(file: F, fetch: Fetch, error: unknown): void {
    this.#unindex(file, fetch)
    for (const segment of fetch.segments) segment.release()
    for (const waiter of fetch.waiters) waiter.reject(error)
  }

  #index(file: F, fetch: Fetch): void {
    let fetches = this.#fetches.get(file.key)
    if (!fetches) this.#fetches.set(file.key, (fetches = new Map()))
    for (let n = fetch.first; n < fetch.first + fetch.count; n++) fetches.set(n, fetch)
  }

  #unindex(file: F, fetch: Fetch): void {
    const fetches = this.#fetches.get(file.key)
    if (!fetches) return
    for (let n = fetch.first; n < fetch.first + fetch.count; n++) {
      if (fetches.get(n) === fetch) fetches.delete(n)
    }
    if (fetches.size === 0) this.#fetches.delete(file.key)
  }
}

/** Where the piece that holds segment `n` ends, when pieces of so many segments lie one after the other. */
function pieceEnd(n: number, segments: number): number {
  return (Math.floor(n / segments) + 1) * segments
}

function isEdge({ size }: ChunkFile, n: number): boolean {
  const { headEnd, tailStart } = edgesOf(size)
  return n < headEnd || n >= tailStart
}
