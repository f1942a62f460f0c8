// The process under a host's hand: asked to stop under load, and filled with viewers who do not read.
import { setTimeout as sleep } from 'node:timers/promises'
import type { IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Pair, startPair } from '../testing/start-pair.ts'
import { openAnswer, view, watch } from './viewer.ts'
import { startProcess } from './worker-process.ts'

const MIB = 1024 * 1024

let pair: Pair
beforeAll(async () => {
  pair = await startPair()
})
afterAll(() => pair.close())

describe('R17: SIGTERM', { timeout: 60_000 }, () => {
  it('under 50 streams finishes what is short, cuts what is long, and exits with 0 within 10 s', async () => {
    const worker = await startProcess(pair)
    try {
      const long = await pair.post({ size: 2048 * MIB })
      const short = await pair.post({ size: 3 * MIB })
      const stalled = await Promise.all(
        Array.from({ length: 25 }, (_, i) => openAnswer(worker.link(long), { start: i * 20 * MIB })),
      )
      const begun = Array.from({ length: 25 }, () => Promise.withResolvers<void>())
      const finishing = begun.map(({ resolve }) =>
        view(worker.link(short), {
          onBytes: async () => {
            resolve()
            // Slow enough to be under way when the signal comes, fast enough to be done soon after.
            await sleep(20)
          },
        }),
      )
      await Promise.all([...begun.map(({ promise }) => promise), sleep(300)])
      const asked = performance.now()
      worker.signal('SIGTERM')
      await sleep(300)
      await expect(view(worker.link(short), { limitMs: 5000 })).rejects.toThrow()
      const answers = await Promise.all(finishing)
      for (const { wrongAt, received, isComplete } of answers)
        expect({ wrongAt, isComplete }).toEqual({ wrongAt: undefined, isComplete: received === short.size })
      expect(answers.filter(({ isComplete }) => isComplete).length).toBeGreaterThan(20)
      expect(await worker.ended).toBe(0)
      expect(performance.now() - asked).toBeLessThan(10_500)
      for (const answer of stalled) expect(await endOf(answer)).toBe('cut')
    } finally {
      await worker.close()
    }
  })

  it('before it has signed in, and twice in a row, ends it as well', async () => {
    const worker = await startProcess(pair)
    worker.signal('SIGTERM')
    worker.signal('SIGTERM')
    expect(await worker.ended).toBe(0)
  })
})

describe('R15: 100 viewers of 100 films of 2 GB, half of them stalled', { timeout: 90_000 }, () => {
  it('are served, none starves, and memory stays within 350 MiB', async () => {
    const worker = await startProcess(pair)
    const stalled: IncomingMessage[] = []
    try {
      const films = await Promise.all(Array.from({ length: 100 }, () => pair.post({ size: 2048 * MIB })))
      for (const film of films.slice(0, 50)) stalled.push(await openAnswer(worker.link(film), { start: 0 }))
      expect(stalled.filter(({ statusCode }) => statusCode === 206)).toHaveLength(50)
      const part = { start: 1024 * MIB, end: 1024 * MIB + MIB }
      await Promise.all(
        films.slice(50).map((film) => watch(worker.link(film), film, { ...part, limitMs: 60_000 })),
      )
      expect(await worker.metric('process_resident_memory_bytes')).toBeLessThan(350 * MIB)
      expect(stalled.filter(({ errored, closed }) => errored !== null || closed)).toEqual([])
    } finally {
      for (const answer of stalled) answer.destroy()
      await worker.close()
    }
  })
})

/** 'whole' for a clean end, 'cut' for any other. */
async function endOf(answer: IncomingMessage): Promise<'whole' | 'cut'> {
  answer.resume()
  if (!answer.closed) await new Promise((resolve) => answer.once('close', resolve))
  return answer.complete ? 'whole' : 'cut'
}
