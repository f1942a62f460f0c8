import { createHash } from 'node:crypto'

/** SHA-1 of the parts in a row, 20 bytes. */
export function sha1(...parts: Uint8Array[]): Buffer {
  const hash = createHash('sha1')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** SHA-256 of the parts in a row, 32 bytes. */
export function sha256(...parts: Uint8Array[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
