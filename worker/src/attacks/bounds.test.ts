// S41: nothing that strangers can make grow grows without end, and nobody is asked more often than is good.
import { createServer, type ServerResponse } from 'node:http'
import { createPublicKey } from 'node:crypto'
import * as fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { BoundedMap } from '../bounded-map.ts'
import { createLinkCheck } from '../links/check-link.ts'
import { fetchedKeys } from '../links/key-set.ts'
import { createPlaybacks } from '../links/playbacks.ts'
import { listen } from '../testing/listen.ts'
import { createForge } from './forge.ts'
import { goodClaims } from '../testing/start-pair.ts'

// Much work, and machines that run tests are busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

describe('a bounded map', () => {
  it('is a map that forgets what was touched longest ago', () => {
    const key = fc.nat(12)
    const step = fc.oneof(
      fc.tuple(fc.constant('set'), key),
      fc.tuple(fc.constant('get'), key),
      fc.tuple(fc.constant('delete'), key),
    )
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.array(step, { maxLength: 60 }), (max, steps) => {
        const map = new BoundedMap<number, string>(max)
        // Touched longest ago first.
        let model: [number, string][] = []
        for (const [i, [what, at]] of steps.entries()) {
          const known = model.find(([each]) => each === at)
          if (what === 'get') expect(map.get(at)).toBe(known?.[1])
          if (what === 'set') map.set(at, `value ${i}`)
          if (what === 'delete') map.delete(at)
          const kept = what === 'set' ? `value ${i}` : known?.[1]
          const others = model.filter(([each]) => each !== at)
          model = what === 'delete' || kept === undefined ? others : [...others, [at, kept]]
          model = model.slice(-max)
          expect(map.size).toBe(model.length)
        }
        for (const [at, value] of model) expect(map.get(at)).toBe(value)
      }),
      { numRuns: 2000 },
    )
  })

  it('holds its bound under a million keys', () => {
    const map = new BoundedMap<string, number>(1000)
    for (let i = 0; i < 1_000_000; i++) map.set(`key ${i}`, i)
    expect(map.size).toBeGreaterThan(950)
    expect(map.size).toBeLessThanOrEqual(1000)
    expect([map.get('key 998999'), map.get('key 999050')]).toEqual([undefined, 999_050])
  })
})

const link = (i: number) => ({ jti: `jti-${i}`, exp: 3600 })

describe('playbacks', () => {
  it('are remembered 20,000 at a time, whatever their number', () => {
    const playbacks = createPlaybacks()
    for (let i = 0; i < 200_000; i++) playbacks.enter(link(i), 100)?.leave()
    const isUnderWay = (i: number) => playbacks.isUnderWay(link(i), 3700 - 3000)
    expect([isUnderWay(0), isUnderWay(179_999), isUnderWay(181_000), isUnderWay(199_999)]).toEqual([
      false,
      false,
      true,
      true,
    ])
  })
})

describe('the backend’s keys', () => {
  const forge = createForge()
  const jwk = createPublicKey(forge.publicPem).export({ format: 'jwk' })
  const closes: (() => void)[] = []
  afterEach(() => {
    vi.useRealTimers()
    for (const close of closes.splice(0)) close()
  })

  /** A backend that answers so, and counts. */
  async function backend(answer: (response: ServerResponse) => void) {
    const counted = { asked: 0, elsewhere: 0 }
    const server = createServer((request, response) => {
      if (request.url === '/.well-known/jwks.json') counted.asked++
      else counted.elsewhere++
      answer(response)
    })
    const url = `http://127.0.0.1:${await listen(server)}`
    const logged: string[] = []
    const source = fetchedKeys(url, (message, detail) => logged.push(`${message} ${JSON.stringify(detail)}`))
    closes.push(() => {
      source.close()
      server.close()
      server.closeAllConnections()
    })
    return { counted, source, logged }
  }

  it('are asked for once in 30 s at most, however many tokens name keys we do not know', async () => {
    vi.useFakeTimers({ toFake: ['performance'], now: 0 })
    const { counted, source } = await backend((response) => response.end(JSON.stringify({ keys: [jwk] })))
    await source.refresh()
    const now = 1_800_000_000
    const check = createLinkCheck({
      audience: 'worker-1',
      keySource: source,
      playbacks: createPlaybacks(),
      now: () => now,
    })
    const file = { chat: '-1001', msg: 42, size: 10, mime: 'video/mp4', name: 'film.mp4' }
    const flood = async () => {
      const codes = await Promise.all(
        Array.from({ length: 500 }, (_, i) => {
          const token = forge.token(goodClaims(file, now), { ...forge.header, kid: `unknown-${i}` })
          return check(token, 'film_1', 'stream').catch((error: unknown) =>
            Reflect.get(Object(error), 'code'),
          )
        }),
      )
      expect(new Set(codes)).toEqual(new Set(['link_invalid']))
    }
    for (let round = 1; round <= 4; round++) {
      await flood()
      await flood()
      expect(counted.asked).toBe(round)
      vi.advanceTimersByTime(29_000)
      await flood()
      expect(counted.asked).toBe(round)
      vi.advanceTimersByTime(1001)
    }
    await expect(check(forge.token(goodClaims(file, now)), 'film_1', 'stream')).resolves.toBeDefined()
  })

  it.each<readonly [string, (response: ServerResponse) => void]>([
    ['no JSON', (response) => response.end('<html>')],
    ['no set', (response) => response.end('{"keys":5}')],
    ['nothing of use', (response) => response.end('{"keys":[null,{"kty":"RSA"},{"kty":"oct","k":"AA"}]}')],
    [
      'a point that is not on the curve',
      (response) => response.end(JSON.stringify({ keys: [{ ...jwk, x: jwk.y }] })),
    ],
    ['a megabyte', (response) => response.end(JSON.stringify({ keys: [jwk], more: 'x'.repeat(2 ** 20) }))],
    ['an error', (response) => response.writeHead(500).end(JSON.stringify({ keys: [jwk] }))],
    ['a redirect', (response) => response.writeHead(302, { location: '/other' }).end()],
  ])('are not taken from %s', async (_, answer) => {
    const { counted, source, logged } = await backend(answer)
    await expect.poll(() => logged.length).toBeGreaterThan(0)
    expect(source.keys().size).toBe(0)
    expect(counted.elsewhere).toBe(0)
  })

  it('are sixteen at most', async () => {
    const many = Array.from({ length: 40 }, () => createForge().publicKey.export({ format: 'jwk' }))
    const { source } = await backend((response) => response.end(JSON.stringify({ keys: many })))
    await expect.poll(() => source.keys().size).toBe(16)
  })
})
