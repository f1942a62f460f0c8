// Which parts fit together: https://core.telegram.org/api/files#uploading-files. All have one size, which divides 512 KiB
// and is divisible by 1 KiB; the last may be shorter and of any length. Parts come in any order, so the size is
// learned on the way. Pure.
import { UploadRefused } from './upload-errors.ts'

export const MAX_PART_BYTES = 524_288

export function isPartSize(length: number): boolean {
  return length > 0 && length % 1024 === 0 && MAX_PART_BYTES % length === 0
}

/** What is known of an upload: the part size once one of several parts told it, and every part's length. */
export type KnownParts = { partSize: number | undefined; lengths: ReadonlyMap<number, number> }

export type Placement = {
  partSize: number | undefined
  /** A part that was taken for one of full size, and is now known to be the short last one. */
  moved: number | undefined
}

/** Where one more part (or one again) leaves us; throws UploadRefused when it cannot belong to the same file. */
export function placePart({ partSize, lengths }: KnownParts, part: number, length: number): Placement {
  if (length === 0) throw new UploadRefused('FILE_PART_EMPTY', `part ${part} is empty`)
  if (length > MAX_PART_BYTES)
    throw new UploadRefused('FILE_PART_TOO_BIG', `part ${part} has ${length} bytes`)
  if (!Number.isInteger(part) || part < 0) throw new UploadRefused('FILE_PART_INVALID', `part ${part}`)
  const others = survey(lengths, part, partSize)
  const changed = () => new UploadRefused('FILE_PART_SIZE_CHANGED', `part ${part} has ${length} bytes`)

  if (others.count === 0) return { partSize: isPartSize(length) ? length : undefined, moved: undefined }
  if (partSize === undefined) {
    if (others.highest < part || !isPartSize(length)) {
      throw new UploadRefused('FILE_PART_SIZE_INVALID', 'only the last part may have an odd length')
    }
    if ((lengths.get(others.highest) ?? 0) > length) throw changed()
    return { partSize: length, moved: others.highest }
  }
  if (length > partSize) {
    if (others.count > 1 || others.highest < part || !isPartSize(length)) throw changed()
    return { partSize: length, moved: others.highest }
  }
  if (others.short < part || (length < partSize && others.highest > part)) throw changed()
  return { partSize, moved: undefined }
}

/** The parts besides one: how many, the last, and the one that is shorter than the part size (Infinity: none). */
function survey(lengths: KnownParts['lengths'], except: number, partSize = 0) {
  const others = { count: 0, highest: -1, short: Infinity }
  for (const [part, length] of lengths) {
    if (part === except) continue
    others.count++
    others.highest = Math.max(others.highest, part)
    if (length < partSize) others.short = part
  }
  return others
}
