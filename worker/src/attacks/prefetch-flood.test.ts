// S42: prefetches are favours. However many are asked for, viewers go first, and only a few are done.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { bytesOf, expectBlocks } from '../testing/bytes.ts'
import { type Pair, type PostedFile, startPair } from '../testing/start-pair.ts'
import { agent, ask } from './ask.ts'
import { metric } from './read-metric.ts'

// Much work, and machines that run tests are busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 })

const MIB = 1024 * 1024
const FLOOD = 1000
let pair: Pair
let film: PostedFile
let others: PostedFile[]

beforeAll(async () => {
  pair = await startPair({ cacheMemoryMb: 128 })
  film = await pair.post({ size: 64 * MIB })
  others = await Promise.all(Array.from({ length: 100 }, () => pair.post({ size: 50 * MIB })))
})
afterAll(async () => {
  agent.destroy()
  await pair.close()
})

const prefetch = (file: PostedFile) => {
  const { search } = new URL(pair.link(file))
  return ask(`${pair.worker.url}/prefetch/film_1${search}`, { method: 'POST' })
}
const begun = () => metric(pair.worker, 'gramreel_worker_prefetches_total', 'started')
const skipped = () => metric(pair.worker, 'gramreel_worker_prefetches_total', 'skipped')
const upstream = () => metric(pair.worker, 'gramreel_worker_read_bytes_total')
const faults = (body?: object) =>
  fetch(`${pair.telegram.botApi}/control/faults`, {
    method: body ? 'POST' : 'DELETE',
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })

/** Until what was begun before is done. */
async function untilQuiet(): Promise<void> {
  for (let last = -1; last !== (last = await upstream());) {
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

describe('a thousand prefetches', () => {
  it('are all taken, few are done, and a viewer hardly shares the line with them', async () => {
    // A line that a viewer can fill: only then does it matter who goes first.
    await faults({ fault: 'slow', latencyMs: 20, bytesPerSecond: 16 * MIB })
    const before = await upstream()
    const viewer = fetch(pair.link(film)).then(bytesOf)
    const flood = Array.from({ length: FLOOD }, (_, i) => prefetch(others[i % others.length] ?? film))
    const bytes = await viewer
    const shared = (await upstream()) - before - film.size
    await faults()
    expectBlocks(bytes, 0, film.size)
    for (const { status } of await Promise.all(flood)) expect(status).toBe(202)
    expect((await begun()) + (await skipped())).toBe(FLOOD)
    expect(await begun()).toBeLessThan(others.length)
    expect(shared / film.size).toBeLessThan(0.1)
  })

  it('of one film read its head and tail once', async () => {
    const other = await pair.post({ size: 20 * MIB + 5 })
    await untilQuiet()
    const before = [await begun(), await upstream()] as const
    for (let i = 0; i < 10; i++) await Promise.all(Array.from({ length: 100 }, () => prefetch(other)))
    await expect.poll(async () => (await upstream()) - before[1]).toBeGreaterThanOrEqual(3 * MIB)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(await begun()).toBe(before[0] + 1)
    expect((await upstream()) - before[1]).toBeLessThan(3 * MIB + 256 * 1024)
  })
})
