import { describe, expect, it } from 'vitest'
import { RequestQueue, type Want } from './request-queue.ts'

const want = (urgent = false, signal = new AbortController().signal): Want => ({ urgent, signal })
const settle = () => new Promise((resolve) => setTimeout(resolve, 0))

describe('the request queue', () => {
  it('lets so many in, and the next when one has left', async () => {
    const queue = new RequestQueue(2)
    const first = await queue.enter(want())
    await queue.enter(want())
    let entered = false
    const third = queue.enter(want()).then(() => (entered = true))
    await settle()
    expect(entered).toBe(false)
    first()
    first()
    await third
    expect(queue.inFlight).toBe(2)
  })

  it('lets who is waited for go first, even when that becomes so later', async () => {
    const queue = new RequestQueue(1)
    const leave = await queue.enter(want())
    const order: string[] = []
    const enter = async (name: string, wish: Want) => {
      const done = await queue.enter(wish)
      order.push(name)
      done()
    }
    const late = want()
    const all = [enter('ahead', want()), enter('late', late), enter('urgent', want(true))]
    late.urgent = true
    leave()
    await Promise.all(all)
    expect(order).toEqual(['late', 'urgent', 'ahead'])
  })

  it('holds everyone while it is told to wait, then goes on at once', async () => {
    const queue = new RequestQueue(4)
    queue.hold(60)
    queue.hold(20)
    const start = performance.now()
    await Promise.all([queue.enter(want()), queue.enter(want(true))])
    const waited = performance.now() - start
    expect(waited).toBeGreaterThan(50)
    expect(waited).toBeLessThan(1000)
    expect(queue.heldForMs).toBe(0)
  })

  it('forgets who goes away', async () => {
    const queue = new RequestQueue(1)
    const leave = await queue.enter(want())
    const controller = new AbortController()
    const gone = queue.enter(want(true, controller.signal))
    controller.abort()
    await expect(gone).rejects.toThrow(/abort/i)
    await expect(queue.enter(want(true, controller.signal))).rejects.toThrow(/abort/i)
    expect(queue.waiting).toBe(0)
    leave()
    expect(queue.inFlight).toBe(0)
  })
})
