// The first bytes of a chunk's file: which of its sixteen segments are there, how long each is, and its CRC-32. Every checksum
// begins with the file's name, and so with whose chunk it is: a file renamed by hand is not believed. Pure.
//
//   0     8 bytes   GRAMREEL
//   8     16 times  length (0: not there), CRC-32; 32 bits each, little-endian
//   136   4 bytes   CRC-32 of the above
//   4096            the segments, each in its place; what is not there is a hole
import { crc32 } from 'node:zlib'
import { SEGMENT_BYTES, SEGMENTS_PER_CHUNK } from './segment.ts'

const MAGIC = Buffer.from('GRAMREEL')
const CHECKED_BYTES = MAGIC.length + SEGMENTS_PER_CHUNK * 8
export const HEADER_BYTES = CHECKED_BYTES + 4

/** What file systems commonly give out at once. */
const BLOCK_BYTES = 4096

/** Where in the file the segment with this place in the chunk begins. */
export function segmentPosition(slot: number): number {
  return BLOCK_BYTES + slot * SEGMENT_BYTES
}

/** Bytes of disk for a segment of this length. */
export function diskBytes(length: number): number {
  return Math.ceil(length / BLOCK_BYTES) * BLOCK_BYTES
}

/** Bytes of disk for the header. */
export const HEADER_DISK_BYTES = diskBytes(HEADER_BYTES)

export class DiskChunkHeader {
  /** As they are to stand in the file. */
  readonly bytes: Buffer
  readonly #seed: number

  private constructor(name: string, bytes: Buffer) {
    this.bytes = bytes
    this.#seed = crc32(name)
  }

  /** Of a new file of this name. */
  static empty(name: string): DiskChunkHeader {
    const header = new DiskChunkHeader(name, Buffer.alloc(HEADER_BYTES))
    header.bytes.set(MAGIC)
    header.#seal()
    return header
  }

  /**
   * From the beginning of a file of `fileBytes` bytes; segments that would lie behind its end are not there.
   * Undefined when it is no header, or that of a file of another name.
   */
  static parse(name: string, bytes: Buffer, fileBytes: number): DiskChunkHeader | undefined {
    if (bytes.length !== HEADER_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined
    const header = new DiskChunkHeader(name, bytes)
    if (bytes.readUInt32LE(CHECKED_BYTES) !== header.#ownChecksum()) return undefined
    for (let slot = 0; slot < SEGMENTS_PER_CHUNK; slot++) {
      const length = header.lengthOf(slot)
      if (length > SEGMENT_BYTES) return undefined
      if (segmentPosition(slot) + length > fileBytes) bytes.writeUInt32LE(0, recordAt(slot))
    }
    header.#seal()
    return header
  }

  /** Bytes of the segment in this place; 0 when it is not there. */
  lengthOf(slot: number): number {
    return this.bytes.readUInt32LE(recordAt(slot))
  }

  /** Bytes of disk for all that is there. */
  get diskBytes(): number {
    let bytes = HEADER_DISK_BYTES
    for (let slot = 0; slot < SEGMENTS_PER_CHUNK; slot++) bytes += diskBytes(this.lengthOf(slot))
    return bytes
  }

  get isEmpty(): boolean {
    return this.diskBytes === HEADER_DISK_BYTES
  }

  /** Whether these are the bytes that were added in this place. */
  matches(slot: number, segment: Uint8Array): boolean {
    const checksum = this.bytes.readUInt32LE(recordAt(slot) + 4)
    return segment.length === this.lengthOf(slot) && checksum === this.#checksum(slot, segment)
  }

  add(slot: number, segment: Uint8Array): void {
    this.bytes.writeUInt32LE(segment.length, recordAt(slot))
    this.bytes.writeUInt32LE(this.#checksum(slot, segment), recordAt(slot) + 4)
    this.#seal()
  }

  #checksum(slot: number, segment: Uint8Array): number {
    return crc32(segment, (this.#seed ^ slot) >>> 0)
  }

  #ownChecksum(): number {
    return crc32(this.bytes.subarray(0, CHECKED_BYTES), this.#seed)
  }

  #seal(): void {
    this.bytes.writeUInt32LE(this.#ownChecksum(), CHECKED_BYTES)
  }
}

function recordAt(slot: number): number {
  return MAGIC.length + slot * 8
}
