// What leaves a connection, in order: at full speed, or late and at the pace of a `slow` fault. A message is made into bytes
// only when its turn has come, so that one that waits can still be withdrawn, and costs no second copy of its contents.
import type { Socket } from 'node:net'

/** Bytes per second, or undefined for no ceiling; asked before each slice, so that a cleared fault is felt at once. */
export type Ceiling = () => number | undefined

export type Departure = {
  /** Bytes it will have, roughly; counted as pending from now on. */
  size: number
  /** Makes the bytes. Called once, in the order of leaving; never when the connection ends before. */
  make: () => Buffer[]
  /** Milliseconds before its turn comes; what is late never overtakes what is late before it. */
  delayMs?: number | undefined
  ceiling?: Ceiling | undefined
  /** The last of the bytes was handed to the system. */
  sent?: () => void
}

/** Takes a message back; false when it has left, in part or whole. */
export type Withdraw = () => boolean

/** What has left is forgotten, for whoever may withdraw it keeps this object. */
type Waiting = { departure: Departure | undefined; size: number; dueAt: number }
type Leaving = { parts: Buffer[]; ceiling: Ceiling; sent: () => void }

/** How often a paced connection writes. */
const TICK_MS = 20
/** The next message is made when the system has left no more than this of the ones before. */
const AHEAD = 256 * 1024
/** After so many bytes others have a turn: a request that is not read does not know that its delay has begun. */
const TURN = 256 * 1024
const UNLIMITED: Ceiling = () => undefined

export class Outbox {
  readonly #socket: Socket
  readonly #moved: () => void
  /** In the order of their times. */
  readonly #delayed: Waiting[] = []
  readonly #ready: Waiting[] = []
  /** Made into bytes, which have not all left. */
  #leaving: Leaving | undefined
  #waitingBytes = 0
  #freeAt = 0
  #timer: NodeJS.Timeout | undefined
  #nextTurn: NodeJS.Immediate | undefined

  /** `moved` is called when fewer bytes are pending than before. */
  constructor(socket: Socket, moved: () => void) {
    this.#socket = socket
    this.#moved = moved
    socket.on('close', () => {
      clearTimeout(this.#timer)
      clearImmediate(this.#nextTurn)
      for (const waiting of [...this.#delayed.splice(0), ...this.#ready.splice(0)])
        waiting.departure = undefined
      this.#leaving = undefined
      this.#waitingBytes = 0
    })
  }

  /** Bytes accepted that the system has not taken yet. */
  get pending(): number {
    return this.#socket.destroyed ? 0 : this.#waitingBytes + this.#socket.writableLength
  }

  push(departure: Departure): Withdraw {
    const { delayMs = 0, size } = departure
    const waiting: Waiting = { departure, size, dueAt: 0 }
    this.#waitingBytes += size
    if (delayMs > 0) {
      waiting.dueAt = Math.max(performance.now() + delayMs, this.#delayed.at(-1)?.dueAt ?? 0)
      this.#delayed.push(waiting)
      if (this.#delayed.length === 1) this.#pump()
    } else {
      this.#ready.push(waiting)
      if (!this.#nextTurn) this.#pump()
    }
    return () => this.#withdraw(waiting)
  }

  #withdraw(waiting: Waiting): boolean {
    const queue = [this.#delayed, this.#ready].find((each) => each.includes(waiting))
    if (!queue) return false
    queue.splice(queue.indexOf(waiting), 1)
    this.#waitingBytes -= waiting.size
    this.#moved()
    return true
  }

  /** Writes what may leave now, and sees to being called again for the rest. */
  #pump(): void {
    clearTimeout(this.#timer)
    const now = performance.now()
    for (let late = this.#delayed[0]; late && late.dueAt <= now; late = this.#delayed[0]) {
      this.#delayed.shift()
      this.#ready.push(late)
    }
    const before = this.#waitingBytes
    this.#freeAt = Math.max(this.#freeAt, now - TICK_MS)
    let next = this.#delayed[0]?.dueAt ?? Infinity
    let written = 0
    while (this.#socket.writable && this.#socket.writableLength <= AHEAD) {
      this.#leaving ??= this.#nextLeaving()
      if (!this.#leaving) break
      const rate = this.#leaving.ceiling()
      if (rate !== undefined && this.#freeAt > now) {
        next = Math.min(next, this.#freeAt)
        break
      }
      written += this.#write(this.#leaving, rate)
      if (written >= TURN) {
        this.#pumpSoon()
        break
      }
    }
    if (next < Infinity) this.#timer = setTimeout(() => this.#pump(), Math.max(1, Math.ceil(next - now)))
    if (this.#waitingBytes < before) this.#moved()
  }

  #pumpSoon(): void {
    this.#nextTurn ??= setImmediate(() => {
      this.#nextTurn = undefined
      this.#pump()
    })
  }

  #nextLeaving(): Leaving | undefined {
    const next = this.#ready.shift()
    if (!next?.departure) return undefined
    const { size, make, ceiling = UNLIMITED, sent = () => undefined } = next.departure
    next.departure = undefined
    const parts = make()
    this.#waitingBytes += parts.reduce((sum, part) => sum + part.length, 0) - size
    return { parts: [...parts], ceiling, sent }
  }

  /** Everything, or as much as a paced connection lets go at once; answers how many bytes that was. */
  #write(leaving: Leaving, rate: number | undefined): number {
    let written = 0
    let allowance = rate === undefined ? Infinity : Math.max(64, Math.ceil((rate * TICK_MS) / 1000))
    this.#socket.cork()
    for (let part = leaving.parts.shift(); part; part = leaving.parts.shift()) {
      const bytes = part.subarray(0, allowance)
      if (bytes.length < part.length) leaving.parts.unshift(part.subarray(bytes.length))
      this.#waitingBytes -= bytes.length
      written += bytes.length
      allowance -= bytes.length
      if (rate !== undefined) this.#freeAt += (bytes.length / rate) * 1000
      const isLast = leaving.parts.length === 0
      if (isLast) this.#leaving = undefined
      this.#socket.write(
        bytes,
        isLast || allowance === 0 ? () => this.#written(isLast && leaving) : undefined,
      )
      if (allowance === 0) break
    }
    this.#socket.uncork()
    return written
  }

  #written(done: Leaving | false): void {
    if (done) done.sent()
    if (this.#leaving || this.#ready.length > 0) this.#pumpSoon()
    this.#moved()
  }
}
