import { expect, test } from 'vitest'
import { createLinkMemory, LinkRefused, type Link } from './link-memory.ts'

const MINUTE = 60_000
const start = Date.parse('2026-11-28T12:00:00Z')

function setUp() {
  const clock = { now: start }
  const asked: string[] = []
  const trouble: { next?: Error } = {}
  const memory = createLinkMemory(
    async (address): Promise<Link> => {
      asked.push(address)
      await Promise.resolve()
      if (trouble.next !== undefined) throw trouble.next
      return linkOf(asked.length, clock.now)
    },
    () => clock.now,
  )
  return { clock, asked, trouble, memory }
}

const linkOf = (number: number, now = start): Link => ({
  kind: 'stream',
  url: `https://worker.example/stream/a/film.mp4?token=${number}`,
  expiresAt: new Date(now + 60 * MINUTE).toISOString(),
})
const refusal = () => new LinkRefused(new Response(null, { status: 401 }))

test('a link is asked for once for all who wait, and remembered', async () => {
  const { memory, asked } = setUp()
  const [one, two] = await Promise.all([memory.get('/v/a'), memory.get('/v/a')])
  expect(one).toBe(two)
  expect(await memory.get('/v/a')).toBe(one)
  expect(asked).toEqual(['/v/a'])
})

test('what the page was given is used without asking', async () => {
  const { memory, asked } = setUp()
  memory.remember('/v/a', linkOf(9))
  expect(await memory.get('/v/a')).toEqual(linkOf(9))
  expect(asked).toEqual([])
})

test('in its last minutes a link is still used while another one is fetched', async () => {
  const { memory, clock, asked } = setUp()
  const first = await memory.get('/v/a')
  clock.now += 56 * MINUTE
  expect(await memory.get('/v/a')).toBe(first)
  await expect.poll(() => asked.length).toBe(2)
  expect(await memory.get('/v/a')).not.toBe(first)
  expect(asked).toHaveLength(2)
})

test('an expired link is not used, unless the backend is away: the worker may let the playback go on', async () => {
  const { memory, clock, trouble } = setUp()
  const first = await memory.get('/v/a')
  clock.now += 61 * MINUTE
  trouble.next = new TypeError('away')
  expect(await memory.get('/v/a')).toBe(first)
  delete trouble.next
  expect(await memory.get('/v/a')).not.toBe(first)
})

test('a link that a worker refused is renewed once for all whom it refused', async () => {
  const { memory, asked } = setUp()
  const stale = await memory.get('/v/a')
  const [one, two] = await Promise.all([memory.renew('/v/a', stale), memory.renew('/v/a', stale)])
  expect(one.url).not.toBe(stale.url)
  expect(two).toBe(one)
  expect(await memory.renew('/v/a', stale)).toBe(one)
  expect(asked).toHaveLength(2)
})

test('a refusal of the backend takes the link away', async () => {
  const { memory, clock, trouble, asked } = setUp()
  await memory.get('/v/a')
  clock.now += 61 * MINUTE
  trouble.next = refusal()
  await expect(memory.get('/v/a')).rejects.toBe(trouble.next)
  await expect(memory.get('/v/a')).rejects.toBe(trouble.next)
  expect(asked).toHaveLength(3)
})

test('what is forgotten stays forgotten, also when it was just being asked for; other shares stay', async () => {
  const { memory, asked } = setUp()
  await memory.get('/s/other/v/a')
  const late = memory.get('/s/mine/v/a')
  memory.forget('/s/mine/')
  await late
  await memory.get('/s/other/v/a')
  expect(asked).toHaveLength(2)
  await memory.get('/s/mine/v/a')
  expect(asked).toHaveLength(3)
})

test('a clock that is hours wrong costs nothing', async () => {
  const { memory, clock, asked } = setUp()
  clock.now = start + 5 * 60 * MINUTE
  memory.remember('/v/a', linkOf(1))
  clock.now += 30 * MINUTE
  await memory.get('/v/a')
  expect(asked).toEqual([])
})
