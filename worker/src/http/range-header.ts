// Range text -> the whole file, parts of it, or nothing (RFC 9110, section 14). Pure.
import { MAX_RANGES } from '@gramreel/contracts/limits'

/** Half-open bytes of a file: `start` included, `end` not. HTTP's inclusive ends stay in this folder. */
export type ByteRange = { start: number; end: number }

export type RangeAnswer =
  /** No Range, or one that a server may ignore: answer 200. */
  | { kind: 'whole' }
  /** 206: one part, or several in the order asked for, none overlapping another. */
  | { kind: 'parts'; parts: [ByteRange, ...ByteRange[]] }
  /** 416. */
  | { kind: 'unsatisfiable' }

const RANGES_SPECIFIER = /^bytes=(.*)$/is
const RANGE_SPEC = /^(?:(\d+)-(\d*)|-(\d+))$/

/**
 * What a Range header means for a file of `size` bytes.
 *
 * Malformed headers and foreign units are ignored, as section 14.2 asks. More than 16 ranges are ignored too, which the same
 * section allows and which nginx and Apache do: a list of thousands must cost nothing (CVE-2011-3192).
 */
export function readRangeHeader(header: string | undefined, size: number): RangeAnswer {
  const set = header === undefined ? undefined : RANGES_SPECIFIER.exec(header)?.[1]
  if (set === undefined) return { kind: 'whole' }
  const parts: ByteRange[] = []
  let specs = 0
  for (const element of set.split(',')) {
    const text = element.replace(/^[ \t]+|[ \t]+$/g, '')
    if (text === '') continue // section 5.6.1: empty list elements are ignored
    const part = readRangeSpec(text, size)
    if (part === 'malformed' || ++specs > MAX_RANGES) return { kind: 'whole' }
    if (part !== 'unsatisfiable') parts.push(part)
  }
  if (specs === 0) return { kind: 'whole' }
  const [first, ...others] = coalesce(parts)
  return first ? { kind: 'parts', parts: [first, ...others] } : { kind: 'unsatisfiable' }
}

function readRangeSpec(text: string, size: number): ByteRange | 'malformed' | 'unsatisfiable' {
  const [, first, last, suffix] = RANGE_SPEC.exec(text) ?? []
  if (suffix !== undefined) {
    const start = Math.max(0, size - Number(suffix))
    return start < size ? { start, end: size } : 'unsatisfiable'
  }
  if (first === undefined) return 'malformed'
  // Numbers of any length are legal; BigInt compares what a double would round.
  if (last && BigInt(last) < BigInt(first)) return 'malformed'
  const start = Number(first)
  if (start >= size) return 'unsatisfiable'
  return { start, end: last ? Math.min(size, Number(last) + 1) : size }
}

/** Joins parts that overlap, at the place of the one asked for first (section 15.3.7.2), so no byte is sent twice. */
function coalesce(parts: ByteRange[]): ByteRange[] {
  for (const [i, a] of parts.entries()) {
    const j = parts.findIndex((b, index) => index > i && a.start < b.end && b.start < a.end)
    const b = parts[j]
    if (!b) continue
    const joined = { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) }
    return coalesce(parts.with(i, joined).toSpliced(j, 1))
  }
  return parts
}

/** `bytes 0-9/100` */
export function contentRange(part: ByteRange, size: number): string {
  return `bytes ${part.start}-${part.end - 1}/${size}`
}
