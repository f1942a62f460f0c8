// Segments for tests of the cache, each with content of its own.
import type { CacheTier, SegmentAddress } from '../chunks/cache-tier.ts'
import { SEGMENT_BYTES } from '../chunks/segment.ts'
import type { SegmentPool } from '../chunks/segment-pool.ts'

/** Different for every address, and nowhere the same within a segment. */
export function contentOf({ file, segment }: SegmentAddress, length = SEGMENT_BYTES): Buffer {
  const content = Buffer.alloc(length, `${file.slice(0, 40)} ${segment} `)
  for (let at = 0; at + 4 <= length; at += 64) content.writeUInt32LE(at + segment, at)
  return content
}

/** Sets a segment with its own content, and lets go of it, as whoever fetched it does. */
export function fill(tier: CacheTier, pool: SegmentPool, address: SegmentAddress, length?: number): void {
  const bytes = contentOf(address, length)
  const segment = pool.take(bytes.length)
  if (!segment) throw new Error('the pool is empty')
  segment.bytes.set(bytes)
  tier.set(address, segment, { isEdge: false })
  segment.release()
}

/** Its bytes, when it is there. */
export async function bytesAt(tier: CacheTier, address: SegmentAddress): Promise<Buffer | undefined> {
  const segment = await tier.get(address)
  const copy = segment && Buffer.from(segment.bytes)
  segment?.release()
  return copy
}
