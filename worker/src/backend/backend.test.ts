// The worker's side of its talk with the backend, against a backend that does what the test wants.
import type { ServerResponse } from 'node:http'
import { WITHDRAWN_PAGE } from '@gramreel/contracts/workers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startFakeBackend, type Asked } from '../testing/fake-backend.ts'
import { createAskBackend } from './ask-backend.ts'
import { createBackendSlots } from './backend-slot.ts'
import { watchWithdrawals } from './withdrawals.ts'

const botToken = '123456789:AAExampleExampleExampleExample'
const instance = 'instance-aaaaaaaaaa'
const pool = { name: 'pool-of-one-bot-1', isSingle: false }

async function setUp(answer: (asked: Asked, response: ServerResponse) => void, workerId = 'worker-1') {
  const backend = await startFakeBackend(botToken, answer)
  onTestFinished(() => backend.close())
  return { ...backend, ask: createAskBackend({ backendUrl: backend.url, workerId, botToken }) }
}
const say = (status: number, body?: object) => (_: Asked, response: ServerResponse) =>
  response.writeHead(status).end(body && JSON.stringify(body))

describe('a request to the backend', () => {
  it('is signed, whatever the worker is called, and holds no bot token', async () => {
    const workerId = "a/b c'(ü)%"
    const { ask, asked } = await setUp(say(200, { fine: true }), workerId)
    expect(await ask('POST', '/session', { body: { a: 'ü' } })).toEqual({ status: 200, body: { fine: true } })
    await ask('GET', '/withdrawn?since=7')
    const prefix = `/api/workers/${encodeURIComponent(workerId)}`
    expect(asked).toEqual([
      {
        method: 'POST',
        path: `${prefix}/session`,
        body: { a: 'ü' },
        workerId: encodeURIComponent(workerId),
        isSigned: true,
      },
      {
        method: 'GET',
        path: `${prefix}/withdrawn?since=7`,
        body: undefined,
        workerId: encodeURIComponent(workerId),
        isSigned: true,
      },
    ])
  })

  it('reads no more than 64 KiB, and follows no redirect', async () => {
    let answered = 0
    const endless = await setUp((_, response) => {
      const more = () => {
        answered += 16_384
        if (response.write('x'.repeat(16_384))) setImmediate(more)
        else response.once('drain', more)
      }
      response.writeHead(200)
      more()
    })
    await expect(endless.ask('GET', '/withdrawn')).rejects.toThrow('64 KiB')
    const elsewhere = await setUp(say(200, {}))
    const redirects = await setUp((_, response) => {
      response.writeHead(302, { location: elsewhere.url }).end()
    })
    await expect(redirects.ask('GET', '/withdrawn')).rejects.toThrow()
    expect(elsewhere.asked).toEqual([])
    expect(answered).toBeLessThan(64 * 1024 * 1024)
  })

  it('gives up on a backend that does not answer', async () => {
    const { ask } = await setUp(() => {})
    const began = performance.now()
    await expect(ask('GET', '/withdrawn')).rejects.toThrow()
    expect(performance.now() - began).toBeLessThan(9_000)
  })
})

