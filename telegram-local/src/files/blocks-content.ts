// The pattern `blocks` of CONTRACT.md, made while it is read: every 16 bytes at offset o are big-endian o/16, then "GRAMREEL".
import { endianness } from 'node:os'
import type { ContentSource } from './content.ts'

const BLOCK = 16
/** Small enough to stay in the processor's cache while it is copied again and again. */
const TEMPLATE = Buffer.alloc(64 * 1024, '\0\0\0\0\0\0\0\0GRAMREEL')
const LITTLE = endianness() === 'LE'
/** Blocks that a 32-bit number can count: those of 64 GiB. */
const WRAP = 2 ** 32

/** `size` in bytes; a read is a copy of the text and one 32-bit number for every 16 bytes. */
export function createBlocksSource(size: number): ContentSource {
  return {
    size,
    read(offset, length) {
      const start = Math.min(Math.max(offset, 0), size)
      const end = Math.min(start + Math.max(length, 0), size)
      return cut(start, end)
    },
    fill(offset, target) {
      const whole = target.length - (target.length % BLOCK)
      if (offset % BLOCK !== 0 || target.byteOffset % 4 !== 0) {
        target.set(cut(offset, offset + target.length))
        return
      }
      writeBlocks(target.subarray(0, whole), offset / BLOCK)
      target.set(cut(offset + whole, offset + target.length), whole)
    },
    close: () => undefined,
  }
}

/** Any bytes, in a new buffer. */
function cut(start: number, end: number): Buffer {
  const first = Math.floor(start / BLOCK)
  const bytes = Buffer.allocUnsafeSlow((Math.ceil(end / BLOCK) - first) * BLOCK)
  writeBlocks(bytes, first)
  return bytes.subarray(start - first * BLOCK, end - first * BLOCK)
}

/** Whole blocks from the first one on, to a place that is aligned to words. */
function writeBlocks(bytes: Buffer, first: number): void {
  for (let at = 0; at < bytes.length; at += TEMPLATE.length)
    bytes.set(TEMPLATE.subarray(0, bytes.length - at), at)
  // Signed words: unsigned ones above 2^31 would leave V8's small integers, at two thirds of the speed.
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
  for (let word = 1, number = first | 0; word < words.length; word += 4, number = (number + 1) | 0) {
    words[word] = bigEndian(number)
  }
  if (first + words.length / 4 > WRAP) {
    for (let block = 0; block < words.length / 4; block++) {
      words[block * 4] = bigEndian(Math.floor((first + block) / WRAP))
    }
  }
}

function bigEndian(number: number): number {
  if (!LITTLE) return number
  return (number << 24) | ((number & 0xff00) << 8) | ((number >>> 8) & 0xff00) | (number >>> 24)
}
