import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { SessionSlot, SlotAnswer, TakeSlot } from './session-slot.ts'
import { createSessionStore } from './session-store.ts'
import type { Session } from './session-text.ts'

const keyOf = (byte: number) => Buffer.alloc(256, byte)
const session = (byte: number): Session => ({ home: 2, keys: new Map([[2, keyOf(byte)]]) })
const byteOf = ({ keys }: Session) => keys.get(2)?.[0]
const given = (byte: number) =>
  `1${Buffer.concat([Buffer.from([2, 127, 0, 0, 1, 0, 80]), keyOf(byte)]).toString('base64')}`

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'gramreel-worker-store-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** Slots as the backend gives them, in memory. */
function backendOf() {
  const slots: { pool: string; holder: string | undefined; saved: string | undefined }[] = []
  const state = { isAway: false, slots, steal: () => slots.forEach((slot) => (slot.holder = 'a thief')) }
  const backendSlots =
    (instance: string): TakeSlot =>
    async ({ name, isSingle }) => {
      if (state.isAway) return undefined
      let slot = slots.find((each) => each.pool === name && (!each.holder || each.holder === instance))
      if (!slot) {
        if (isSingle && slots.some((each) => each.pool === name)) return undefined
        slots.push((slot = { pool: name, holder: undefined, saved: undefined }))
      }
      slot.holder = instance
      const mine = slot
      const answer = (): SlotAnswer => (state.isAway ? 'away' : mine.holder === instance ? 'ours' : 'lost')
      const lease: SessionSlot = {
        saved: mine.saved,
        renew: async () => answer(),
        async save(text) {
          if (answer() === 'ours') mine.saved = text
          return answer()
        },
        async release() {
          if (answer() === 'ours') mine.holder = undefined
        },
      }
      return lease
    }
  return { ...state, state, backendSlots }
}

function start(options: Partial<Parameters<typeof createSessionStore>[0]> = {}) {
  const store = createSessionStore({
    dataDir: undefined,
    given: undefined,
    owner: 'bot',
    backendSlots: undefined,
    onTrouble: () => {},
    renewMs: 20,
    ...options,
  })
  let lost = 0
  const opened = store.open(() => lost++)
  onTestFinished(() => store.close())
  return { store, opened, lost: () => lost }
}

/** An instance that signs in with key `byte` where it got none, and is over. */
async function live(byte: number, options: Parameters<typeof start>[0]): Promise<number | undefined> {
  const { store, opened } = start(options)
  const used = byteOf(await opened)
  if (used === undefined) store.save(session(byte))
  await store.close()
  return used
}

