import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { createGuardedFetch } from '../http/guarded-fetch.ts'
import type { KnownWorker } from './worker-store.ts'
import { openWorkers, type Workers } from './workers.ts'

const HEALTH = JSON.stringify({ status: 'ok', version: '1', telegram: 'connected' })

/** A worker's face: `answer` is what it says of itself. */
const startFace = async (port = 0) => {
  const face = { asked: 0, answer: HEALTH }
  const server: Server = createServer((_request, response) => {
    face.asked += 1
    response.end(face.answer)
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  const stop = () => {
    server.closeAllConnections()
    server.close()
  }
  onTestFinished(stop)
  const address = server.address()
  const used = typeof address === 'object' ? (address?.port ?? 0) : 0
  return { face, stop, port: used, url: `http://127.0.0.1:${used}` }
}

const open = async (
  enrolled: KnownWorker[],
  isWatched = true,
): Promise<{ workers: Workers; changes: () => number }> => {
  let changes = 0
  const workers = await openWorkers({
    store: { enrolled: async () => enrolled },
    named: undefined,
    mainBot: () => undefined,
    guardedFetch: createGuardedFetch({ isPrivateAllowed: true }),
    isWatched: () => isWatched,
    onChange: () => (changes += 1),
    askAgainMs: 50,
  })
  onTestFinished(workers.close)
  return { workers, changes: () => changes }
}
const known = (id: string, url: string, fields: Partial<KnownWorker> = {}): KnownWorker => ({
  id,
  url,
  botId: 7,
  isSpent: false,
  ...fields,
})
const chosen = async (workers: Workers) => {
  const ids = new Set<string | undefined>()
  for (let i = 0; i < 40; i++) ids.add((await workers.choose({ id: `file-${i}`, bot_id: 7 }))?.id)
  return Array.from(ids, String).toSorted()
}

test('a worker that dies is left out of links, and taken back when it is well', async () => {
  const [a, b] = [await startFace(), await startFace()]
  const { workers } = await open([known('a', a.url), known('b', b.url)])
  expect(await chosen(workers)).toEqual(['a', 'b'])
  b.stop()
  await expect.poll(() => chosen(workers)).toEqual(['a'])
  await startFace(b.port)
  await expect.poll(() => chosen(workers)).toEqual(['a', 'b'])
})

test('one that is full, or whose host’s allowance is used up, is left out as well', async () => {
  const [a, b, c] = [await startFace(), await startFace(), await startFace()]
  b.face.answer = JSON.stringify({ ...JSON.parse(HEALTH), isFull: true })
  const { workers } = await open([known('a', a.url), known('b', b.url), known('c', c.url, { isSpent: true })])
  expect(await chosen(workers)).toEqual(['a'])
})

test('a link after a long silence still goes to one that is well', async () => {
  const a = await startFace()
  const { workers } = await open([known('a', a.url), known('gone', 'http://127.0.0.1:9')], false)
  expect(await chosen(workers)).toEqual(['a'])
})

test('nobody is asked while nobody looks, so that workers may sleep (R22)', async () => {
  const a = await startFace()
  const { workers } = await open([known('a', a.url)], false)
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(a.face.asked).toBe(0)
  expect(await workers.look()).toBe('ok')
  expect(a.face.asked).toBe(1)
})

test('the gallery shows the best of all states, and each change is told', async () => {
  const a = await startFace()
  const list = [known('gone', 'http://127.0.0.1:9')]
  const { workers, changes } = await open(list)
  expect(await workers.look()).toBe('unreachable')
  list.push(known('a', a.url))
  await expect.poll(() => workers.look()).toBe('ok')
  expect(changes()).toBeGreaterThan(2)
  list.length = 0
  await workers.reload()
  expect([await workers.look(), workers.list()]).toEqual(['none', []])
})
