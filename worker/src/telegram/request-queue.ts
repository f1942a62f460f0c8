// How much is in flight to one data centre, who goes first, and when FLOOD_WAIT holds everyone.
// One connection to Telegram carries all viewers: what somebody waits for goes before what is read ahead, that before what is
// prefetched, and among equals the first come goes first; as each viewer waits for one thing at a time, that is fair.
import { type Departure, FlowWindow } from './flow-window.ts'

/** Somebody waits for it; somebody will, if he reads on; somebody may. */
export type Priority = 'now' | 'ahead' | 'maybe'

/** A wish in the queue; `priority` may change while it waits. */
export type Want = { priority: Priority; readonly signal: AbortSignal }

/** A place in flight, to be given back once: with the bytes that came, or 0. */
export type Place = { leave(bytes: number): void }

type Waiter = { want: Want; bytes: number; go: (place: Place) => void; leave: (reason: unknown) => void }

const ORDER: readonly Priority[] = ['now', 'ahead', 'maybe']
/** Who is waited for may go although the window is full, by this much. */
const URGENT_BYTES = 256 * 1024
/** Node runs longer timers at once. */
const MAX_TIMER_MS = 2 ** 31 - 1

type Options = {
  /** At most so many requests at once, however small. */
  maxRequests: number
  /** Milliseconds, monotonic. */
  now?: () => number
}

export class RequestQueue {
  readonly #maxRequests: number
  readonly #now: () => number
  readonly #window = new FlowWindow()
  readonly #waiters: Waiter[] = []
  #requests = 0
  #bytes = 0
  #heldUntil = 0
  #timer: NodeJS.Timeout | undefined

  constructor({ maxRequests, now = () => performance.now() }: Options) {
    this.#maxRequests = maxRequests
    this.#now = now
  }

  /** Milliseconds until the gate opens; 0 when it is open. */
  get heldForMs(): number {
    return Math.max(0, this.#heldUntil - this.#now())
  }

  get inFlight(): number {
    return this.#requests
  }

  get inFlightBytes(): number {
    return this.#bytes
  }

  /** Bytes that may be in flight, as measured. */
  get windowBytes(): number {
    return this.#window.bytes
  }

  get waiting(): number {
    return this.#waiters.length
  }

  /** Nobody sends before this many milliseconds have passed: what FLOOD_WAIT asks for. The longest wait counts. */
  hold(ms: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, this.#now() + ms)
    this.#pump()
  }

  /**
   * Waits until an answer of so many bytes may be asked for.
   * Rejects with the signal's reason when it is aborted first.
   */
  enter(want: Want, bytes: number): Promise<Place> {
    return new Promise((resolve, reject) => {
      const fail = (reason: unknown) => reject(reason instanceof Error ? reason : new Error(String(reason)))
      if (want.signal.aborted) {
        fail(want.signal.reason)
        return
      }
      const abort = () => waiter.leave(want.signal.reason)
      const waiter: Waiter = {
        want,
        bytes,
        go: (place) => {
          want.signal.removeEventListener('abort', abort)
          resolve(place)
        },
        leave: (reason) => {
          this.#waiters.splice(this.#waiters.indexOf(waiter), 1)
          fail(reason)
          // He may have been the one too large for what is left of the window.
          this.#pump()
        },
      }
      want.signal.addEventListener('abort', abort, { once: true })
      this.#waiters.push(waiter)
      this.#pump()
    })
  }

  #pump(): void {
    clearTimeout(this.#timer)
    if (this.heldForMs > 0) {
      if (this.#waiters.length > 0)
        this.#timer = setTimeout(() => this.#pump(), Math.min(MAX_TIMER_MS, Math.ceil(this.heldForMs) + 1))
      return
    }
    for (let next = this.#first(); next && this.#mayGo(next); next = this.#first()) {
      this.#waiters.splice(this.#waiters.indexOf(next), 1)
      next.go(this.#place(next.bytes))
    }
  }

  #first(): Waiter | undefined {
    for (const priority of ORDER) {
      const waiter = this.#waiters.find(({ want }) => want.priority === priority)
      if (waiter) return waiter
    }
    return undefined
  }

  #mayGo({ want, bytes }: Waiter): boolean {
    if (this.#requests === 0) return true
    const extra = want.priority === 'now' ? URGENT_BYTES : 0
    return this.#requests < this.#maxRequests && this.#bytes + bytes <= this.#window.bytes + extra
  }

  #place(bytes: number): Place {
    const departure: Departure = this.#window.depart(this.#now())
    this.#requests++
    this.#bytes += bytes
    let isLeft = false
    return {
      leave: (arrived) => {
        if (isLeft) return
        isLeft = true
        this.#requests--
        this.#bytes -= bytes
        if (arrived > 0) this.#window.arrive(departure, arrived, this.#now())
        this.#pump()
      },
    }
  }
}
