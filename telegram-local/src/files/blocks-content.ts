// The pattern `blocks` of CONTRACT.md, made while it is read: every 16 bytes at offset o are big-endian o/16, then "GRAMREEL".
import { endianness } from 'node:os'
import type { ContentSource } from './content.ts'

const BLOCK = 16
const TEMPLATE = Buffer.alloc(1 << 20, '\0\0\0\0\0\0\0\0GRAMREEL')
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
      return blocks(Math.floor(start / BLOCK), Math.ceil(end / BLOCK)).subarray(
        start % BLOCK,
        (start % BLOCK) + end - start,
      )
    },
    close: () => undefined,
  }
}

/** Whole blocks first … after-1. */
function blocks(first: number, after: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Math.max(after - first, 0) * BLOCK)
  for (let at = 0; at < bytes.length; at += TEMPLATE.length)
    bytes.set(TEMPLATE.subarray(0, bytes.length - at), at)
  // Signed words: unsigned ones above 2^31 would leave V8's small integers, at two thirds of the speed.
  const words = new Int32Array(bytes.buffer)
  for (let word = 1, number = first | 0; word < words.length; word += 4, number = (number + 1) | 0) {
    words[word] = bigEndian(number)
  }
  if (after > WRAP) {
    for (let block = 0; block < words.length / 4; block++) {
      words[block * 4] = bigEndian(Math.floor((first + block) / WRAP))
    }
  }
  return bytes
}

function bigEndian(number: number): number {
  if (!LITTLE) return number
  return (number << 24) | ((number & 0xff00) << 8) | ((number >>> 8) & 0xff00) | (number >>> 24)
}
