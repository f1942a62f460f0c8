import { describe, expect, it } from 'vitest'
import { SEGMENT_BYTES } from './segment.ts'
import { SegmentPool } from './segment-pool.ts'
import { WriteQueue } from './write-queue.ts'

const MIB = 1024 * 1024

/** A queue whose writes end when the test says so. */
function openQueue(maxBytes = 2 * MIB) {
  const pool = new SegmentPool(8 * MIB)
  const writes: { name: string; slots: number[]; finish: () => void }[] = []
  const queue = new WriteQueue({
    maxBytes,
    write: (name, batch) =>
      new Promise((resolve) => {
        writes.push({ name, slots: [...batch.keys()], finish: resolve })
      }),
  })
  const add = (name: string, ...slots: number[]) => {
    for (const slot of slots) {
      const segment = pool.take(SEGMENT_BYTES)
      if (segment) queue.add(name, slot, segment)
      segment?.release()
    }
  }
  return { pool, queue, writes, add }
}

const ALL = Array.from({ length: 16 }, (_, slot) => slot)

describe('WriteQueue', () => {
  it('writes a chunk at once when all of it has come', () => {
    const { writes, add } = openQueue()
    add('a', ...ALL.slice(0, 15))
    expect(writes).toEqual([])
    add('a', 15)
    expect(writes.map(({ slots }) => slots)).toEqual([ALL])
  })

  it('writes what came in pieces together, after a moment', async () => {
    const { writes, add } = openQueue()
    add('a', 3, 4)
    add('b', 1)
    add('a', 5)
    await expect.poll(() => writes.length).toBe(1)
    expect(writes[0]).toMatchObject({ name: 'a', slots: [3, 4, 5] })
    writes[0]?.finish()
    await expect.poll(() => writes.length).toBe(2)
    expect(writes[1]).toMatchObject({ name: 'b', slots: [1] })
  })

  it('holds no more than its bound, and each segment until it is written', async () => {
    const { pool, queue, writes, add } = openQueue()
    for (const name of ['a', 'b', 'c', 'd']) add(name, ...ALL)
    expect(pool.usedBytes).toBe(2 * MIB)
    expect(queue.find('a', 0)).toBeDefined()
    expect(queue.find('c', 0)).toBeUndefined()
    writes[0]?.finish()
    await expect.poll(() => pool.usedBytes).toBe(MIB)
    expect(queue.find('a', 0)).toBeUndefined()
    add('c', 1)
    expect(queue.find('c', 1)).toBeDefined()
  })

  it('holds a segment once, however often it is added', () => {
    const { queue, add } = openQueue()
    add('a', 1, 1, 1)
    expect(queue.queuedBytes).toBe(SEGMENT_BYTES)
  })

  it('is drained when all is written, what came meanwhile too', async () => {
    const { pool, queue, writes, add } = openQueue()
    add('a', 1)
    let isDrained = false
    const drained = queue.drain().then(() => (isDrained = true))
    add('b', 1)
    writes[0]?.finish()
    await expect.poll(() => writes.length).toBe(2)
    expect(isDrained).toBe(false)
    writes[1]?.finish()
    await drained
    expect(pool.usedBytes).toBe(0)
  })

  it('lets go of what it has not begun to write', async () => {
    const { pool, queue, writes, add } = openQueue()
    add('a', ...ALL)
    add('b', 1, 2, 3)
    queue.clear()
    expect(pool.usedBytes).toBe(MIB)
    writes[0]?.finish()
    await queue.drain()
    expect(pool.usedBytes).toBe(0)
    expect(writes).toHaveLength(1)
  })
})
