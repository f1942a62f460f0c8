// The only door to chunks: what is at hand, then ONE shared fetch for each missing chunk, however many wait for it.
// Fetches stop when their last waiter leaves; what arrives all the same is kept, since it was paid for.
import { MemoryTier } from './memory-tier.ts'

export type ChunkFile = { readonly key: string; readonly size: number }

/** Passed on to whoever fetches; `urgent` turns true when somebody begins to wait for the chunk. */
export type FetchWant = { urgent: boolean; readonly signal: AbortSignal }

export type FetchChunk<F extends ChunkFile> = (file: F, n: number, want: FetchWant) => Promise<Buffer>

export type ChunkRequest = {
  /** Rejects as the fetch does; the bytes are shared and must not be changed. */
  bytes: Promise<Buffer>
  /** This waiter leaves. Safe to call at any time; then `bytes` may never settle. */
  cancel(): void
}

type Fetch = { bytes: Promise<Buffer>; waiters: number; want: FetchWant; controller: AbortController }

export type ChunkCacheOptions<F extends ChunkFile> = {
  fetch: FetchChunk<F>
  maxBytes: number
  timeToLiveMs: number
  count?: (name: 'cacheHits' | 'cacheMisses' | 'sharedFetches') => void
  /** Milliseconds, monotonic. */
  now?: () => number
}

const SWEEP_MS = 30_000

export class ChunkCache<F extends ChunkFile> {
  readonly maxBytes: number
  readonly #memory: MemoryTier
  readonly #fetches = new Map<string, Fetch>()
  readonly #options: ChunkCacheOptions<F>
  readonly #now: () => number
  readonly #sweeper: NodeJS.Timeout

  constructor(options: ChunkCacheOptions<F>) {
    this.#options = options
    this.maxBytes = options.maxBytes
    this.#now = options.now ?? (() => performance.now())
    this.#memory = new MemoryTier(options)
    this.#sweeper = setInterval(() => this.#memory.sweep(this.#now()), SWEEP_MS).unref()
  }

  get usedBytes(): number {
    return this.#memory.usedBytes
  }

  get fetching(): number {
    return this.#fetches.size
  }

  /** Chunk `n` of the file. `urgent`: somebody waits for it now; else it is read ahead. */
  request(file: F, n: number, { urgent }: { urgent: boolean }): ChunkRequest {
    const key = `${file.key}/${n}`
    const kept = this.#memory.get(key, this.#now())
    if (kept) {
      this.#options.count?.('cacheHits')
      return { bytes: Promise.resolve(kept), cancel: () => {} }
    }
    const fetch = this.#join(key) ?? this.#begin(key, file, n)
    fetch.waiters++
    fetch.want.urgent ||= urgent
    let hasLeft = false
    return {
      bytes: fetch.bytes,
      cancel: () => {
        if (hasLeft) return
        hasLeft = true
        if (--fetch.waiters === 0) fetch.controller.abort(new Error('nobody waits for this chunk any more'))
      },
    }
  }

  close(): void {
    clearInterval(this.#sweeper)
    for (const { controller } of this.#fetches.values()) controller.abort(new Error('closed'))
  }

  #join(key: string): Fetch | undefined {
    const fetch = this.#fetches.get(key)
    if (!fetch || fetch.controller.signal.aborted) return undefined
    this.#options.count?.('sharedFetches')
    return fetch
  }

  #begin(key: string, file: F, n: number): Fetch {
    this.#options.count?.('cacheMisses')
    const controller = new AbortController()
    const want: FetchWant = { urgent: false, signal: controller.signal }
    const bytes = this.#options.fetch(file, n, want).then((chunk) => {
      this.#memory.set(key, chunk, this.#now())
      return chunk
    })
    const fetch: Fetch = { bytes, waiters: 0, want, controller }
    const forget = () => {
      if (this.#fetches.get(key) === fetch) this.#fetches.delete(key)
    }
    bytes.then(forget, forget)
    this.#fetches.set(key, fetch)
    return fetch
  }
}
