import { setImmediate } from 'node:timers/promises'
import { WITHDRAWN_KEPT_SECONDS, WITHDRAWN_PAGE } from '@gramreel/contracts/workers'
import { expect, test } from 'vitest'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { createGrants } from './grants.ts'

onBothDatabases((databases) => {
  const setUp = async (place?: string) => {
    const database = await databases.open(place)
    const clock = { now: 1_790_000_000 }
    return { clock, database, grants: createGrants(database, () => clock.now) }
  }

  test('what was withdrawn is told in its order, and to each asker from where he was', async () => {
    const { grants } = await setUp()
    await grants.withdraw(['a', 'b'])
    await grants.withdraw(['c'])
    expect(await grants.withdrawn(0)).toEqual({ grants: ['a', 'b', 'c'], next: 3 })
    expect(await grants.withdrawn(2)).toEqual({ grants: ['c'], next: 3 })
    expect(await grants.withdrawn(3)).toEqual({ grants: [], next: 3 })
  })

  test('who was told more by another database begins anew', async () => {
    const { grants } = await setUp()
    await grants.withdraw(['a'])
    expect(await grants.withdrawn(77)).toEqual({ grants: ['a'], next: 1 })
  })

  test('a page holds as many as fit 64 KiB, and the next one the rest', async () => {
    const { grants } = await setUp()
    const all = Array.from({ length: WITHDRAWN_PAGE + 5 }, (_, i) => String(i).padStart(22, 'x'))
    await grants.withdraw(all)
    const first = await grants.withdrawn(0)
    expect(JSON.stringify(first).length).toBeLessThan(64 * 1024)
    const second = await grants.withdrawn(first.next)
    expect([...first.grants, ...second.grants]).toEqual(all)
  })

  test('a grant is forgotten once no playback can outlast it', async () => {
    const { grants, clock } = await setUp()
    await grants.withdraw(['a'])
    clock.now += WITHDRAWN_KEPT_SECONDS
    await grants.withdraw(['b'])
    expect((await grants.withdrawn(0)).grants).toEqual(['a', 'b'])
    clock.now += 1
    await grants.withdraw(['c'])
    expect((await grants.withdrawn(0)).grants).toEqual(['b', 'c'])
  })

  test('nothing is withdrawn when what should end did not', async () => {
    const { grants, database } = await setUp()
    const failing = database.transaction().execute(async (transaction) => {
      await grants.withdraw(['a'], transaction)
      throw new Error('stop')
    })
    await expect(failing).rejects.toThrow('stop')
    expect((await grants.withdrawn(0)).grants).toEqual([])
  })

  test('who asks while two backends withdraw misses none', async () => {
    const place = await databases.create()
    const [one, other] = [await setUp(place), await setUp(place)]
    const all = Array.from({ length: 60 }, (_, i) => `${i}`)
    let isOver = false
    const withdrawing = Promise.all(
      all.map((grant, i) => (i % 2 === 0 ? one : other).grants.withdraw([grant])),
    ).finally(() => (isOver = true))
    const told: string[] = []
    let since = 0
    for (let rounds = 0; rounds < 2; rounds += isOver ? 1 : 0) {
      const { grants, next } = await one.grants.withdrawn(since)
      told.push(...grants)
      since = next
      await setImmediate()
    }
    await withdrawing
    expect(told.toSorted()).toEqual(all.toSorted())
  })
})
