// Viewers who are gone without a word, by the hundreds, at any moment: what was done for them stops, and nothing of them stays.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { type Pair, startPair } from '../testing/start-pair.ts'
import { createDice, SOAK } from './dice.ts'
import { view, watch } from './viewer.ts'

const MIB = 1024 * 1024
const VIEWERS = Math.ceil(400 * SOAK)
const AT_ONCE = 40

let pair: Pair | undefined
afterEach(() => pair?.close())

/** Sockets, timers and the like of this process, by kind. */
function resources(): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of process.getActiveResourcesInfo()) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

describe('R16: viewers who vanish', { timeout: 60_000 * Math.max(1, SOAK) }, () => {
  it(`(${VIEWERS} of them, at any moment) leave no socket, no timer and no fetch behind`, async () => {
    pair = await startPair()
    const own = pair
    const films = await Promise.all(Array.from({ length: 8 }, () => own.post({ size: 512 * MIB })))
    const [first] = films
    if (!first) throw new Error('no film')
    await watch(own.link(first), first, { start: 0, end: MIB })
    await settled(own)
    const before = resources()
    const dice = createDice()
    let left = VIEWERS
    const vanish = async () => {
      while (left-- > 0) {
        const film = dice.pick(films)
        const leaving = new AbortController()
        const timer = setTimeout(() => leaving.abort(), dice.below(60))
        const start = dice.below(film.size)
        const viewing = await view(own.link(film), { start, signal: leaving.signal }).catch(() => undefined)
        clearTimeout(timer)
        expect([dice.seed, viewing?.wrongAt]).toEqual([dice.seed, undefined])
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, vanish))
    const calls = await settled(own)
    await sleep(500)
    expect(await own.calls('upload.getFile')).toBe(calls)
    await expect
      .poll(() => resources(), { timeout: 10_000 })
      .toSatisfy((now: Record<string, number>) =>
        ['TCPSocketWrap', 'Timeout', 'Immediate'].every(
          (kind) => (now[kind] ?? 0) <= (before[kind] ?? 0) + 3,
        ),
      )
    expect(own.worker.health().status).toBe('ok')
    await watch(own.link(first), first, { start: 100 * MIB, end: 101 * MIB })
  })

  it('before their first byte stop the fetch: at most what was in flight is still asked for', async () => {
    pair = await startPair()
    const own = pair
    const film = await own.post({ size: 512 * MIB })
    await watch(own.link(film), film, { start: 0, end: 10 })
    own.telegram.faults.add({
      fault: 'slow',
      latencyMs: 300,
      bytesPerSecond: 8 * MIB,
      method: 'upload.getFile',
    })
    const leaving = new AbortController()
    const viewing = view(own.link(film), { start: 100 * MIB, signal: leaving.signal }).catch(() => {})
    await sleep(100)
    leaving.abort()
    await viewing
    await sleep(300)
    const calls = await own.calls('upload.getFile')
    await sleep(1500)
    expect(await own.calls('upload.getFile')).toBe(calls)
  })

  it('while others watch the same film take nothing from them', async () => {
    pair = await startPair({ cacheMemoryMb: 0 })
    const own = pair
    const film = await own.post({ size: 6 * MIB })
    const staying = Array.from({ length: 5 }, () => watch(own.link(film), film))
    const vanishing = Array.from({ length: 60 }, async (_, i) => {
      const leaving = new AbortController()
      setTimeout(() => leaving.abort(), i * 5)
      await view(own.link(film), { signal: leaving.signal }).catch(() => {})
    })
    await Promise.all([...staying, ...vanishing])
  })
})

/** Waits until Telegram is asked for nothing more; answers how often it was. */
async function settled(of: Pair): Promise<number> {
  for (let last = -1; ;) {
    const now = await of.calls('upload.getFile')
    if (now === last) return now
    last = now
    await sleep(300)
  }
}
