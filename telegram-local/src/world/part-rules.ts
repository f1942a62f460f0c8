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
  const others = [...lengths].filter(([number]) => number !== part)
  const changed = () => new UploadRefused('FILE_PART_SIZE_CHANGED', `part ${part} has ${length} bytes`)

  if (others.length === 0) return { partSize: isPartSize(length) ? length : undefined, moved: undefined }
  if (partSize === undefined) {
    const [last, lastLength] = others[0] ?? [0, 0]
    if (last < part || !isPartSize(length)) {
      throw new UploadRefused('FILE_PART_SIZE_INVALID', 'only the last part may have an odd length')
    }
    if (lastLength > length) throw changed()
    return { partSize: length, moved: last }
  }
  if (length > partSize) {
    const [only] = others[0] ?? [0]
    if (others.length > 1 || only < part || !isPartSize(length)) throw changed()
    return { partSize: length, moved: only }
  }
  const later = others.some(([number]) => number > part)
  const shortBefore = others.some(([number, bytes]) => bytes < partSize && number < part)
  if (shortBefore || (length < partSize && later)) throw changed()
  return { partSize, moved: undefined }
}
