import { randomBytes } from 'node:crypto'
import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { temporaryFolder, temporaryWorld } from '../world/temporary-world.ts'
import { itKeepsTheContentPromise } from './content-source.contract.ts'

/** The pattern as CONTRACT.md tells it, block by block. */
function blocks(size: number, firstBlock = 0): Buffer {
  const whole = Buffer.alloc(Math.ceil(size / 16) * 16, 'xxxxxxxxGRAMREEL')
  for (let at = 0; at < whole.length; at += 16) whole.writeBigUInt64BE(BigInt(firstBlock + at / 16), at)
  return whole.subarray(0, size)
}

describe('content made up of blocks', () => {
  itKeepsTheContentPromise(async () => {
    const size = 2 * (1 << 20) + 4097
    return { source: temporaryWorld().open({ from: 'blocks', size }), whole: blocks(size) }
  })

  it('fills any place with the bytes that a read gives, whatever was there', () => {
    const size = 300_000
    const source = temporaryWorld().open({ from: 'blocks', size })
    const whole = blocks(size)
    fc.assert(
      fc.property(fc.nat(size), fc.nat(200_000), fc.nat(40), (offset, most, at) => {
        const target = Buffer.alloc(at + Math.min(most, size - offset), 0xee).subarray(at)
        source.fill?.(offset, target)
        expect(target.equals(whole.subarray(offset, offset + target.length))).toBe(true)
        source.fill?.(offset - (offset % 16), target)
        expect(target.equals(whole.subarray(offset - (offset % 16)).subarray(0, target.length))).toBe(true)
      }),
    )
  })

  it('counts on beyond 64 GiB, where a 32-bit number ends', async () => {
    const source = temporaryWorld().open({ from: 'blocks', size: 2 ** 40 })
    const start = 2 ** 32 * 16 - 160
    expect((await source.read(start, 320)).equals(blocks(320, start / 16))).toBe(true)
  })
})

describe('content of a file read in place', () => {
  itKeepsTheContentPromise(async () => {
    const whole = randomBytes(300_001)
    const path = join(temporaryFolder(), 'film.mp4')
    writeFileSync(path, whole)
    return { source: temporaryWorld().open({ from: 'path', path, size: whole.length }), whole }
  })

  it('fails when the file has become shorter, instead of answering short', async () => {
    const path = join(temporaryFolder(), 'film.mp4')
    writeFileSync(path, randomBytes(1000))
    const source = temporaryWorld().open({ from: 'path', path, size: 1000 })
    truncateSync(path, 500)
    await expect(source.read(400, 200)).rejects.toThrow(/ends at byte 500/)
    await source.close()
  })

  it('fails when the file is gone', async () => {
    const source = temporaryWorld().open({ from: 'path', path: '/nowhere/film.mp4', size: 10 })
    await expect(source.read(0, 10)).rejects.toThrow(/ENOENT/)
    await source.close()
  })
})

describe('content in the data folder', () => {
  itKeepsTheContentPromise(async () => {
    const world = temporaryWorld()
    const whole = randomBytes(300_001)
    const content = await world.store([whole.subarray(0, 70_000), whole.subarray(70_000)])
    return { source: world.open(content), whole }
  })
})
