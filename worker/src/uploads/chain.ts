// What a file is recognised by, computed part by part: see contracts/uploads.ts. Pure.
import { createHash } from 'node:crypto'

/** Of no part at all. */
export const NO_CHAIN = Buffer.alloc(32).toString('base64url')

export function digestOf(part: Uint8Array): Buffer {
  return createHash('sha256').update(part).digest()
}

/** The chain with one more part. */
export function chained(chain: string, digest: Buffer): string {
  return createHash('sha256').update(Buffer.from(chain, 'base64url')).update(digest).digest('base64url')
}
