import * as fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Place, type Priority, RequestQueue, type Want } from './request-queue.ts'

const KIB = 1024
const MIB = 1024 * KIB
const want = (priority: Priority = 'ahead', signal = new AbortController().signal): Want => ({
  priority,
  signal,
})
const soon = () => new Promise(setImmediate)
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

/** A queue that is full: 2 MiB are in flight, as many as are allowed before anything was measured. */
async function fullQueue() {
  const queue = new RequestQueue({ maxRequests: 64 })
  const places = [await queue.enter(want(), MIB), await queue.enter(want(), MIB)]
  const order: string[] = []
  const enter = async (name: string, wish: Want, bytes = MIB) => {
    const place = await queue.enter(wish, bytes)
    order.push(name)
    return place
  }
  return { queue, places, order, enter }
}

describe('the request queue', () => {
  it('lets as many bytes in as the window holds, and the next when some have come', async () => {
    const { queue, places, order, enter } = await fullQueue()
    const third = enter('third', want(), 1)
    await soon()
    expect([order, queue.inFlightBytes, queue.waiting]).toEqual([[], 2 * MIB, 1])
    places[0]?.leave(0)
    places[0]?.leave(0)
    await third
    expect([queue.inFlight, queue.inFlightBytes, queue.waiting]).toEqual([2, MIB + 1, 0])
  })

  it('lets in no more requests than it may, however small', async () => {
    const queue = new RequestQueue({ maxRequests: 2 })
    const places = [await queue.enter(want(), 0), await queue.enter(want('now'), 0)]
    const third = queue.enter(want('now'), 0)
    await soon()
    expect(queue.waiting).toBe(1)
    places[1]?.leave(0)
    await third
  })

  it('lets in one request larger than its window when nothing else is in flight', async () => {
    const queue = new RequestQueue({ maxRequests: 2 })
    await queue.enter(want('maybe'), 50 * MIB)
    expect(queue.inFlight).toBe(1)
  })

  it('lets who is waited for go first, then who will be, each in the order they came', async () => {
    const { places, order, enter } = await fullQueue()
    const late = want('maybe')
    const all = [
      enter('maybe', want('maybe')),
      enter('late', late),
      enter('ahead 1', want('ahead')),
      enter('now 1', want('now')),
      enter('ahead 2', want('ahead')),
      enter('now 2', want('now')),
    ].map(async (entering) => (await entering).leave(0))
    late.priority = 'now'
    await soon()
    expect(order).toEqual([])
    places[0]?.leave(0)
    await Promise.all(all)
    expect(order).toEqual(['late', 'now 1', 'now 2', 'ahead 1', 'ahead 2', 'maybe'])
  })

  it('lets who is waited for exceed the window by 256 KiB', async () => {
    const { queue, order, enter } = await fullQueue()
    void enter('ahead', want('ahead'), 1)
    await enter('now', want('now'), 256 * KIB)
    void enter('now too', want('now'), 1)
    await soon()
    expect(order).toEqual(['now'])
    expect(queue.inFlightBytes).toBe(2 * MIB + 256 * KIB)
  })

  it('does not let small requests pass a large one that has waited longer', async () => {
    const { places, order, enter } = await fullQueue()
    const all = [enter('large', want(), 2 * MIB), enter('small', want(), 1)]
    places[0]?.leave(0)
    await soon()
    expect(order).toEqual([])
    places[1]?.leave(0)
    await all[0]
    expect(order).toEqual(['large'])
  })

  it('holds everyone while it is told to wait, the longest of several waits, then goes on', async () => {
    vi.useFakeTimers()
    const queue = new RequestQueue({ maxRequests: 4 })
    queue.hold(3000)
    queue.hold(1000)
    let entered = 0
    for (const priority of ['now', 'ahead', 'maybe'] as const)
      void queue.enter(want(priority), 1).then(() => entered++)
    await vi.advanceTimersByTimeAsync(2990)
    expect([entered, queue.heldForMs]).toEqual([0, 10])
    await vi.advanceTimersByTimeAsync(50)
    expect([entered, queue.heldForMs]).toEqual([3, 0])
  })

  it('sets no timer that Node cannot count to', async () => {
    vi.useFakeTimers()
    const queue = new RequestQueue({ maxRequests: 4 })
    queue.hold(2 ** 40)
    const timers = vi.spyOn(globalThis, 'setTimeout')
    void queue.enter(want(), 1)
    await vi.advanceTimersByTimeAsync(1000)
    expect(timers.mock.calls.map(([, ms]) => ms)).toEqual([2 ** 31 - 1])
    expect(queue.waiting).toBe(1)
  })

  it('forgets who goes away, and lets in who waited behind him', async () => {
    const { queue, places, order, enter } = await fullQueue()
    places[0]?.leave(0)
    const viewer = new AbortController()
    const gone = queue.enter(want('now', viewer.signal), 4 * MIB)
    const next = enter('next', want('ahead'))
    await soon()
    expect(order).toEqual([])
    viewer.abort(new Error('the viewer left'))
    await expect(gone).rejects.toThrow('the viewer left')
    await next
    await expect(queue.enter(want('now', viewer.signal), 1)).rejects.toThrow('the viewer left')
    expect([queue.waiting, queue.inFlight]).toEqual([0, 2])
  })

  it('measures its window: a fast line is given more than a slow one', async () => {
    const measure = async (bytesPerMs: number) => {
      let now = 0
      const queue = new RequestQueue({ maxRequests: 64, now: () => now })
      for (let i = 0; i < 50; i++) {
        const place = await queue.enter(want(), 64 * KIB)
        now += (64 * KIB) / bytesPerMs
        place.leave(64 * KIB)
      }
      return queue.windowBytes
    }
    expect(await measure(100 * KIB)).toBeGreaterThan(await measure(KIB))
  })
})

