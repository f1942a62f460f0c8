// Parts of a file, wherever they come from; never the whole film. Small reads come out of larger blocks, and a budget ends what
// a file made for it would draw out.
import { PublicError } from '@gramreel/contracts/errors'

export type ByteSource = {
  /** Bytes in all, as Telegram says. */
  size: number
  /** As many as there are from there on, at most `length`. Throws PublicError, or OverBudget. */
  read: (start: number, length: number) => Promise<Buffer>
}

/** Bytes from `start` up to `end`, exclusive: exactly as many. */
export type ReadRange = (start: number, end: number) => Promise<Buffer>

export class OverBudget extends Error {}

const BLOCK = 64 * 1024

export const createByteSource = (size: number, maxBytes: number, readRange: ReadRange): ByteSource => {
  const blocks = new Map<number, Buffer>()
  let spent = 0

  const fetch = async (start: number, end: number): Promise<Buffer> => {
    spent += end - start
    if (spent > maxBytes) throw new OverBudget(`more than ${maxBytes} bytes of a file`)
    const bytes = await readRange(start, end)
    if (bytes.length !== end - start) throw new PublicError('telegram_failed', 'a part of another length')
    return bytes
  }

  return {
    size,
    read: async (start, length) => {
      const end = Math.min(size, start + length)
      if (start >= end) return Buffer.alloc(0)
      if (end - start >= BLOCK) return fetch(start, end)
      const parts: Buffer[] = []
      for (let at = start - (start % BLOCK); at < end; at += BLOCK) {
        const block = blocks.get(at) ?? (await fetch(at, Math.min(size, at + BLOCK)))
        blocks.set(at, block)
        parts.push(block.subarray(Math.max(0, start - at), Math.min(block.length, end - at)))
      }
      return Buffer.concat(parts)
    },
  }
}
