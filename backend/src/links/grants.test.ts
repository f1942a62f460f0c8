import { join } from 'node:path'
import { WITHDRAWN_KEPT_SECONDS, WITHDRAWN_PAGE } from '@gramreel/contracts/workers'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../storage/database.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { createGrants } from './grants.ts'

const setUp = async () => {
  const database = await openDatabase(join(await temporaryFolder(), 'test.db'))
  onTestFinished(() => database.destroy())
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
