// Looks into one file: what it says of itself, and a small picture where Telegram has none.
import type { FileRow } from '../storage/schema.ts'
import { createByteSource, OverBudget, type ByteSource, type ReadRange } from './byte-source.ts'
import type { Facts } from './facts.ts'
import { FILM_MAX_BYTES, PICTURE_MAX_BYTES, shrinkPicture, takeFrame } from './make-thumbnail.ts'
import { readExif } from './read-exif.ts'
import { openMatroska } from './read-matroska.ts'
import { readMovie } from './read-movie.ts'
import { sniff, type Sniffed } from './sniff.ts'

/** EXIF stands in the first 64 KiB; the size of a JPEG behind its previews. */
const HEAD_BYTES = 256 * 1024

export type Inspected = { facts: Facts; picture: Buffer | undefined }

type Parts = {
  /** Reads a file's bytes; rejects with a PublicError. */
  open: (row: FileRow) => ReadRange
  /** Undefined: films get no picture. */
  ffmpeg: string | undefined
}

const readFacts = async (source: ByteSource, found: Sniffed, head: Buffer): Promise<Facts> => {
  if (found.kind === 'picture') return readExif(head)
  if (found.format === 'mov') return readMovie(source)
  return found.format === 'matroska' ? ((await openMatroska(source))?.facts ?? {}) : {}
}

export const createInspector = ({ open, ffmpeg }: Parts) => {
  const makePicture = async (source: ByteSource, found: Sniffed): Promise<Buffer | undefined> => {
    if (found.kind === 'picture') return shrinkPicture(source, found.format)
    return ffmpeg === undefined ? undefined : takeFrame(source, found.format, ffmpeg)
  }

  /** `makes`: a picture too. Throws PublicError when the file cannot be read. */
  return async (row: FileRow, makes: boolean): Promise<Inspected> => {
    const maxBytes = Math.max(PICTURE_MAX_BYTES, FILM_MAX_BYTES) + HEAD_BYTES + 1024 * 1024
    const source = createByteSource(row.size, maxBytes, open(row))
    try {
      const head = await source.read(0, HEAD_BYTES)
      const found = sniff(head)
      if (!found) return { facts: {}, picture: undefined }
      const facts = await readFacts(source, found, head)
      return { facts, picture: makes ? await makePicture(source, found) : undefined }
    } catch (error) {
      if (error instanceof OverBudget) return { facts: {}, picture: undefined }
      throw error
    }
  }
}

export type InspectFile = ReturnType<typeof createInspector>
