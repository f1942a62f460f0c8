import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** SHA-256 of a part of a file on disk. */
export async function hashOfPart(path: string, offset: number, length: number): Promise<string> {
  const file = await open(path)
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, offset)
    return sha256(buffer.subarray(0, bytesRead))
  } finally {
    await file.close()
  }
}

/** SHA-256 of a range that a URL hands out; fails unless it answers 206 with exactly that range. */
export async function hashOfRange(url: string, offset: number, length: number): Promise<string> {
  const range = `${offset}-${offset + length - 1}`
  const answer = await fetch(url, { headers: { range: `bytes=${range}` } })
  const bytes = new Uint8Array(await answer.arrayBuffer())
  const told = answer.headers.get('content-range') ?? ''
  if (answer.status !== 206 || !told.startsWith(`bytes ${range}/`)) {
    throw new Error(
      `range ${range} was answered ${answer.status} ${told}: ${Buffer.from(bytes.subarray(0, 200)).toString()}`,
    )
  }
  return sha256(bytes)
}

/** Numbers that look random and are the same in every run (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
