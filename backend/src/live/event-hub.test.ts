import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createServer } from '../http/server.ts'
import { createEventHub } from './event-hub.ts'

const setUp = async (parts: Parameters<typeof createEventHub>[0] = {}) => {
  const hub = createEventHub(parts)
  const app = createServer(undefined)
  app.get('/events', (_request, reply) => void reply.type('text/event-stream').send(hub.subscribe('session')))
  await app.listen({ host: '127.0.0.1', port: 0 })
  onTestFinished(async () => {
    hub.close()
    await app.close()
  })
  return { hub, url: `${app.listeningOrigin}/events` }
}

test('a listener who leaves is forgotten', async () => {
  const { hub, url } = await setUp()
  const stop = new AbortController()
  await fetch(url, { signal: stop.signal })
  expect(hub.listeners).toBe(1)
  stop.abort()
  await vi.waitFor(() => expect(hub.listeners).toBe(0))
  hub.publish('catalogue')
})

test('a listener who does not read is dropped before much waits for him', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const hub = createEventHub()
  const stream = hub.subscribe('session')
  for (let i = 0; i < 5_000; i++) {
    hub.publish('catalogue')
    vi.advanceTimersByTime(100)
  }
  hub.close()
  expect(stream.destroyed).toBe(true)
})

test('news just before the end of a session harms nobody', async () => {
  const { hub, url } = await setUp()
  const text = fetch(url).then((response) => response.text())
  await vi.waitFor(() => expect(hub.listeners).toBe(1))
  hub.publish('status')
  hub.endSession('session')
  hub.publish('catalogue')
  await sleep(150)
  expect(await text).toBe('retry: 1000\n\n')
})

test('one event of a kind goes out for many at once', async () => {
  const { hub, url } = await setUp()
  const text = fetch(url).then((response) => response.text())
  await vi.waitFor(() => expect(hub.listeners).toBe(1))
  for (let i = 0; i < 100; i++) hub.publish('catalogue')
  hub.publish('status')
  await sleep(200)
  hub.endSession('session')
  expect(await text).toBe('retry: 1000\n\nevent: catalogue\ndata: {}\n\nevent: status\ndata: {}\n\n')
})

test('a session that ended at another backend, or by its time, is noticed at the next heartbeat', async () => {
  const good = new Set(['session'])
  const alive = async (hashes: readonly string[]) => hashes.filter((hash) => good.has(hash))
  const { url } = await setUp({ alive, heartbeatMs: 50 })
  const text = fetch(url).then((response) => response.text())
  await sleep(200)
  good.clear()
  expect(await text).toMatch(/^retry: 1000\n\n(?::\n\n)+$/)
})

test('who begins to listen is told what has just happened, and nothing of long ago', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const hub = createEventHub()
  const heard = () => String(hub.subscribe('session').read())
  hub.publish('catalogue')
  vi.advanceTimersByTime(5000)
  expect(heard()).toBe('retry: 1000\n\nevent: catalogue\ndata: {}\n\n')
  vi.advanceTimersByTime(6000)
  expect(heard()).toBe('retry: 1000\n\n')
  hub.close()
})
