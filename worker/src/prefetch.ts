// POST /prefetch: the head and the tail of a film, where players look first, come into the cache at the lowest priority.
// Whoever asks for more than there is room for is not refused, but nothing is done for him (S42).
import type { LinkFile } from '@gramreel/contracts/links'
import { BoundedMap } from './bounded-map.ts'
import type { ChunkCache } from './chunks/chunk-cache.ts'
import { edgesOf, segmentCount } from './chunks/segment.ts'
import { detailOf } from './http/errors.ts'
import type { Log } from './log.ts'
import type { ChunkSource, SourceFile } from './telegram/chunk-source.ts'

type Options = {
  source: ChunkSource
  chunks: ChunkCache<SourceFile>
  log: Log
  count: (outcome: 'started' | 'skipped') => void
}

/** Small requests: a viewer who comes meanwhile waits behind one of them at most. */
const PIECE = 4
const MAX_AT_ONCE = 8
const TIMEOUT_MS = 60_000
/** The same film again within this time is left out: it is on its way, in the cache, or in trouble. */
const AGAIN_MS = 30_000
const MAX_REMEMBERED = 1000

/** Begins and returns; what goes wrong is logged. */
export type Prefetch = (file: LinkFile) => void

export function createPrefetch({ source, chunks, log, count }: Options): Prefetch {
  let running = 0
  /** By message, when its film was begun. */
  const begunAt = new BoundedMap<string, number>(MAX_REMEMBERED)

  async function warm(file: LinkFile): Promise<void> {
    const details = await source.find(file, AbortSignal.timeout(TIMEOUT_MS))
    const end = segmentCount(details.size)
    const { headEnd, tailStart } = edgesOf(details.size)
    for (const [first, last] of [
      [0, headEnd],
      [Math.max(headEnd, tailStart), end],
    ] as const) {
      if (first < last) await chunks.fill(details, first, last, PIECE, AbortSignal.timeout(TIMEOUT_MS))
    }
  }

  return (file) => {
    const name = `${file.chat}/${file.msg}`
    if (running >= MAX_AT_ONCE || performance.now() - (begunAt.get(name) ?? -Infinity) < AGAIN_MS) {
      count('skipped')
      return
    }
    count('started')
    begunAt.set(name, performance.now())
    running++
    warm(file)
      .catch((error: unknown) => log('warn', 'prefetch failed', { reason: detailOf(error) }))
      .finally(() => running--)
  }
}
