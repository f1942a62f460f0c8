// How much one connection may hold in memory for a peer that reads slowly or not at all.

type Job = { cost: number; run: () => Promise<unknown> }

export class Flow {
  readonly #limit: number
  readonly #pending: () => number
  readonly #queue: Job[] = []
  readonly #moved: () => void
  #reserved = 0

  /** `limit` in bytes; `pending` tells the bytes that wait in the socket; `moved` is called when the queue may be shorter. */
  constructor(limit: number, pending: () => number, moved: () => void) {
    this.#limit = limit
    this.#pending = pending
    this.#moved = moved
  }

  /** Jobs that wait for room. */
  get queued(): number {
    return this.#queue.length
  }

  /** Runs a job, in the order of asking, once there is room for the bytes it will make; jobs overlap. */
  schedule(cost: number, run: () => Promise<unknown>): void {
    this.#queue.push({ cost, run })
    this.advance()
  }

  /** To be called when bytes have left, or never will. */
  advance(): void {
    for (let next = this.#queue[0]; next; next = this.#queue[0]) {
      const held = this.#reserved + this.#pending()
      if (held > 0 && held + next.cost > this.#limit) return
      this.#queue.shift()
      void this.#start(next)
    }
  }

  async #start(job: Job): Promise<void> {
    this.#reserved += job.cost
    try {
      await job.run()
    } finally {
      this.#reserved -= job.cost
      this.advance()
      this.#moved()
    }
  }
}
