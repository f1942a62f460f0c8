// How many requests are in flight to one data centre, who goes first, and when FLOOD_WAIT holds everyone.
// One connection to Telegram carries all viewers: a chunk that somebody waits for goes before one read ahead, and among
// equals the first come goes first; as each viewer waits for one chunk at a time, that is fair.

/** A wish in the queue; `urgent` may change while it waits. */
export type Want = { urgent: boolean; readonly signal: AbortSignal }

type Waiter = { want: Want; go: () => void; leave: (reason: unknown) => void }

export class RequestQueue {
  readonly #maxInFlight: number
  readonly #waiters: Waiter[] = []
  #inFlight = 0
  #heldUntil = 0
  #timer: NodeJS.Timeout | undefined

  constructor(maxInFlight: number) {
    this.#maxInFlight = maxInFlight
  }

  /** Milliseconds until the gate opens; 0 when it is open. */
  get heldForMs(): number {
    return Math.max(0, this.#heldUntil - performance.now())
  }

  get inFlight(): number {
    return this.#inFlight
  }

  get waiting(): number {
    return this.#waiters.length
  }

  /** Nobody sends before this many milliseconds have passed: what FLOOD_WAIT asks for. The longest wait counts. */
  hold(ms: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, performance.now() + ms)
    this.#pump()
  }

  /**
   * Waits for a place; the answer gives it back, and must be called once.
   * Rejects with the signal's reason when it is aborted first.
   */
  async enter(want: Want): Promise<() => void> {
    want.signal.throwIfAborted()
    await new Promise<void>((resolve, reject) => {
      const abort = () => waiter.leave(want.signal.reason)
      const waiter: Waiter = {
        want,
        go: () => {
          want.signal.removeEventListener('abort', abort)
          resolve()
        },
        leave: (reason) => {
          this.#waiters.splice(this.#waiters.indexOf(waiter), 1)
          reject(reason instanceof Error ? reason : new Error(String(reason)))
        },
      }
      want.signal.addEventListener('abort', abort, { once: true })
      this.#waiters.push(waiter)
      this.#pump()
    })
    let isReleased = false
    return () => {
      if (isReleased) return
      isReleased = true
      this.#inFlight--
      this.#pump()
    }
  }

  #pump(): void {
    clearTimeout(this.#timer)
    if (this.heldForMs > 0) {
      if (this.#waiters.length > 0)
        this.#timer = setTimeout(() => this.#pump(), Math.ceil(this.heldForMs) + 1)
      return
    }
    while (this.#inFlight < this.#maxInFlight && this.#waiters.length > 0) {
      const urgent = this.#waiters.findIndex(({ want }) => want.urgent)
      const [next] = this.#waiters.splice(Math.max(0, urgent), 1)
      this.#inFlight++
      next?.go()
    }
  }
}
