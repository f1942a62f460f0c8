import { createHash, randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openWorld } from './open-world.ts'
import { bytesOf, temporaryFolder, temporaryWorld } from './temporary-world.ts'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

function cut(whole: Buffer, partSize: number): Buffer[] {
  const count = Math.ceil(whole.length / partSize)
  return Array.from({ length: count }, (_, n) => whole.subarray(n * partSize, (n + 1) * partSize))
}

describe('an upload', () => {
  it('becomes the same file in whatever order its parts come, all at once or one by one', async () => {
    const world = temporaryWorld()
    let fileId = 0n
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20_000 }),
        fc.constantFrom(1024, 2048, 4096),
        fc.boolean(),
        fc.gen(),
        async (size, partSize, atOnce, gen) => {
          const whole = randomBytes(size)
          const id = ++fileId
          const parts = cut(whole, partSize).map((bytes, number) => ({ bytes, number }))
          const order = gen(fc.shuffledSubarray, parts, { minLength: parts.length })
          const save = (part: (typeof parts)[number]) => world.savePart('ada', id, part.number, part.bytes)
          if (atOnce) await Promise.all(order.map(save))
          else for (const part of order) await save(part)
          const content = await world.assemble('ada', id, parts.length)
          expect(content.size).toBe(size)
          expect(sha256(await bytesOf(world, content))).toBe(sha256(whole))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('goes on after the process was started again', async () => {
    const dataDir = temporaryFolder()
    const parts = cut(randomBytes(10_000), 4096)
    for (const number of [2, 0, 1]) {
      const world = openWorld({ dataDir, dcIds: [2] })
      await world.savePart('ada', 7n, number, parts[number] ?? Buffer.alloc(0))
      world.close()
    }
    const world = openWorld({ dataDir, dcIds: [2] })
    const content = await world.assemble('ada', 7n, 3)
    expect(sha256(await bytesOf(world, content))).toBe(sha256(Buffer.concat(parts)))
    world.close()
  })

  it('names the first part that is missing', async () => {
    const world = temporaryWorld()
    await world.savePart('ada', 1n, 0, randomBytes(1024))
    await world.savePart('ada', 1n, 2, randomBytes(10))
    await expect(world.assemble('ada', 1n, 3)).rejects.toMatchObject({
      errorName: 'FILE_PART_1_MISSING',
      part: 1,
    })
    await expect(world.assemble('ada', 2n, 1)).rejects.toMatchObject({ errorName: 'FILE_PART_0_MISSING' })
  })

  it('refuses a number of parts below those that came', async () => {
    const world = temporaryWorld()
    await world.savePart('ada', 1n, 0, randomBytes(1024))
    await world.savePart('ada', 1n, 1, randomBytes(1024))
    await expect(world.assemble('ada', 1n, 1)).rejects.toMatchObject({ errorName: 'FILE_PARTS_INVALID' })
  })

  it('belongs to who sent it', async () => {
    const world = temporaryWorld()
    await world.savePart('ada', 1n, 0, randomBytes(1024))
    await expect(world.assemble('bob', 1n, 1)).rejects.toMatchObject({ errorName: 'FILE_PART_0_MISSING' })
  })

  it('gives the same content when it is joined again, and begins anew with new parts', async () => {
    const world = temporaryWorld()
    await world.savePart('ada', 1n, 0, Buffer.from('first'))
    const first = await world.assemble('ada', 1n, 1)
    expect(await world.assemble('ada', 1n, 1)).toEqual(first)
    await world.savePart('ada', 1n, 0, Buffer.from('second'))
    const second = await world.assemble('ada', 1n, 1)
    expect((await bytesOf(world, second)).toString()).toBe('second')
    expect((await bytesOf(world, first)).toString()).toBe('first')
  })

  it('takes a shorter last part in place of a longer one', async () => {
    const world = temporaryWorld()
    await world.savePart('ada', 1n, 0, Buffer.alloc(1024, 1))
    await world.savePart('ada', 1n, 1, Buffer.alloc(900, 2))
    await world.savePart('ada', 1n, 1, Buffer.alloc(100, 3))
    const content = await world.assemble('ada', 1n, 2)
    expect(content.size).toBe(1124)
    expect((await bytesOf(world, content)).subarray(1024).equals(Buffer.alloc(100, 3))).toBe(true)
  })

  it('is forgotten after a day', async () => {
    const dataDir = temporaryFolder()
    let now = Date.now()
    const first = openWorld({ dataDir, dcIds: [2], now: () => now })
    await first.savePart('ada', 1n, 0, randomBytes(1024))
    first.close()
    now += 25 * 3600_000
    const world = openWorld({ dataDir, dcIds: [2], now: () => now })
    await expect(world.assemble('ada', 1n, 1)).rejects.toMatchObject({ errorName: 'FILE_PART_0_MISSING' })
    world.close()
  })
})
