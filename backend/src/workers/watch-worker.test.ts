import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { createGuardedFetch } from '../http/guarded-fetch.ts'
import { watchWorker } from './watch-worker.ts'

const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
}

const watch = (url: string, freshMs = 0, wakingMs?: number) => {
  const changes = { count: 0 }
  const watched = watchWorker(url, {
    guardedFetch: createGuardedFetch({ named: [url] }),
    onChange: () => (changes.count += 1),
    freshMs,
    wakingMs,
  })
  onTestFinished(watched.close)
  return { watched, changes }
}

const health = (fields: object = {}) =>
  JSON.stringify({ status: 'ok', version: '1', telegram: 'connected', ...fields })

test.each([
  ['a healthy one', health(), 'ok'],
  ['one that connects', health({ telegram: 'connecting' }), 'connecting'],
  ['one that stops', health({ status: 'stopping' }), 'connecting'],
  ['neither JSON nor a page', 'Service waking up', 'unreachable'],
  ['an answer without end', health({ pad: 'x'.repeat(100_000) }), 'unreachable'],
  ['another JSON', '{"status":"fine"}', 'unreachable'],
])('%s: the state is %s', async (_name, body, state) => {
  const { watched } = watch(await serve((_request, response) => response.end(body)))
  expect(await watched.look()).toMatchObject({ state })
})

test.each([200, 502, 503])(
  'R22: a host that answers %i and a page in its place is waking it',
  async (status) => {
    const url = await serve((_request, response) =>
      response
        .writeHead(status, { 'content-type': 'text/html; charset=utf-8' })
        .end('<h1>Service waking up</h1>'),
    )
    expect(await watch(url).watched.look()).toMatchObject({ state: 'waking' })
  },
)

test('R22: a host that wakes it for too long does not, until it did', async () => {
  let isAwake = false
  const url = await serve((_request, response) =>
    isAwake ? response.end(health()) : response.writeHead(503).end(),
  )
  const { watched } = watch(url, 0, 30)
  const state = async () => (await watched.look()).state
  expect(await state()).toBe('waking')
  await expect.poll(state).toBe('unreachable')
  isAwake = true
  expect(await state()).toBe('ok')
})

test('a redirect is not followed', async () => {
  let followed = 0
  const inside = await serve((_request, response) => {
    followed += 1
    response.end(health())
  })
  const outside = await serve((_request, response) => response.writeHead(302, { location: inside }).end())
  expect(await watch(outside).watched.look()).toMatchObject({ state: 'unreachable', problem: 'redirect' })
  expect(followed).toBe(0)
})

test('one that is gone is unreachable', async () => {
  const gone = await watch('http://127.0.0.1:9').watched.look()
  expect(gone).toMatchObject({ state: 'unreachable', problem: 'unreachable' })
})

test('S06: its clock is read against ours', async () => {
  const url = await serve((_request, response) => {
    response.setHeader('date', new Date(Date.now() - 90_000).toUTCString())
    response.end(health())
  })
  const { secondsAhead, roundTripMs } = await watch(url).watched.look()
  expect(Math.abs((secondsAhead ?? 0) + 90)).toBeLessThan(2)
  expect(roundTripMs).toBeGreaterThanOrEqual(0)
})

test('a change is told once, a fresh answer is not asked for again, many who ask share one question', async () => {
  let asked = 0
  const url = await serve((_request, response) => {
    asked += 1
    response.end(health())
  })
  const { watched, changes } = watch(url, 60_000)
  await Promise.all([watched.look(), watched.look(), watched.look()])
  await watched.look()
  expect([asked, changes.count, watched.reading.state]).toEqual([1, 1, 'ok'])
})
