// Disk tiers in a folder of their own, for one test file: closed after each test, the folder removed, the memory counted.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect } from 'vitest'
import { DiskTier, type DiskTierOptions } from '../chunks/disk-tier.ts'
import { SEGMENTS_PER_CHUNK } from '../chunks/segment.ts'
import { SegmentPool } from '../chunks/segment-pool.ts'
import { bytesAt, contentOf, fill } from './segment-content.ts'

const MIB = 1024 * 1024

export class DiskTiers {
  cacheDir = ''
  pool = new SegmentPool(32 * MIB)
  warnings: string[] = []
  readonly #opened: DiskTier[] = []

  constructor() {
    beforeEach(() => {
      this.cacheDir = mkdtempSync(join(tmpdir(), 'gramreel-disk-tier-'))
      this.pool = new SegmentPool(32 * MIB)
      this.warnings = []
    })
    afterEach(async () => {
      await Promise.all(this.#opened.splice(0).map((tier) => tier.close()))
      rmSync(this.cacheDir, { recursive: true, force: true })
      expect(this.pool.usedBytes, 'held by nobody after close').toBe(0)
    })
  }

  async open(options: Partial<DiskTierOptions> = {}): Promise<DiskTier> {
    const tier = new DiskTier({
      cacheDir: this.cacheDir,
      maxBytes: 64 * MIB,
      take: (length) => this.pool.take(length),
      warn: (sentence) => this.warnings.push(sentence),
      ...options,
    })
    this.#opened.push(tier)
    await tier.opened
    return tier
  }

  /** The tier's own folder. */
  get folder(): string {
    return join(this.cacheDir, 'gramreel-chunks-1')
  }

  get chunkFiles(): string[] {
    const names = readdirSync(this.folder).filter((name) => name.endsWith('.chunk'))
    return names.toSorted().map((name) => join(this.folder, name))
  }

  /** As `du` counts. */
  get takenBytes(): number {
    return this.chunkFiles.reduce((sum, path) => sum + statSync(path).blocks * 512, 0)
  }

  /** Sets whole chunks, one after the other. */
  async fill(tier: DiskTier, file: string, chunks: number): Promise<void> {
    for (let segment = 0; segment < chunks * SEGMENTS_PER_CHUNK; segment++) {
      fill(tier, this.pool, { file, segment })
      if (segment % SEGMENTS_PER_CHUNK === SEGMENTS_PER_CHUNK - 1) await tier.flush()
    }
  }

  /** How many segments of these chunks are there. Fails on a wrong byte. */
  async count(tier: DiskTier, file: string, chunks: number): Promise<number> {
    let right = 0
    for (let segment = 0; segment < chunks * SEGMENTS_PER_CHUNK; segment++) {
      const bytes = await bytesAt(tier, { file, segment })
      if (!bytes) continue
      expect(bytes.equals(contentOf({ file, segment })), `${file} ${segment}`).toBe(true)
      right++
    }
    return right
  }
}
