// A segment: an aligned 64 KiB of a file, the unit of memory, of the cache and of what is written to a viewer. Sixteen make a
// chunk (1 MiB), the most that one request to Telegram may cover. Pure.
import { CHUNK_BYTES } from '@gramreel/contracts/limits'

/** Half-open bytes. */
export type Span = { start: number; end: number }

export const SEGMENT_BYTES = 64 * 1024
export const SEGMENTS_PER_CHUNK = CHUNK_BYTES / SEGMENT_BYTES

/** The segment that holds the byte at `offset`. */
export function segmentAt(offset: number): number {
  return Math.floor(offset / SEGMENT_BYTES)
}

/** How many segments a file of `size` bytes has. */
export function segmentCount(size: number): number {
  return Math.ceil(size / SEGMENT_BYTES)
}

/** Bytes of segment `n` of a file of `size` bytes: 64 KiB, less for the last one, 0 after it. */
export function segmentLength(n: number, size: number): number {
  return Math.max(0, Math.min(SEGMENT_BYTES, size - n * SEGMENT_BYTES))
}

/** Where players look first, wherever a film has its index: the first 2 MiB and the last 1 MiB, as segments. */
export function edgesOf(size: number): { headEnd: number; tailStart: number } {
  return {
    headEnd: Math.min(segmentCount(size), 2 * SEGMENTS_PER_CHUNK),
    tailStart: segmentAt(Math.max(0, size - CHUNK_BYTES)),
  }
}
