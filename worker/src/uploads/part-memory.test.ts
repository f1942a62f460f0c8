import { expect, it } from 'vitest'
import { PartMemory } from './part-memory.ts'

const never = new AbortController().signal
const PART = 512 * 1024

it('there are as many parts in memory as it was told, and who comes later waits for one to come back', async () => {
  const memory = new PartMemory(2)
  const [one, two] = [await memory.take(never), await memory.take(never)]
  expect([one.length, two.length, memory.usedBytes]).toEqual([PART, PART, 2 * PART])
  let third: Buffer | undefined
  const waiting = memory.take(never).then((buffer) => (third = buffer))
  await Promise.resolve()
  expect(third).toBeUndefined()
  memory.give(one)
  await waiting
  expect(third).toBe(one)
  memory.give(two)
  memory.give(one)
  expect(memory.usedBytes).toBe(0)
})

it('who gives up waiting takes none', async () => {
  const memory = new PartMemory(1)
  const only = await memory.take(never)
  const leaving = new AbortController()
  const waiting = memory.take(leaving.signal)
  leaving.abort(new Error('gone'))
  await expect(waiting).rejects.toThrow('gone')
  memory.give(only)
  expect(await memory.take(never)).toBe(only)
})