describe('a session store', () => {
  it.each(['DATA_DIR', 'the backend'])('keeps a session in %s for the next start', async (place) => {
    const options = place === 'DATA_DIR' ? { dataDir: folder() } : { backendSlots: backendOf().backendSlots }
    expect(await live(1, options)).toBeUndefined()
    expect(await live(2, options)).toBe(1)
    expect(await live(3, { ...options, owner: 'another bot' })).toBeUndefined()
  })

  it.each(['DATA_DIR', 'the backend'])(
    'never gives one session of %s to two, however starts overlap',
    async (place) => {
      const options =
        place === 'DATA_DIR' ? { dataDir: folder() } : { backendSlots: backendOf().backendSlots }
      let before = start(options)
      let inUse = byteOf(await before.opened)
      let signIns = 0
      for (let i = 1; i <= 20; i++) {
        const next = start(options)
        const used = byteOf(await next.opened)
        if (used === undefined) {
          signIns++
          next.store.save(session(i))
        } else expect(used).not.toBe(inUse)
        await before.store.close()
        before = next
        inUse = used ?? i
      }
      // One session for each of the two that overlap.
      expect(signIns).toBeLessThanOrEqual(2)
    },
  )

  it('prefers TELEGRAM_SESSION, then DATA_DIR, then the backend', async () => {
    const { backendSlots } = backendOf()
    const dataDir = folder()
    await live(1, { dataDir })
    await live(2, { backendSlots })
    expect(await live(9, { dataDir, backendSlots, given: given(7) })).toBe(7)
    expect(await live(9, { dataDir, backendSlots })).toBe(1)
    expect(await live(9, { dataDir: folder(), backendSlots })).toBe(2)
  })

  it('goes on with what grew out of the given session, until another is given', async () => {
    const dataDir = folder()
    const { store, opened } = start({ dataDir, given: given(7) })
    const used = await opened
    used.keys.set(4, keyOf(8))
    store.save(used)
    await store.close()
    const again = start({ dataDir, given: given(7) })
    expect([...(await again.opened).keys.keys()]).toEqual([2, 4])
    await again.store.close()
    expect(await live(9, { dataDir, given: given(6) })).toBe(6)
    expect(await live(9, { dataDir })).toBeUndefined()
  })

  it('lets one instance only use the given session, as far as anything can tell', async () => {
    const { backendSlots } = backendOf()
    for (const options of [{ dataDir: folder() }, { backendSlots }, { dataDir: folder(), backendSlots }]) {
      const one = start({ ...options, given: given(7) })
      expect(byteOf(await one.opened)).toBe(7)
      expect(await live(8, { ...options, given: given(7) })).not.toBe(7)
      await one.store.close()
      expect(await live(8, { ...options, given: given(7) })).toBe(7)
    }
    expect(await live(8, { given: given(7) })).toBe(7)
  })

  it('does not use the given session while the backend, which leases it, is away', async () => {
    const { state, backendSlots } = backendOf()
    state.isAway = true
    expect(await live(8, { backendSlots, given: given(7) })).toBeUndefined()
  })

  it('brings a session made while the backend was away there when it is back, and out of DATA_DIR', async () => {
    const { state, backendSlots, slots } = backendOf()
    const dataDir = folder()
    state.isAway = true
    const { store, opened } = start({ dataDir, backendSlots })
    await opened
    store.save(session(5))
    expect(slots).toEqual([])
    state.isAway = false
    await expect.poll(() => slots[0]?.saved).toContain(keyOf(5).toString('base64'))
    await store.close()
    expect(await live(6, { dataDir })).toBeUndefined()
    expect(await live(9, { dataDir: folder(), backendSlots })).toBe(5)
  })

  it('saves what it could not while the backend was away', async () => {
    const { state, backendSlots, slots } = backendOf()
    const { store, opened } = start({ backendSlots })
    await opened
    state.isAway = true
    store.save(session(5))
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(slots[0]?.saved).toBeUndefined()
    state.isAway = false
    await expect.poll(() => slots[0]?.saved).toContain(keyOf(5).toString('base64'))
  })

  it('tells once that its session was taken, saves nothing over it, and keeps the next one elsewhere', async () => {
    const { backendSlots, slots, steal } = backendOf()
    const { store, opened, lost } = start({ backendSlots })
    await opened
    store.save(session(5))
    await expect.poll(() => slots[0]?.saved).toBeDefined()
    const [stolen] = slots
    const before = stolen?.saved
    steal()
    await expect.poll(lost).toBe(1)
    store.save(session(6))
    await expect.poll(() => slots[1]?.saved).toContain(keyOf(6).toString('base64'))
    expect([lost(), stolen?.saved]).toEqual([1, before])
  })

  it('goes on with its session while the backend is away, and does not wait for it to stop', async () => {
    const { state, backendSlots } = backendOf()
    const { store, opened, lost } = start({ backendSlots })
    await opened
    state.isAway = true
    store.save(session(5))
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(lost()).toBe(0)
    const began = performance.now()
    await store.close()
    expect(performance.now() - began).toBeLessThan(3_000)
  })

  it('starts without a session where the folder cannot hold one', async () => {
    const troubles: string[] = []
    const { opened } = start({ dataDir: '/nowhere', onTrouble: (message) => troubles.push(message) })
    expect(byteOf(await opened)).toBeUndefined()
    expect(troubles).toEqual(['a saved session cannot be read'])
  })
})
