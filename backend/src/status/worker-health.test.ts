import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { watchWorker } from './worker-health.ts'

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

const watch = (url: string | undefined, freshMs = 0, wakingMs?: number) => {
  const changes = { count: 0 }
  const watched = watchWorker(url, {
    isWatched: () => false,
    onChange: () => (changes.count += 1),
    freshMs,
    ...(wakingMs !== undefined && { wakingMs }),
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
  expect(await watched.look()).toBe(state)
})

test.each([200, 502, 503])(
  'R22: a host that answers %i and a page in its place is waking it',
  async (status) => {
    const url = await serve((_request, response) =>
      response
        .writeHead(status, { 'content-type': 'text/html; charset=utf-8' })
        .end('<h1>Service waking up</h1>'),
    )
    expect(await watch(url).watched.look()).toBe('waking')
  },
)

test('R22: a host that wakes it for too long does not, until it did', async () => {
  let isAwake = false
  const url = await serve((_request, response) =>
    isAwake ? response.end(health()) : response.writeHead(503).end(),
  )
  const { watched } = watch(url, 0, 30)
  expect(await watched.look()).toBe('waking')
  await expect.poll(() => watched.look()).toBe('unreachable')
  isAwake = true
  expect(await watched.look()).toBe('ok')
})

test('a redirect is not followed', async () => {
  let followed = 0
  const inside = await serve((_request, response) => {
    followed += 1
    response.end(health())
  })
  const outside = await serve((_request, response) => response.writeHead(302, { location: inside }).end())
  expect(await watch(outside).watched.look()).toBe('unreachable')
  expect(followed).toBe(0)
})

test('no worker is none, and one that is gone is unreachable', async () => {
  expect(await watch(undefined).watched.look()).toBe('none')
  expect(await watch('http://127.0.0.1:9').watched.look()).toBe('unreachable')
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
  expect([asked, changes.count, watched.state]).toEqual([1, 1, 'ok'])
})
