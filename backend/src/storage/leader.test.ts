import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { onPostgres } from '../testing/on-both-databases.ts'
import { openDatabase } from './database.ts'
import { createLeaseLeader, soleLeader, type Leader } from './leader.ts'

const LEASE_MS = 1_500

/** A task that tells when it runs at two places at once. */
const createTask = () => {
  const atWork = new Set<string>()
  let most = 0
  const lead = (leader: Leader, name: string) => {
    const led = leader.lead('task', () => {
      atWork.add(name)
      most = Math.max(most, atWork.size)
      return { close: async () => void atWork.delete(name) }
    })
    onTestFinished(led.close)
    return led
  }
  const isAt = (...names: string[]) => vi.waitFor(() => expect([...atWork]).toEqual(names), 10_000)
  return { lead, isAt, most: () => most }
}

test('the only backend begins at once', async () => {
  const task = createTask()
  const led = task.lead(soleLeader, 'one')
  await task.isAt('one')
  await led.close()
  await task.isAt()
})

const openBackend = async (place: string, holder: string) => {
  const database = await openDatabase(place)
  onTestFinished(() => database.destroy().catch(() => {}))
  const leader = createLeaseLeader({ database, holder, leaseMs: LEASE_MS, onTrouble: () => {} })
  return { database, leader }
}

onPostgres(({ create }) => {
  test('of several backends one does the task, and when it stops the next', async () => {
    const place = await create()
    const names = ['one', 'two', 'three']
    const backends = await Promise.all(names.map((name) => openBackend(place, name)))
    const task = createTask()
    const led = new Map(backends.map(({ leader }, i) => [names[i], task.lead(leader, `${names[i]}`)]))
    for (let i = 0; i < 3; i++) {
      const { holder } = await vi.waitFor(() =>
        (backends[0]?.database ?? expect.fail()).selectFrom('leases').selectAll().executeTakeFirstOrThrow(),
      )
      await task.isAt(holder)
      // Longer than a lease: it is renewed.
      await sleep(LEASE_MS * 1.2)
      await task.isAt(holder)
      await led.get(holder)?.close()
    }
    await task.isAt()
    expect(task.most()).toBe(1)
  })

  test('who loses the database stops before another begins', async () => {
    const place = await create()
    const [one, two] = [await openBackend(place, 'one'), await openBackend(place, 'two')]
    const task = createTask()
    task.lead(one.leader, 'one')
    await task.isAt('one')
    task.lead(two.leader, 'two')
    await one.database.destroy()
    await task.isAt('two')
    expect(task.most()).toBe(1)
  })

  test('who stood still for longer than his lease notices, and stops', async () => {
    const place = await create()
    const [one, two] = [await openBackend(place, 'one'), await openBackend(place, 'two')]
    const task = createTask()
    task.lead(one.leader, 'one')
    await task.isAt('one')
    // As if its renewals had come late.
    await two.database.updateTable('leases').set({ expires_at: 0 }).execute()
    task.lead(two.leader, 'two')
    await task.isAt('two')
  })
})