describe('a session at the backend', () => {
  it('is taken, saved, renewed and given back', async () => {
    const { ask, asked } = await setUp(({ method }, response) =>
      method === 'POST'
        ? response.writeHead(200).end('{"slot":"s1","session":"text"}')
        : response.writeHead(204).end(),
    )
    const take = createBackendSlots({ ask, instance, onTrouble: () => {} })
    const slot = await take(pool, AbortSignal.timeout(5_000))
    expect(slot?.saved).toBe('text')
    expect([await slot?.save('new'), await slot?.renew(), await slot?.save(undefined)]).toEqual([
      'ours',
      'ours',
      'ours',
    ])
    await slot?.release()
    const below = '/api/workers/worker-1/session'
    expect(asked.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', below, { instance, pool: pool.name, isSingle: false }],
      ['PUT', `${below}/s1?instance=${instance}`, { session: 'new' }],
      ['PUT', `${below}/s1/lease?instance=${instance}`, undefined],
      ['PUT', `${below}/s1?instance=${instance}`, { session: null }],
      ['DELETE', `${below}/s1/lease?instance=${instance}`, undefined],
    ])
  })

  it('that another took is lost; one of a backend in trouble is not, and the trouble is told once', async () => {
    let status = 200
    const { ask } = await setUp((_, response) =>
      response.writeHead(status).end('{"slot":"s1","session":null}'),
    )
    const troubles: string[] = []
    const take = createBackendSlots({ ask, instance, onTrouble: (message) => troubles.push(message) })
    const slot = await take(pool, AbortSignal.timeout(5_000))
    expect(slot).toMatchObject({ saved: undefined })
    status = 409
    expect([await slot?.renew(), await slot?.save('x')]).toEqual(['lost', 'lost'])
    expect(await take(pool, AbortSignal.timeout(5_000))).toBeUndefined()
    expect(troubles).toEqual([])
    for (status of [401, 404, 500, 503])
      expect([await slot?.renew(), await slot?.save('x')]).toEqual(['away', 'away'])
    expect(troubles).toHaveLength(1)
  })

  it.each([
    ['HTML of a host that wakes', '<html>'],
    ['another form', '{"slot":7,"session":null}'],
    ['an odd slot', '{"slot":"../x","session":null}'],
    ['nothing', ''],
  ])('is none where the backend answers %s', async (_, text) => {
    const { ask } = await setUp((_asked, response) => response.writeHead(200).end(text))
    const take = createBackendSlots({ ask, instance, onTrouble: () => {} })
    expect(await take(pool, AbortSignal.timeout(5_000))).toBeUndefined()
  })

  it('is not waited for longer than the signal says', async () => {
    const { ask } = await setUp(() => {})
    const take = createBackendSlots({ ask, instance, onTrouble: () => {} })
    const began = performance.now()
    expect(await take(pool, AbortSignal.timeout(100))).toBeUndefined()
    expect(performance.now() - began).toBeLessThan(2_000)
  })
})

const watch = async (answer: (asked: Asked, response: ServerResponse) => void) => {
  const { ask, asked } = await setUp(answer)
  const grants: string[] = []
  const troubles: string[] = []
  const watched = watchWithdrawals({
    ask,
    onWithdrawn: (grant) => grants.push(grant),
    onTrouble: (reason) => troubles.push(reason),
    everyMs: 20,
  })
  onTestFinished(() => watched.close())
  return { asked, grants, troubles, watched }
}
const since = ({ path }: Asked) => Number(new URL(path, 'http://x').searchParams.get('since'))

describe('what was withdrawn', () => {
  it('is told each once, however many there are', async () => {
    const all = Array.from({ length: WITHDRAWN_PAGE + 3 }, (_, i) => `grant-${i}`)
    const { grants, asked } = await watch((each, response) => {
      const page = all.slice(since(each), since(each) + WITHDRAWN_PAGE)
      response.end(JSON.stringify({ grants: page, next: since(each) + page.length }))
    })
    await expect.poll(() => grants.length).toBe(all.length)
    expect(grants).toEqual(all)
    const before = asked.length
    all.push('one more')
    await expect.poll(() => grants.at(-1)).toBe('one more')
    expect(asked.length).toBeGreaterThan(before)
    expect(grants.length).toBe(all.length)
  })

  it('is told late, but told, by a backend that was away; the trouble is logged once', async () => {
    let isAway = true
    const { grants, asked, troubles } = await watch((each, response) => {
      if (isAway) response.writeHead(503).end('<html>')
      else response.end(JSON.stringify({ grants: since(each) === 0 ? ['a'] : [], next: 1 }))
    })
    await expect.poll(() => asked.length).toBeGreaterThan(3)
    expect([grants, troubles.length]).toEqual([[], 1])
    isAway = false
    await expect.poll(() => grants).toEqual(['a'])
  })

  it.each(['{"grants":"all","next":1}', '{"grants":[7],"next":1}', '{"grants":["a"]}', 'null'])(
    'is not read out of %s',
    async (text) => {
      const { grants, asked } = await watch((_, response) => response.end(text))
      await expect.poll(() => asked.length).toBeGreaterThan(1)
      expect(grants).toEqual([])
    },
  )
})
