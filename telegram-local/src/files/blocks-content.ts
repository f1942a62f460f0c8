// The pattern `blocks` of CONTRACT.md, made while it is read: every 16 bytes at offset o are big-endian o/16, then "GRAMREEL".
import { endianness } from 'node:os'
import type { ContentSource } from './content.ts'

const BLOCK = 16
const TEMPLATE = Buffer.alloc(1 << 20, '\0\0\0\0\0\0\0\0GRAMREEL')
const LITTLE = endianness() === 'LE'

/** `size` in bytes; reads are a copy of the text and one or two 32-bit numbers for every 16 bytes. */
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
  const words = new Uint32Array(bytes.buffer)
  for (let word = 0, number = first; word < words.length; word += 4, number++) {
    if (number > 0xffff_ffff) words[word] = bigEndian(Math.floor(number / 0x1_0000_0000))
    words[word + 1] = bigEndian(number >>> 0)
  }
  return bytes
}

function bigEndian(number: number): number {
  if (!LITTLE) return number
  return (number << 24) | ((number & 0xff00) << 8) | ((number >>> 8) & 0xff00) | (number >>> 24)
}
