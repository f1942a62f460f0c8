import { createServer } from 'node:http'
import { prefetchUrlOf } from '@gramreel/contracts/links'
import { expect, onTestFinished, test } from 'vitest'
import { createCatalogue } from '../catalogue/catalogue.ts'
import { aFile, aRow } from '../testing/a-file.ts'
import { createPeople, databaseOf } from '../testing/people.ts'
import { signInOwner, startBackend } from '../testing/start-backend.ts'
import { createPrefetch } from './prefetch.ts'

/** A worker that only notes what it is asked. */
const startWorker = async () => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.writeHead(202).end()
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return { id: 'worker-1', url: `http://127.0.0.1:${port}/w1`, asked }
}

const setUp = async () => {
  const worker = await startWorker()
  const backend = await startBackend({ worker: { id: worker.id, url: worker.url } })
  const database = await databaseOf(backend)
  const catalogue = createCatalogue(database)
  await catalogue.save([
    aFile({ name: 'newest.mp4', posted_at: 3, size: 30_000_000 }),
    aFile({ name: 'photo.jpg', kind: 'photo', posted_at: 2 }),
    aFile({ name: 'oldest.mp4', posted_at: 1, size: 30_000_000 }),
  ])
  const { items } = await catalogue.page({})
  const [newest = '', photo = '', oldest = ''] = items.map(({ id }) => id)
  return { worker, backend, database, newest, photo, oldest }
}

test('a link names what the gallery shows next, under the same filter', async () => {
  const { backend, newest, photo, oldest } = await setUp()
  const client = await signInOwner(backend)
  const next = async (id: string, query = '') =>
    (await client.request('GET', `/api/files/${id}/link${query}`)).body.next
  expect(await next(newest)).toEqual([photo])
  expect(await next(newest, '?kind=video')).toEqual([oldest])
  expect(await next(newest, '?q=oldest')).toEqual([oldest])
  expect(await next(oldest)).toEqual([])
  expect((await client.request('GET', `/api/files/${newest}/link?kind=film`)).status).toBe(400)
})

test('a prefetch is passed on to the worker, with a link of its own, for a viewer as well', async () => {
  const { worker, backend, database, newest } = await setUp()
  const people = createPeople(backend, database)
  const viewer = await people.browserOf(await people.add('viewer'))
  expect((await viewer.request('POST', `/api/files/${newest}/prefetch`)).status).toBe(202)
  await expect.poll(() => worker.asked).toHaveLength(1)
  expect(worker.asked[0]).toMatch(new RegExp(`^POST /w1/prefetch/${newest}\\?token=eyJ`))
  expect((await viewer.request('POST', '/api/files/nothing/prefetch')).status).toBe(404)
})

test('S42: a thousand prefetches of one sign-in reach the worker as a handful, another sign-in is still served', async () => {
  const { worker, backend, database, newest, oldest } = await setUp()
  const people = createPeople(backend, database)
  const greedy = await people.browserOf(await people.add('viewer'))
  for (let round = 0; round < 20; round++) {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => greedy.request('POST', `/api/files/${newest}/prefetch`)),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
  }
  expect(worker.asked.length).toBeLessThanOrEqual(8)
  const before = worker.asked.length
  const other = await people.browserOf(await people.add('viewer'))
  await other.request('POST', `/api/files/${oldest}/prefetch`)
  await expect.poll(() => worker.asked.length).toBe(before + 1)
})

test('a budget grows back, a direct file costs the worker nothing, and a worker in trouble is only logged', async () => {
  let now = 0
  const posted: string[] = []
  const logged: unknown[] = []
  let kind: 'direct' | 'stream' = 'stream'
  const prefetch = createPrefetch({
    issueLink: async () => ({
      kind,
      url: 'http://w/stream/f/n?token=t',
      expiresAt: '',
      mime: '',
      size: 1,
      name: '',
    }),
    log: { info: (detail: unknown) => logged.push(detail) },
    guardedFetch: async (url) => {
      posted.push(url)
      throw new Error('away')
    },
    nowMs: () => now,
  })
  const ask = async () => {
    prefetch(aRow({ id: 'f' }), { isOwner: true, grant: 'g' })
    await new Promise(setImmediate)
  }
  for (let i = 0; i < 10; i++) await ask()
  expect(posted).toEqual(Array.from({ length: 6 }, () => 'http://w/prefetch/f?token=t'))
  expect(logged).toHaveLength(6)
  now += 5_000
  await ask()
  expect(posted).toHaveLength(7)
  now += 60_000
  kind = 'direct'
  await ask()
  expect(posted).toHaveLength(7)
})

test('the address to warm is that of the stream, whatever the worker’s own address and the name', () => {
  expect(prefetchUrlOf('https://media.example/w1/stream/f_1/a%2Fb%3F.mp4?token=x.y.z')).toBe(
    'https://media.example/w1/prefetch/f_1?token=x.y.z',
  )
})
