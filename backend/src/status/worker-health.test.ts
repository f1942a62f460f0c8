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

const watch = (url: string | undefined, freshMs = 0) => {
  const changes = { count: 0 }
  const watched = watchWorker(url, { isWatched: () => false, onChange: () => (changes.count += 1), freshMs })
  onTestFinished(watched.close)
  return { watched, changes }
}

const health = (fields: object = {}) =>
  JSON.stringify({ status: 'ok', version: '1', telegram: 'connected', ...fields })

test.each([
  ['a healthy one', health(), 'ok'],
  ['one that connects', health({ telegram: 'connecting' }), 'connecting'],
  ['one that stops', health({ status: 'stopping' }), 'connecting'],
  ['the page of a host that wakes it', '<html>Service waking up</html>', 'unreachable'],
  ['an answer without end', health({ pad: 'x'.repeat(100_000) }), 'unreachable'],
  ['another JSON', '{"status":"fine"}', 'unreachable'],
])('%s: the state is %s', async (_name, body, state) => {
  const { watched } = watch(await serve((_request, response) => response.end(body)))
  expect(await watched.look()).toBe(state)
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
