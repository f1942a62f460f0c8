// A process for tests to kill or to starve: opens the disk tier in the folder of its first argument, fills it with films until it
// has set as many segments as the second says, and tells its parent when it begins, and what became of it at the end.
import { DiskTier } from '../chunks/disk-tier.ts'
import { SegmentPool } from '../chunks/segment-pool.ts'
import { bytesAt, contentOf, fill } from './segment-content.ts'

const [cacheDir = '', count = 'Infinity'] = process.argv.slice(2)
const pool = new SegmentPool(8 * 1024 * 1024)
const warnings: string[] = []
const tier = new DiskTier({
  cacheDir,
  maxBytes: 64 * 1024 * 1024,
  take: (length) => pool.take(length),
  warn: (sentence) => warnings.push(sentence),
})
await tier.opened
process.send?.({ begun: warnings })
const start = Math.floor(Math.random() * 1024)
const addresses = []
for (let n = 0; n < Number(count); n++) {
  const address = { file: `film ${n % 4}`, segment: (start + (n >> 2)) % 256 }
  fill(tier, pool, address)
  if (addresses.length < 256) addresses.push(address)
  if (n % 7 === 0) await new Promise((resolve) => setImmediate(resolve))
}
await tier.flush()
let right = 0
let wrong = 0
for (const address of addresses) {
  const bytes = await bytesAt(tier, address)
  if (bytes?.equals(contentOf(address))) right++
  else if (bytes) wrong++
}
await tier.close()
process.send?.({ warnings, right, wrong, usedBytes: pool.usedBytes })
