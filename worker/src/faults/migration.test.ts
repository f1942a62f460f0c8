// Files live in data centres, and sometimes in another one than everybody thought.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Pair, startPair } from '../testing/start-pair.ts'
import { view, watch } from './viewer.ts'

const MIB = 1024 * 1024
const METHOD = 'upload.getFile'

let pair: Pair
beforeAll(async () => {
  pair = await startPair({ cacheMemoryMb: 0 })
})
afterEach(() => pair.telegram.faults.clear())
afterAll(() => pair.close())

describe('R05: FILE_MIGRATE', () => {
  it('is followed in at most two hops, and the place is remembered', async () => {
    const film = await pair.post({ size: 3 * MIB })
    await watch(pair.link(film), film, { start: 0, end: 100 })
    // Sent away by DC 2, where the film is; DC 4 sends us back.
    pair.telegram.faults.add({ fault: 'file-migrate', dc: 4, method: METHOD, times: 1 })
    const calls = await pair.calls(METHOD)
    await watch(pair.link(film), film, { start: 2 * MIB, end: 2 * MIB + 1000 })
    expect((await pair.calls(METHOD)) - calls).toBeLessThanOrEqual(3)
    const after = await pair.calls(METHOD)
    await watch(pair.link(film), film, { start: MIB, end: MIB + 1000 })
    expect((await pair.calls(METHOD)) - after).toBe(1)
  })

  it('costs one authorisation for each data centre and process, whatever is read there', async () => {
    const own = await startPair({ cacheMemoryMb: 0 })
    try {
      const films = await Promise.all(Array.from({ length: 10 }, () => own.post({ size: MIB + 10, dc: 4 })))
      await Promise.all(films.map((film) => watch(own.link(film), film)))
      expect(await own.calls('auth.exportAuthorization')).toBe(1)
      expect(await own.calls('auth.importAuthorization')).toBe(1)
      expect(await own.calls('auth.importBotAuthorization')).toBe(1)
    } finally {
      await own.close()
    }
  })

  it('in a circle ends in an error, not in a loop', async () => {
    const film = await pair.post({ size: MIB })
    pair.telegram.faults.add({ fault: 'file-migrate', dc: 4, method: METHOD })
    const calls = await pair.calls(METHOD)
    expect(await view(pair.link(film))).toMatchObject({ status: 502, code: 'telegram_failed' })
    expect((await pair.calls(METHOD)) - calls).toBeLessThan(60)
    pair.telegram.faults.clear()
    await watch(pair.link(film), film)
  })

  it('to a data centre nobody told us of ends in an error, not in a hang', async () => {
    const film = await pair.post({ size: MIB })
    pair.telegram.faults.add({ fault: 'file-migrate', dc: 77, method: METHOD })
    const { status } = await view(pair.link(film))
    expect([502, 504]).toContain(status)
    pair.telegram.faults.clear()
    await watch(pair.link(film), film)
  })
})
