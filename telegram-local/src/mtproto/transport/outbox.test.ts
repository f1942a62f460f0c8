import { once } from 'node:events'
import { type Socket, connect, createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { Outbox } from './outbox.ts'

const open: Socket[] = []
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy()
})

/** An outbox, and everything that arrives at the other end. */
async function pair() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const near = connect(typeof address === 'object' && address ? address.port : 0, '127.0.0.1')
  const far = await new Promise<Socket>((resolve) => server.once('connection', resolve))
  server.close()
  open.push(near, far)
  const arrived: Buffer[] = []
  far.on('data', (bytes) => arrived.push(bytes))
  let moves = 0
  const outbox = new Outbox(near, () => moves++)
  return { outbox, near, far, text: () => Buffer.concat(arrived).toString(), moves: () => moves }
}

const word = (text: string) => ({ size: text.length, make: () => [Buffer.from(text)] })

describe('an outbox', () => {
  it('sends late messages in order, and those that are not late meanwhile', async () => {
    const { outbox, text } = await pair()
    outbox.push({ ...word('b'), delayMs: 120 })
    outbox.push({ ...word('c'), delayMs: 40 })
    outbox.push({ ...word('d'), delayMs: 150 })
    outbox.push(word('a'))
    await expect.poll(text).toBe('a')
    await expect.poll(text, { timeout: 5000 }).toBe('abcd')
    expect(outbox.pending).toBe(0)
  })

  it('makes a message only when its turn has come, and counts it as pending until it has left', async () => {
    const { outbox, text, moves } = await pair()
    let made = 0
    let sent = 0
    outbox.push({
      size: 1000,
      make: () => [Buffer.alloc(1000, ++made === 1 ? 'x' : 'y')],
      delayMs: 200,
      sent: () => sent++,
    })
    expect([outbox.pending, made]).toEqual([1000, 0])
    await expect.poll(text, { timeout: 5000 }).toBe('x'.repeat(1000))
    await expect.poll(() => sent).toBe(1)
    expect([outbox.pending, made]).toEqual([0, 1])
    expect(moves()).toBeGreaterThan(0)
  })

  it('makes no more than the system takes when the other end does not read', async () => {
    const { outbox, far } = await pair()
    far.pause()
    let made = 0
    for (let i = 0; i < 64; i++) {
      outbox.push({
        size: 2 ** 20,
        make: () => {
          made++
          return [Buffer.alloc(2 ** 20)]
        },
      })
    }
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(made).toBeLessThan(32)
    expect(outbox.pending).toBeGreaterThan(32 * 2 ** 20)
    far.resume()
    await expect.poll(() => made, { timeout: 10_000 }).toBe(64)
    await expect.poll(() => outbox.pending).toBe(0)
  })

  it('lets others have a turn between large messages that are due together', async () => {
    const { outbox } = await pair()
    let turn = 0
    let clock = setImmediate(function tick() {
      turn++
      clock = setImmediate(tick)
    })
    const madeAt: number[] = []
    const make = () => {
      madeAt.push(turn)
      return [Buffer.alloc(2 ** 20)]
    }
    for (let i = 0; i < 8; i++) outbox.push({ size: 2 ** 20, make, delayMs: 50 })
    await expect.poll(() => madeAt.length, { timeout: 10_000 }).toBe(8)
    clearImmediate(clock)
    expect(new Set(madeAt).size).toBe(8)
  })

  it('gives back a message that has not begun to leave, once', async () => {
    const { outbox, text } = await pair()
    const late = outbox.push({ ...word('late'), delayMs: 60_000 })
    const slow = outbox.push({ size: 100, make: () => [Buffer.alloc(100, 's')], ceiling: () => 100 })
    const behind = outbox.push(word('behind'))
    expect([late(), slow(), behind(), behind()]).toEqual([true, false, true, false])
    expect(outbox.pending).toBeLessThanOrEqual(100)
    outbox.push(word('end'))
    await expect.poll(text, { timeout: 10_000 }).toBe(`${'s'.repeat(100)}end`)
  })

  it('forgets everything when the connection ends', async () => {
    const { outbox, near } = await pair()
    const late = outbox.push({ ...word('late'), delayMs: 60_000 })
    near.destroy()
    await once(near, 'close')
    expect([outbox.pending, late()]).toEqual([0, false])
  })
})
