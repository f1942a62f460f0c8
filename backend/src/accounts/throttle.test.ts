import { expect, test } from 'vitest'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { addressKey, createThrottle, roundAddress } from './throttle.ts'

/** How many of so many tries are let in, one after the other. */
const letIn = async (count: number, begin: () => Promise<unknown>): Promise<number> => {
  let good = 0
  for (let i = 0; i < count; i++) {
    await begin().then(
      () => (good += 1),
      () => undefined,
    )
  }
  return good
}

onBothDatabases((databases) => {
  const setUp = async () => {
    const place = await databases.create()
    const clock = { seconds: 1_000_000 }
    const open = async () => {
      const database = await databases.open(place)
      return { database, throttle: createThrottle(database, () => clock.seconds) }
    }
    return { clock, open, ...(await open()) }
  }

  test('S27: ten tries in any quarter of an hour, the refused ones not counted', async () => {
    const { clock, throttle } = await setUp()
    const begin = () => throttle.begin('a')
    expect(await letIn(6, begin)).toBe(6)
    clock.seconds += 600
    expect(await letIn(6, begin)).toBe(4)
    clock.seconds += 300
    // The first six are a quarter of an hour ago, the other four are not.
    expect(await letIn(20, begin)).toBe(6)
    await expect(begin()).rejects.toMatchObject({ code: 'too_many_requests' })
  })

  test('a right try does not count', async () => {
    const { throttle } = await setUp()
    for (let i = 0; i < 12; i++) await (await throttle.begin('a', 'b')).forgive()
    expect(await letIn(11, () => throttle.begin('b'))).toBe(10)
  })

  test('keys do not disturb each other, and a try that one key refuses counts for none', async () => {
    const { throttle } = await setUp()
    expect(await letIn(10, () => throttle.begin('address 1'))).toBe(10)
    expect(await letIn(30, () => throttle.begin('address 1', 'account 1'))).toBe(0)
    expect(await letIn(11, () => throttle.begin('address 2', 'account 1'))).toBe(10)
  })

  test('S27: many at once gain nothing, nor two backends, nor a restart', async () => {
    const { throttle, open } = await setUp()
    const { throttle: other } = await open()
    const tries = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? throttle : other).begin('a'))
    const good = (await Promise.allSettled(tries)).filter(({ status }) => status === 'fulfilled').length
    expect(good).toBeLessThanOrEqual(10)
    const { throttle: restarted } = await open()
    expect(good + (await letIn(20, () => restarted.begin('a')))).toBe(10)
  })

  test('what was typed is not kept, and what counts no more is forgotten', async () => {
    const { clock, throttle, database } = await setUp()
    const rows = () => database.selectFrom('tries').selectAll().execute()
    for (let i = 0; i < 20; i++) await throttle.begin(`account canary ${i}`)
    expect(JSON.stringify(await rows())).not.toContain('canary')
    clock.seconds += 901
    await throttle.begin('b')
    expect(await rows()).toHaveLength(1)
  })
})

test.each([
  ['203.0.113.7', '203.0.113.7', '203.0.113.…'],
  ['::ffff:203.0.113.7', '203.0.113.7', '203.0.113.…'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2', '2001:db8:1:…'],
  ['2001:db8:1:2::9', '2001:db8:1:2', '2001:db8:1:…'],
  ['2001:db8::9', '2001:db8:0:0', '2001:db8:0:…'],
  ['::1', '0:0:0:0', '0:0:0:…'],
])('the address %s counts as %s and is shown as %s', (ip, key, round) => {
  expect(addressKey(ip)).toBe(key)
  expect(roundAddress(ip)).toBe(round)
})
