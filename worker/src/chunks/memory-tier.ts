// Segments kept in memory, in lists, each in the order of last use:
//   fresh  read ahead, nobody has come for it yet
//   seen   read once: a sequential reader is done with it, so it leaves first, and while nobody reads anything again, it does
//          not fill more than a twelfth for each reader: one viewer of a long film needs little memory
//   kept   read again: others come for it too
//   edges  head and tail of films, at most a quarter: every player asks for both
//   past   what kept and edges let go of, when together they would fill more than three quarters
// So a scan, however long, pushes out only its own past. This is segmented LRU (Karedla, Love, Wherry: "Caching strategies to
// improve disk system performance", 1994) with a list in front for what was fetched before anybody asked.
import type { CacheTier, SegmentAddress, SegmentHints } from './cache-tier.ts'
import type { KeptSegment } from './recency-list.ts'
import { RecencyList } from './recency-list.ts'
import { SEGMENT_BYTES } from './segment.ts'
import type { Segment } from './segment-pool.ts'

/** Edges outlive other segments by this factor. */
export const EDGE_LIFETIMES = 6
/** Read ahead, and nobody came for so long: his viewer has jumped away. */
export const FRESH_MS = 60_000

export type MemoryTierOptions = {
  /** Segments count as 64 KiB each, short ones too: that is the memory they take. */
  maxBytes: number
  /** Milliseconds after its last use that a segment leaves; edges stay 6 times as long. */
  timeToLiveMs: number
  /** How many read at the moment. Absent: one. */
  readers?: { readonly count: number } | undefined
  /** Milliseconds, monotonic. */
  now?: () => number
}

export class MemoryTier implements CacheTier {
  readonly maxBytes: number
  readonly #maxSegments: number
  readonly #timeToLiveMs: number
  readonly #now: () => number
  readonly #readers: { readonly count: number }
  readonly #files = new Map<string, Map<number, KeptSegment>>()
  readonly #fresh = new RecencyList()
  readonly #seen = new RecencyList()
  readonly #kept = new RecencyList()
  readonly #edges = new RecencyList()
  readonly #past = new RecencyList()
  #isClosed = false

  constructor({
    maxBytes,
    timeToLiveMs,
    readers = { count: 1 },
    now = () => performance.now(),
  }: MemoryTierOptions) {
    this.#readers = readers
    this.maxBytes = maxBytes
    this.#maxSegments = Math.floor(maxBytes / SEGMENT_BYTES)
    this.#timeToLiveMs = timeToLiveMs
    this.#now = now
  }

  get usedBytes(): number {
    return this.#size * SEGMENT_BYTES
  }

  has({ file, segment: n }: SegmentAddress): boolean {
    return this.#find(file, n) !== undefined
  }

  get({ file, segment: n }: SegmentAddress): Segment | undefined {
    const entry = this.#find(file, n)
    if (!entry) return undefined
    // First: a very small tier may let go of it at once.
    entry.segment.retain()
    this.#touch(entry)
    return entry.segment
  }

  set({ file, segment: n }: SegmentAddress, segment: Segment, { isEdge, isRead }: SegmentHints): void {
    if (this.#isClosed || this.#maxSegments === 0) return
    const known = this.#find(file, n)
    if (known) {
      if (isEdge) this.#edges.push(known)
      if (isEdge || isRead) this.#touch(known)
      return
    }
    while (this.#size >= this.#maxSegments) this.evict()
    segment.retain()
    const entry = {
      file,
      n,
      segment,
      usedAt: this.#now(),
      list: undefined,
      older: undefined,
      newer: undefined,
    }
    const list = isEdge ? this.#edges : isRead ? this.#seen : this.#fresh
    list.push(entry)
    this.#index(entry)
    this.#shrinkShares()
  }

  /** Lets go of the least valuable segment. False when there is none. Who still sends it keeps its memory until then. */
  evict(): boolean {
    const victim = this.#leastValuable()
    if (victim) this.#drop(victim)
    return victim !== undefined
  }

  /** Lets go of all whose time is over. To be called now and then. */
  sweep(): void {
    const now = this.#now()
    for (const segments of this.#files.values()) {
      for (const entry of segments.values()) if (this.#isOver(entry, now)) this.#drop(entry)
    }
  }

  close(): Promise<void> {
    this.#isClosed = true
    while (this.evict());
    return Promise.resolve()
  }

  get #size(): number {
    return this.#fresh.size + this.#seen.size + this.#kept.size + this.#edges.size + this.#past.size
  }

  #find(file: string, n: number): KeptSegment | undefined {
    const entry = this.#files.get(file)?.get(n)
    if (!entry || !this.#isOver(entry, this.#now())) return entry
    this.#drop(entry)
    return undefined
  }

  #isOver(entry: KeptSegment, now: number): boolean {
    const lifetimes = entry.list === this.#edges ? EDGE_LIFETIMES : 1
    return now - entry.usedAt >= lifetimes * this.#timeToLiveMs
  }

  #touch(entry: KeptSegment): void {
    entry.usedAt = this.#now()
    if (entry.list === this.#fresh) this.#seen.push(entry)
    else if (entry.list === this.#edges) this.#edges.push(entry)
    else this.#kept.push(entry)
    this.#shrinkShares()
  }

  #shrinkShares(): void {
    const seenAtMost = Math.max(this.#kept.size, (this.#maxSegments / 12) * Math.max(1, this.#readers.count))
    while (this.#edges.size > this.#maxSegments / 4) demote(this.#edges, this.#past)
    while (this.#kept.size > 0 && this.#kept.size + this.#edges.size > (this.#maxSegments * 3) / 4) {
      demote(this.#kept, this.#past)
    }
    while (this.#seen.oldest && this.#seen.size > seenAtMost) this.#drop(this.#seen.oldest)
  }

  #leastValuable(): KeptSegment | undefined {
    const now = this.#now()
    const unread = this.#fresh.oldest
    if (unread && (this.#fresh.size >= this.#maxSegments / 2 || now - unread.usedAt > FRESH_MS)) return unread
    const kept = this.#kept.oldest
    // What was popular must not stand in the way of what is: unused for long enough, it is worth no more than what is past.
    const isStale = kept !== undefined && now - kept.usedAt > this.#timeToLiveMs / 4
    const spent = older(older(this.#seen.oldest, this.#past.oldest), isStale ? kept : undefined)
    if (spent) return spent
    // Shares are one quarter and three: the larger against its share gives.
    if (this.#fresh.size * 3 >= this.#kept.size + this.#edges.size) return unread
    return kept ?? this.#edges.oldest
  }

  #index(entry: KeptSegment): void {
    const segments = this.#files.get(entry.file)
    if (segments) segments.set(entry.n, entry)
    else this.#files.set(entry.file, new Map([[entry.n, entry]]))
  }

  #drop(entry: KeptSegment): void {
    entry.list?.remove(entry)
    const segments = this.#files.get(entry.file)
    segments?.delete(entry.n)
    if (segments?.size === 0) this.#files.delete(entry.file)
    entry.segment.release()
  }
}

function older(a: KeptSegment | undefined, b: KeptSegment | undefined): KeptSegment | undefined {
  return a && b ? (b.usedAt <= a.usedAt ? b : a) : (a ?? b)
}

function demote(from: RecencyList, to: RecencyList): void {
  if (from.oldest) to.push(from.oldest)
}
