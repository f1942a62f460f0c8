import { fork } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DiskTiers } from '../testing/disk-tiers.ts'
import { bytesAt, contentOf, fill } from '../testing/segment-content.ts'
import { itIsACacheTier } from './cache-tier.contract.ts'

const MIB = 1024 * 1024
const DISK_WRITER = join(import.meta.dirname, '..', 'testing', 'disk-writer.ts')

const disk = new DiskTiers()

describe('DiskTier', () => {
  itIsACacheTier(async ({ maxBytes, take }) => {
    fs.rmSync(disk.cacheDir, { recursive: true, force: true })
    const tier = await disk.open({ maxBytes, take })
    return { tier, settle: () => tier.flush(), takenBytes: () => disk.takenBytes }
  })

  describe('over restarts', () => {
    it('keeps what it had, and what was on its way when it was closed', async () => {
      const before = await disk.open()
      await disk.fill(before, 'film', 3)
      fill(before, disk.pool, { file: 'film', segment: 100 }, 999)
      await before.close()
      const after = await disk.open()
      expect(after.usedBytes).toBe(disk.takenBytes)
      expect(after.has({ file: 'film', segment: 0 })).toBe(true)
      expect(after.has({ file: 'film', segment: 48 })).toBe(false)
      expect(await disk.count(after, 'film', 3)).toBe(48)
      const last = { file: 'film', segment: 100 }
      expect(await bytesAt(after, last)).toEqual(contentOf(last, 999))
      expect(disk.warnings).toEqual([])
    })

    it('adds to a chunk that it had in part', async () => {
      const before = await disk.open()
      for (const segment of [0, 1, 5, 15]) fill(before, disk.pool, { file: 'film', segment })
      await before.close()
      const after = await disk.open()
      for (const segment of [2, 5, 14]) fill(after, disk.pool, { file: 'film', segment })
      await after.close()
      const last = await disk.open()
      expect(await disk.count(last, 'film', 1)).toBe(6)
      expect(last.usedBytes).toBe(disk.takenBytes)
    })

    it('knows which chunk was used least recently, and fits into a smaller bound', async () => {
      const before = await disk.open()
      await disk.fill(before, 'film', 8)
      await before.close()
      for (const [i, path] of disk.chunkFiles.toSorted().entries()) fs.utimesSync(path, 1000 + i, 1000 + i)
      const between = await disk.open()
      expect(await bytesAt(between, { file: 'film', segment: 0 })).toBeDefined()
      await between.close()
      const after = await disk.open({ maxBytes: 3.5 * MIB })
      expect(disk.takenBytes).toBeLessThanOrEqual(3.5 * MIB)
      const kept = [0, 1, 2, 3, 4, 5, 6, 7].filter((chunk) =>
        after.has({ file: 'film', segment: chunk * 16 }),
      )
      expect(kept).toEqual([0, 6, 7])
    })

    it('gives right bytes or none after it was killed in mid-write', async () => {
      let right = 0
      for (let round = 0; round < 8; round++) {
        const child = fork(DISK_WRITER, [disk.cacheDir], { execArgv: [] })
        await once(child, 'message')
        await new Promise((resolve) => setTimeout(resolve, 20 + 17 * round))
        child.kill('SIGKILL')
        await once(child, 'exit')
        const tier = await disk.open()
        expect(disk.warnings, 'the lock ended with its process').toEqual([])
        for (let file = 0; file < 4; file++) right += await disk.count(tier, `film ${file}`, 16)
        await tier.close()
      }
      expect(right).toBeGreaterThan(0)
    })

    it('removes its own broken files, and leaves others alone', async () => {
      const before = await disk.open()
      await disk.fill(before, 'film', 2)
      await before.close()
      const [one = '', other = ''] = disk.chunkFiles
      fs.truncateSync(one, 20)
      const ours = join(disk.folder, `${'a'.repeat(64)}-0.chunk`)
      fs.writeFileSync(ours, '')
      const alien = [
        join(disk.cacheDir, 'holiday.jpg'),
        join(disk.folder, 'notes.chunk'),
        join(disk.folder, `${'b'.repeat(64)}.chunk`),
      ]
      for (const path of alien) fs.writeFileSync(path, 'not ours')
      fs.mkdirSync(join(disk.folder, `${'c'.repeat(64)}-1.chunk`))
      fs.symlinkSync(join(disk.cacheDir, 'holiday.jpg'), join(disk.folder, `${'d'.repeat(64)}-1.chunk`))
      await disk.open()
      expect([one, ours, other, ...alien].map((path) => fs.existsSync(path))).toEqual([
        false,
        false,
        true,
        true,
        true,
        true,
      ])
      expect(fs.readFileSync(join(disk.cacheDir, 'holiday.jpg'), 'utf8')).toBe('not ours')
      expect(disk.warnings).toEqual([])
    })
  })

  describe('never gives a wrong byte', () => {
    it('when bits are flipped, ends are cut off or parts are zeroed, while it runs or between', async () => {
      let lost = 0
      const damage = fc.record({
        how: fc.constantFrom('flip', 'cut', 'zero'),
        at: fc.nat({ max: MIB + 4095 }),
        bit: fc.nat({ max: 7 }),
        length: fc.integer({ min: 1, max: 70_000 }),
        inHeader: fc.boolean(),
        isRestarted: fc.boolean(),
      })
      await fc.assert(
        fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 3 }), async (damages) => {
          let tier = await disk.open()
          try {
            await disk.fill(tier, 'film', 1)
            for (const { inHeader, at, isRestarted, ...how } of damages) {
              const [path] = disk.chunkFiles
              if (isRestarted) await tier.close()
              if (path) spoil(path, { ...how, at: inHeader ? at % 200 : at })
              if (isRestarted) tier = await disk.open()
            }
            lost += 16 - (await disk.count(tier, 'film', 1))
            await disk.fill(tier, 'film', 1)
            expect(await disk.count(tier, 'film', 1)).toBe(16)
          } finally {
            await tier.close()
            fs.rmSync(disk.folder, { recursive: true })
          }
        }),
        { numRuns: 100 },
      )
      expect(lost).toBeGreaterThan(50)
    })

    it('when files were exchanged by hand, while it runs or between', async () => {
      const tier = await disk.open()
      await disk.fill(tier, 'film', 2)
      await disk.fill(tier, 'other', 40)
      const names = disk.chunkFiles
      const first = names.filter((path) => path.endsWith('-0.chunk'))
      const second = names.filter((path) => path.endsWith('-1.chunk'))
      copy(first[0], first[1])
      copy(second[0], second[1])
      const found = (await disk.count(tier, 'film', 2)) + (await disk.count(tier, 'other', 2))
      expect(found).toBe(32)
      // What is not believed is removed behind the reader's back; closing would not wait for it.
      await expect.poll(() => disk.chunkFiles.length).toBe(names.length - 2)
      await tier.close()
      const rest = disk.chunkFiles.slice(0, 10)
      for (const path of rest.slice(1)) copy(rest[0], path)
      const after = await disk.open()
      await disk.count(after, 'film', 2)
      await disk.count(after, 'other', 40)
      await expect.poll(() => disk.chunkFiles.length).toBe(names.length - 2 - 9)
    })
  })

  describe('is private', () => {
    it('to its user, in all the folders that it makes', async () => {
      const tier = await disk.open({ cacheDir: join(disk.cacheDir, 'not', 'there', 'yet') })
      await disk.fill(tier, 'film', 1)
      const made = ['not', 'not/there', 'not/there/yet', `not/there/yet/gramreel-chunks-1`].map((path) =>
        join(disk.cacheDir, path),
      )
      for (const path of made) expect(fs.statSync(path).mode & 0o777).toBe(0o700)
      for (const name of fs.readdirSync(made[3] ?? '')) {
        expect(fs.statSync(join(made[3] ?? '', name)).mode & 0o077, name).toBe(0)
      }
    })

    it('even when its folder was open to others; the one above is not its own', async () => {
      fs.mkdirSync(disk.folder)
      fs.chmodSync(disk.cacheDir, 0o755)
      fs.chmodSync(disk.folder, 0o777)
      await disk.open()
      expect(fs.statSync(disk.folder).mode & 0o777).toBe(0o700)
      expect(fs.statSync(disk.cacheDir).mode & 0o777).toBe(0o755)
    })

    it('and follows no symbolic link to its folder', async () => {
      fs.mkdirSync(join(disk.cacheDir, 'elsewhere'))
      fs.symlinkSync(join(disk.cacheDir, 'elsewhere'), disk.folder)
      const tier = await disk.open()
      fill(tier, disk.pool, { file: 'film', segment: 0 })
      await tier.flush()
      expect(disk.warnings).toHaveLength(1)
      expect(fs.readdirSync(join(disk.cacheDir, 'elsewhere'))).toEqual([])
    })
  })
})

function spoil(
  path: string,
  { how, at, bit, length }: { how: string; at: number; bit: number; length: number },
): void {
  const bytes = fs.readFileSync(path)
  if (how === 'cut') fs.truncateSync(path, at)
  else if (at < bytes.length) {
    if (how === 'flip') bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at)
    else bytes.fill(0, at, Math.min(bytes.length, at + length))
    fs.writeFileSync(path, bytes)
  }
}

function copy(from = '', to = ''): void {
  fs.writeFileSync(to, fs.readFileSync(from))
}