const pick = <T>(items: Iterable<T>, which: number): T | undefined => {
  const list = [...items]
  return list[which % Math.max(1, list.length)]
}

describe('whatever comes and goes', () => {
  const step = fc.oneof(
    fc.record({
      do: fc.constant<'enter'>('enter'),
      priority: fc.constantFrom<Priority>('now', 'ahead', 'maybe'),
      bytes: fc.integer({ min: 0, max: 3 * MIB }),
    }),
    fc.record({
      do: fc.constantFrom<'leave' | 'abort' | 'hurry'>('leave', 'abort', 'hurry'),
      which: fc.nat(1000),
    }),
    fc.record({ do: fc.constant<'hold'>('hold'), ms: fc.nat(5000) }),
    fc.record({ do: fc.constant<'wait'>('wait'), ms: fc.nat(5000) }),
  )

  it('no more is in flight than may be, nobody goes while all are held, and everybody goes in the end', async () => {
    vi.useFakeTimers()
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80 }), async (steps) => {
        const queue = new RequestQueue({ maxRequests: 5 })
        const waiting = new Map<Want, AbortController>()
        const inFlight = new Map<Place, number>()
        let heldUntil = 0
        const enter = async (priority: Priority, bytes: number) => {
          const controller = new AbortController()
          const wish = want(priority, controller.signal)
          waiting.set(wish, controller)
          const place = await queue.enter(wish, bytes).catch(() => undefined)
          waiting.delete(wish)
          if (!place) return
          expect(performance.now()).toBeGreaterThanOrEqual(heldUntil)
          inFlight.set(place, bytes)
          const sum = [...inFlight.values()].reduce((a, b) => a + b, 0)
          expect(inFlight.size).toBeLessThanOrEqual(5)
          if (inFlight.size > 1) expect(sum).toBeLessThanOrEqual(mostWindow + 256 * KIB)
        }
        let mostWindow = queue.windowBytes
        const all: Promise<void>[] = []
        const leave = (place: Place | undefined) => {
          const bytes = place && inFlight.get(place)
          if (!place || bytes === undefined) return
          inFlight.delete(place)
          place.leave(bytes)
          mostWindow = Math.max(mostWindow, queue.windowBytes)
        }
        for (const each of steps) {
          if (each.do === 'enter') all.push(enter(each.priority, each.bytes))
          else if (each.do === 'leave') leave(pick(inFlight.keys(), each.which))
          else if (each.do === 'abort') pick(waiting.values(), each.which)?.abort()
          else if (each.do === 'hurry') {
            const wish = pick(waiting.keys(), each.which)
            if (wish) wish.priority = 'now'
          } else if (each.do === 'hold') {
            queue.hold(each.ms)
            heldUntil = Math.max(heldUntil, performance.now() + each.ms)
          } else if (each.do === 'wait') await vi.advanceTimersByTimeAsync(each.ms)
          await vi.advanceTimersByTimeAsync(0)
        }
        await vi.advanceTimersByTimeAsync(6000)
        // Each who leaves lets at least one in, as long as anybody waits.
        while (queue.waiting > 0) {
          expect(inFlight.size, 'somebody waits, and nothing is in flight').toBeGreaterThan(0)
          leave(pick(inFlight.keys(), 0))
          await vi.advanceTimersByTimeAsync(0)
        }
        for (const place of inFlight.keys()) leave(place)
        await Promise.all(all)
        expect([queue.inFlight, queue.inFlightBytes, queue.waiting, vi.getTimerCount()]).toEqual([0, 0, 0, 0])
      }),
      { numRuns: 150 },
    )
  })
})
