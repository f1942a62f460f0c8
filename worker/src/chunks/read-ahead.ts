// How far ahead of a viewer to read, and in what pieces. Pure.
import { SEGMENTS_PER_CHUNK } from './segment.ts'

/** What is known of one answer that is being sent; all counts in segments (64 KiB). */
export type Reading = {
  /** How often the viewer took a segment that was not there yet. */
  waits: number
  /** How this request relates to what the same playback read before. */
  pattern: Pattern
  /** This viewer's share of memory. */
  share: number
}

export type Pattern = 'start' | 'onward' | 'jump'

/** Segments that are wanted beyond the one being sent. */
export type ReadAhead = (reading: Reading) => number

/** 8 MiB: at 50 ms enough for 160 MB/s. */
const MOST = 128

/**
 * For players: little at first, since most of their requests are cut short (a seek is a cut); twice as much each time that the
 * viewer had to wait, so that one who takes what comes is soon limited by the line alone, and a slow one holds next to nothing.
 */
export const onDemand: ReadAhead = ({ waits, pattern, share }) => {
  const first = pattern === 'onward' ? 2 * SEGMENTS_PER_CHUNK : pattern === 'jump' ? 6 : 14
  return Math.min(MOST, share, first * 2 ** Math.max(0, Math.min(waits, 10) - 1))
}

/** Segments in the first request: the first byte leaves when the whole answer to it is here. */
export const FIRST_PIECE = 2

/** Pieces grow with the depth, so that several are on their way at any time, up to a whole chunk. A power of two. */
export function pieceFor(depth: number): number {
  return Math.min(SEGMENTS_PER_CHUNK, Math.max(1, 2 ** Math.floor(Math.log2(Math.max(1, depth / 2)))))
}

/**
 * Each reader's share of the budget. Three eighths of it for all together: the memory tier takes what is read ahead for left behind
 * once it fills half, so with more, viewers would push out what the others are about to read.
 */
export function shareOf(capacity: number, readers: number): number {
  return Math.max(1, Math.floor((capacity * 3) / 8 / Math.max(1, readers)))
}

/** Ends (bytes) of what a playback read lately, against where it reads now. Players use two or three connections at once. */
export function patternOf(ends: readonly number[], start: number): Pattern {
  if (ends.length === 0) return 'start'
  return ends.includes(start) ? 'onward' : 'jump'
}
