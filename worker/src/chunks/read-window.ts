// A range as slices in order, with a few chunks read ahead: a sliding window, never a batch with a barrier. What is ahead waits
// in the cache, not here, so a viewer who stands still holds one chunk; the window moves only when a slice is taken.
import { CHUNK_BYTES, SLICE_BYTES } from '@gramreel/contracts/limits'
import { orAborted } from '../wait.ts'
import type { ChunkCache, ChunkFile } from './chunk-cache.ts'
import { chunkAt, planChunks, type Span } from './chunk-plan.ts'

/** Chunks asked for beyond the one that is being sent: 4 MiB fill 80 MB/s at 50 ms. */
const MAX_AHEAD = 4

/** Counts who reads, so that all windows together fit into the cache. */
export type Readers = { count: number }

export type ReadOptions = { signal: AbortSignal; readers: Readers }

/**
 * Slices of at most 64 KiB that, joined, are the range. They share the chunk's buffer and must not be changed.
 * Rejects as the fetch does, and with the signal's reason once it is aborted; all that was asked for is then given up.
 */
export async function* readSlices<F extends ChunkFile>(
  chunks: ChunkCache<F>,
  file: F,
  range: Span,
  { signal, readers }: ReadOptions,
): AsyncGenerator<Buffer, void, void> {
  /** By chunk, how to give it up. */
  const ahead = new Map<number, () => void>()
  const lastChunk = chunkAt(range.end - 1)
  let sent = 0
  readers.count++
  try {
    for (const { chunk, slice } of planChunks(range)) {
      signal.throwIfAborted()
      const request = chunks.request(file, chunk, { urgent: true })
      ahead.get(chunk)?.()
      ahead.delete(chunk)
      // Most requests of players are cut short (a seek is a cut), so the window opens as the viewer takes what it asked for.
      const depth = Math.min(2 + sent++, maxAhead(chunks.maxBytes, readers.count))
      for (let n = chunk + 1; n <= Math.min(lastChunk, chunk + depth); n++) {
        if (!ahead.has(n)) ahead.set(n, readAhead(chunks, file, n))
      }
      try {
        const bytes = await orAborted(request.bytes, signal)
        for (let at = slice.start; at < slice.end; at += SLICE_BYTES) {
          yield bytes.subarray(at, Math.min(slice.end, at + SLICE_BYTES))
        }
      } finally {
        request.cancel()
      }
    }
  } finally {
    readers.count--
    for (const cancel of ahead.values()) cancel()
  }
}

/** Keeps the way to give it up, not the bytes: those wait in the cache. */
function readAhead<F extends ChunkFile>(chunks: ChunkCache<F>, file: F, n: number): () => void {
  const request = chunks.request(file, n, { urgent: false })
  request.bytes.catch(() => {}) // whoever comes to need this chunk asks again
  return () => request.cancel()
}

/** Half of the cache, divided among those who read. */
function maxAhead(maxBytes: number, readers: number): number {
  return Math.max(1, Math.min(MAX_AHEAD, Math.floor(maxBytes / CHUNK_BYTES / 2 / readers)))
}
