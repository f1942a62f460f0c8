// Bytes wanted -> chunks touched. Pure.
import { CHUNK_BYTES } from '@gramreel/contracts/limits'

/** Half-open bytes. */
export type Span = { start: number; end: number }

/** The chunk that holds the byte at `offset`. */
export function chunkAt(offset: number): number {
  return Math.floor(offset / CHUNK_BYTES)
}

/** How many chunks a file of `size` bytes has. */
export function chunkCount(size: number): number {
  return Math.ceil(size / CHUNK_BYTES)
}

/** Bytes of chunk `n` of a file of `size` bytes: 1 MiB, less for the last one, 0 after it. */
export function chunkLength(n: number, size: number): number {
  return Math.max(0, Math.min(CHUNK_BYTES, size - n * CHUNK_BYTES))
}

/** The chunks, in order, that a range touches, and the slice of each, counted from the chunk's own start. */
export function* planChunks({ start, end }: Span): Generator<{ chunk: number; slice: Span }> {
  for (let at = start; at < end;) {
    const chunk = chunkAt(at)
    const base = chunk * CHUNK_BYTES
    const next = Math.min(end, base + CHUNK_BYTES)
    yield { chunk, slice: { start: at - base, end: next - base } }
    at = next
  }
}
