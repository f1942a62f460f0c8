import { expect, test } from 'vitest'
import { createSecretBox } from '../storage/secret-box.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { createSavedSessions } from './saved-sessions.ts'

const [A, B, C] = ['instance-aaaaaaaaaa', 'instance-bbbbbbbbbb', 'instance-cccccccccc'] as const
const secretBox = createSecretBox('a key of at least sixteen letters')
const asked = (instance: string, more = {}) => ({
  instance,
  pool: 'pool-of-one-bot-1',
  isSingle: false,
  ...more,
})

const taken = async (sessions: ReturnType<typeof createSavedSessions>, instance: string, more = {}) => {
  const lease = await sessions.take('w', asked(instance, more))
  if (!lease) throw new Error('no lease')
  return lease
}

onBothDatabases((databases) => {
  const setUp = async (place?: string) => {
    const database = await databases.open(place)
    const clock = { ms: 0 }
    const open = () => createSavedSessions({ database, secretBox, now: async () => clock.ms })
    return { database, clock, open, sessions: open() }
  }

  test('a session goes from one instance to the next, and never to two at once', async () => {
    const { sessions } = await setUp()
    const { slot, session } = await taken(sessions, A)
    expect(session).toBe(null)
    expect(await sessions.save({ workerId: 'w', slot, instance: A }, 'key of A')).toBe(true)
    const other = await taken(sessions, B)
    expect(other).toEqual({ slot: expect.not.stringMatching(slot), session: null })
    await sessions.release({ workerId: 'w', slot, instance: A })
    expect(await taken(sessions, C)).toEqual({ slot, session: 'key of A' })
  })

  test('who asks again gets what he has', async () => {
    const { sessions } = await setUp()
    const { slot } = await taken(sessions, A)
    await sessions.save({ workerId: 'w', slot, instance: A }, 'key of A')
    expect(await taken(sessions, A)).toEqual({ slot, session: 'key of A' })
  })

  test('a lease lasts a minute from when its holder was last heard of', async () => {
    const { sessions, clock } = await setUp()
    const { slot } = await taken(sessions, A)
    const lease = { workerId: 'w', slot, instance: A }
    await sessions.save(lease, 'key of A')
    clock.ms = 50_000
    expect(await sessions.renew(lease)).toBe(true)
    clock.ms = 109_999
    expect((await taken(sessions, B)).session).toBe(null)
    clock.ms = 110_000
    expect((await taken(sessions, C)).session).toBe('key of A')
    expect(await sessions.renew(lease)).toBe(false)
    expect(await sessions.save(lease, 'newer key of A')).toBe(false)
    await sessions.release(lease)
    expect(await sessions.renew({ ...lease, instance: C })).toBe(true)
  })

  test('a holder who is late, but before all others, goes on', async () => {
    const { sessions, clock } = await setUp()
    const { slot } = await taken(sessions, A)
    clock.ms = 600_000
    expect(await sessions.renew({ workerId: 'w', slot, instance: A })).toBe(true)
    expect((await taken(sessions, B)).slot).not.toBe(slot)
  })

  test('after a restart of the backend a holder has a whole lease to be heard again', async () => {
    const { sessions, clock, open } = await setUp()
    const { slot } = await taken(sessions, A)
    await sessions.save({ workerId: 'w', slot, instance: A }, 'key of A')
    clock.ms = 3_600_000
    const restarted = open()
    expect((await taken(restarted, B)).session).toBe(null)
    clock.ms += 59_999
    expect(await restarted.renew({ workerId: 'w', slot, instance: A })).toBe(true)
  })

  test('workers, and pools of one worker, share nothing', async () => {
    const { sessions } = await setUp()
    const { slot } = await taken(sessions, A)
    await sessions.save({ workerId: 'w', slot, instance: A }, 'key of A')
    await sessions.release({ workerId: 'w', slot, instance: A })
    expect(await sessions.take('v', asked(B))).toMatchObject({ session: null })
    expect(await sessions.take('w', asked(B, { pool: 'pool-of-other-bot' }))).toMatchObject({ session: null })
    expect(await sessions.save({ workerId: 'v', slot, instance: A }, 'x')).toBe(false)
  })

  test('a session that was given by hand has one place, and there are eight for others', async () => {
    const { sessions } = await setUp()
    expect(await sessions.take('w', asked(A, { isSingle: true }))).toBeDefined()
    expect(await sessions.take('w', asked(B, { isSingle: true }))).toBeUndefined()
    const pool = 'another-pool-of-ours'
    const instances = Array.from({ length: 9 }, (_, i) => `instance-number-${i}`)
    const leases = await Promise.all(
      instances.map((instance) => sessions.take('w', asked(instance, { pool }))),
    )
    expect(leases.filter(Boolean).length).toBe(8)
    expect(new Set(leases.map((lease) => lease?.slot)).size).toBe(9)
  })

  test('a session does not show in the database, and does not open in another place or with another key', async () => {
    const { sessions, database } = await setUp()
    const { slot } = await taken(sessions, A)
    await sessions.save({ workerId: 'w', slot, instance: A }, 'canary')
    const rows = await database.selectFrom('worker_sessions').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain('canary')
    await database.updateTable('worker_sessions').set({ slot: 'moved', holder: null }).execute()
    expect(await taken(sessions, B)).toEqual({ slot: 'moved', session: null })
  })

  test('R07: two backends that lease at once never lease one session twice, and know of each other’s leases', async () => {
    const place = await databases.create()
    const [one, other] = [await setUp(place), await setUp(place)]
    const { slot } = await taken(one.sessions, A)
    await one.sessions.save({ workerId: 'w', slot, instance: A }, 'key of A')
    await one.sessions.release({ workerId: 'w', slot, instance: A })
    const rush = await Promise.all([B, C].map((instance, i) => taken((i ? one : other).sessions, instance)))
    expect(new Set(rush.map((lease) => lease.slot)).size).toBe(2)
    expect(rush.filter(({ session }) => session === 'key of A').length).toBe(1)

    const held = { workerId: 'w', slot, instance: rush[0]?.slot === slot ? B : C }
    for (const { clock } of [one, other]) clock.ms = 100_000
    expect(await other.sessions.renew(held)).toBe(true)
    for (const { clock } of [one, other]) clock.ms = 159_999
    expect((await taken(one.sessions, A)).slot).not.toBe(slot)
    await one.sessions.release(held)
    expect(await other.sessions.renew(held)).toBe(false)
  })
})
