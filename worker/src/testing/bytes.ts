// Bytes of an answer against those of the pattern `blocks`. By hash, so that a difference does not print megabytes.
import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import { blocks } from './start-pair.ts'

export const bytesOf = async (answer: Response): Promise<Buffer> => Buffer.from(await answer.arrayBuffer())

export const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** Asserts that these are the pattern's bytes from `start` up to `end`. */
export function expectBlocks(got: Buffer, start: number, end: number): void {
  expect([got.length, hash(got)]).toEqual([end - start, hash(blocks(start, end))])
}
