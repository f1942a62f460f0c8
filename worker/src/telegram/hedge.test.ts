// Over a line that answers when it is told to: what counts here is who wins, and that nothing lands late.
import { Api } from 'telegram/tl/api.js'
import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { GramjsLine } from './gramjs-line.ts'
import { hedged, Latencies } from './hedge.ts'

type Sent = { request: object; answer: (byte: number) => void; fail: (error: Error) => void }

/** Answers land in the buffers unless the request was abandoned, as GramjsLine promises. */
class FakeLine {
  readonly sent: Sent[] = []
  readonly dropped: object[] = []
  readonly #landings = new Map<object, readonly Buffer[]>()

  readFile(request: object, into: readonly Buffer[]): Promise<number> {
    this.#landings.set(request, into)
    return new Promise((resolve, reject) => {
      const answer = (byte: number) => {
        for (const bytes of this.#landings.get(request) ?? []) bytes.fill(byte)
        resolve(into.reduce((sum, { length }) => sum + length, 0))
      }
      this.sent.push({ request, answer, fail: reject })
    })
  }
  abandon(request: object): void {
    this.#landings.delete(request)
  }
  drop(request: object): Promise<void> {
    this.dropped.push(request)
    return Promise.resolve()
  }
}

function start({ afterMs = 5, isWorthIt = true } = {}) {
  const line = new FakeLine()
  const into = [Buffer.alloc(8), Buffer.alloc(8)]
  const viewer = new AbortController()
  let hedges = 0
  const done = hedged(
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- hedged uses these three methods alone
    line as unknown as GramjsLine,
    () => new Api.upload.GetFile({ location: new Api.InputTakeoutFileLocation(), limit: 16 }),
    into,
    { signal: viewer.signal, afterMs, isWorthIt: () => isWorthIt, onHedge: () => hedges++ },
  )
  done.catch(() => {})
  return {
    line,
    done,
    viewer,
    hedges: () => hedges,
    content: () => Array.from(Buffer.concat(into)),
    isSent: (n: number) => expect.poll(() => line.sent.length).toBe(n),
  }
}
const all = (byte: number): number[] => Array.from({ length: 16 }, () => byte)

describe('a request', () => {
  it('that is answered in time is sent once', async () => {
    const { line, done, hedges, content } = start({ afterMs: 60_000 })
    line.sent[0]?.answer(1)
    expect(await done).toBe(16)
    expect([content(), hedges(), line.sent.length]).toEqual([all(1), 0, 1])
  })

  it('that fails in time is not sent again', async () => {
    const { line, done } = start({ afterMs: 60_000 })
    line.sent[0]?.fail(new Error('no'))
    await expect(done).rejects.toThrow('no')
    expect(line.sent.length).toBe(1)
  })

  it('that takes long is sent once more; the first answer counts when it is the first to come', async () => {
    const { line, done, hedges, content, isSent } = start()
    await isSent(2)
    expect(line.sent[0]?.request).not.toBe(line.sent[1]?.request)
    line.sent[0]?.answer(1)
    expect(await done).toBe(16)
    line.sent[1]?.answer(2)
    expect([content(), hedges()]).toEqual([all(1), 1])
  })

  it('whose second answer comes first has that, and the first one does not land any more', async () => {
    const { line, done, content, isSent } = start()
    await isSent(2)
    line.sent[1]?.answer(2)
    expect(await done).toBe(16)
    expect(content()).toEqual(all(2))
    line.sent[0]?.answer(1)
    expect(content()).toEqual(all(2))
  })

  it('of which one try fails has the other, whichever that is', async () => {
    for (const failing of [0, 1]) {
      const { line, done, content, isSent } = start()
      await isSent(2)
      line.sent[failing]?.fail(new Error('no'))
      await new Promise(setImmediate)
      line.sent[1 - failing]?.answer(7)
      expect(await done).toBe(16)
      expect(content()).toEqual(all(7))
    }
  })

  it('of which the winner was followed by a failure of the other is as if nothing had been', async () => {
    for (const winning of [0, 1]) {
      const { line, done, content, isSent } = start()
      await isSent(2)
      line.sent[winning]?.answer(3)
      await done
      line.sent[1 - winning]?.fail(new Error('late'))
      await new Promise(setImmediate)
      expect(content()).toEqual(all(3))
    }
  })

  it('of which both tries fail fails as the first did', async () => {
    const { line, done, isSent } = start()
    await isSent(2)
    line.sent[1]?.fail(new Error('second'))
    line.sent[0]?.fail(new Error('first'))
    await expect(done).rejects.toThrow('first')
  })

  it('that nobody waits for is not sent again', async () => {
    const { line, done, hedges, viewer } = start({ isWorthIt: false })
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect([line.sent.length, hedges(), getEventListeners(viewer.signal, 'abort').length]).toEqual([1, 0, 0])
    line.sent[0]?.answer(1)
    expect(await done).toBe(16)
  })

  it('that is given up is dropped once, and leaves no listener behind', async () => {
    const { line, done, viewer } = start({ afterMs: 60_000 })
    viewer.abort()
    expect(line.dropped).toEqual([line.sent[0]?.request])
    line.sent[0]?.answer(1)
    await done
    expect(getEventListeners(viewer.signal, 'abort')).toEqual([])
  })
})

/** What these latencies say, in milliseconds. */
function after(...samples: number[]): number {
  const latencies = new Latencies()
  for (const sample of samples) latencies.add(sample)
  return latencies.hedgeAfterMs
}
const times = (n: number, ms: number) => Array.from({ length: n }, () => ms)

describe('the time to wait before a request is sent again', () => {
  it('is five seconds while little is known', () => {
    expect([after(), after(...times(15, 1))]).toEqual([5000, 5000])
  })

  it('is three times what nineteen in twenty took, between one second and five', () => {
    expect(after(...times(128, 10))).toBe(1000)
    expect(after(...times(128, 9000))).toBe(5000)
    expect(after(...times(100, 600))).toBe(1800)
    expect(after(...times(96, 500), ...times(4, 100_000))).toBe(1500)
    expect(after(...times(90, 500), ...times(10, 100_000))).toBe(5000)
  })

  it('forgets what is long ago', () => {
    expect(after(...times(500, 9000), ...times(128, 10))).toBe(1000)
  })
})
