// S05, S06: to the second, over HTTP, by the worker's own clock.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { codeOf, type Pair, type PostedFile, startPair, goodClaims } from '../testing/start-pair.ts'
import { createForge } from './forge.ts'

// Much work, and machines that run tests are busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const forge = createForge()
const NOON = 1_800_000_000
let clock = NOON
let pair: Pair
let file: PostedFile

beforeAll(async () => {
  pair = await startPair({ linkKeys: forge.publicPem, now: () => clock })
  file = await pair.post({ size: 1000 })
})
afterAll(() => pair.close())

/** What a new playback gets with such a token when the worker's clock stands `at` seconds after noon. */
async function asked(claims: { iat: number; exp: number }, at: number): Promise<unknown> {
  clock = NOON + at
  const token = forge.token({ ...goodClaims(file), iat: NOON + claims.iat, exp: NOON + claims.exp })
  const answer = await fetch(`${pair.worker.url}/stream/film_1/x?token=${token}`, {
    headers: { range: 'bytes=0-0' },
  })
  if (answer.status >= 400) return (await codeOf(answer))[1]
  await answer.arrayBuffer()
  return answer.status
}

describe('a link', () => {
  it.each([
    [-3600, 'link_invalid'],
    [-31, 'link_invalid'],
    [-30, 206],
    [-1, 206],
    [0, 206],
    [3599, 206],
    [3600, 206],
    [3629, 206],
    [3630, 'link_expired'],
    [3631, 'link_expired'],
    [3600 + 3600, 'link_expired'],
    [10 * 365 * 86_400, 'link_expired'],
  ])('of an hour, used %i s after it was issued: %s', async (at, wanted) => {
    expect(await asked({ iat: 0, exp: 3600 }, at)).toBe(wanted)
  })

  it.each([
    [30, 206],
    [31, 'link_invalid'],
    [120, 'link_invalid'],
    [3600, 'link_invalid'],
    [-30, 206],
    [-120, 206],
  ])('whose backend’s clock is %i s ahead, used at once: %s', async (skew, wanted) => {
    expect(await asked({ iat: skew, exp: skew + 3600 }, 0)).toBe(wanted)
  })

  it.each([1, 2, 60, 3599])('of %i s lives so long, and the forgiven 30 s', async (life) => {
    expect(await asked({ iat: 0, exp: life }, life + 29)).toBe(206)
    expect(await asked({ iat: 0, exp: life }, life + 30)).toBe('link_expired')
  })

  it('that began in time goes on after its hour, its twin that did not is refused', async () => {
    clock = NOON
    const claims = { ...goodClaims(file), iat: NOON, exp: NOON + 3600 }
    const address = (jti: string) =>
      `${pair.worker.url}/stream/film_1/x?token=${forge.token({ ...claims, jti })}`
    const first = async (jti: string) => {
      const answer = await fetch(address(jti), { headers: { range: 'bytes=0-0' } })
      await answer.arrayBuffer()
      return answer.status
    }
    expect(await first('begun')).toBe(206)
    // A look at the headers begins no playback.
    expect((await fetch(address('looked'), { method: 'HEAD' })).status).toBe(200)
    clock = NOON + 600
    expect(await first('begun')).toBe(206)
    for (let at = 1200; at <= 3600 + 6 * 3600; at += 600) {
      clock = NOON + at
      expect([at, await first('begun')]).toEqual([at, 206])
    }
    clock = NOON + 3600 + 6 * 3600 + 1
    expect(await first('begun')).toBe(401)
    clock = NOON + 3631
    expect(await first('looked')).toBe(401)
  })
})
