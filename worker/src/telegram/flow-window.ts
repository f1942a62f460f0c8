// How many bytes may be on their way from one data centre: as many as the connection carries in two round trips and a little
// more. More would not be faster, only later: what is asked for next waits behind all that was asked for before, a seek and
// Telegram's own pings included. After BBR (ACM Queue 14-5): the best rate seen lately, times the shortest round trip. Pure.

const MIB = 1024 * 1024
const MAX_BYTES = 16 * MIB
const MIN_BYTES = MIB / 4
const FIRST_BYTES = 2 * MIB
/** Beyond two round trips: hides that answers come in lumps. */
const SLACK_MS = 50
/** What is in flight must have arrived within this time, whatever the round trip. */
const MAX_DRAIN_MS = 1000
const RATE_MEMORY_MS = 5_000
const ROUND_TRIP_MEMORY_MS = 30_000

/** What was true when a request was sent. Times in milliseconds, monotonic. */
export type Departure = { at: number; delivered: number }

export class FlowWindow {
  #delivered = 0
  readonly #rates = new Extreme(RATE_MEMORY_MS, (a, b) => a >= b)
  readonly #roundTrips = new Extreme(ROUND_TRIP_MEMORY_MS, (a, b) => a <= b)

  depart(now: number): Departure {
    return { at: now, delivered: this.#delivered }
  }

  /** `bytes` came in answer to the request that departed then. */
  arrive({ at, delivered }: Departure, bytes: number, now: number): void {
    this.#delivered += bytes
    const elapsed = Math.max(0.1, now - at)
    this.#rates.add((this.#delivered - delivered) / elapsed, now)
    this.#roundTrips.add(elapsed, now)
  }

  /** Bytes that may be in flight now. */
  get bytes(): number {
    const rate = this.#rates.value
    const roundTripMs = this.#roundTrips.value
    if (rate === undefined || roundTripMs === undefined) return FIRST_BYTES
    const drainMs = Math.min(MAX_DRAIN_MS, 2 * roundTripMs + SLACK_MS)
    return Math.round(
      Math.min(MAX_BYTES, Math.max(MIN_BYTES, Math.min(FIRST_BYTES, rate * MAX_DRAIN_MS), rate * drainMs)),
    )
  }
}

/** The best of the values of the last while: a queue from which each value drives out the worse ones before it. */
class Extreme {
  readonly #memoryMs: number
  readonly #isBetter: (a: number, b: number) => boolean
  #samples: { value: number; at: number }[] = []

  constructor(memoryMs: number, isBetter: (a: number, b: number) => boolean) {
    this.#memoryMs = memoryMs
    this.#isBetter = isBetter
  }

  get value(): number | undefined {
    return this.#samples[0]?.value
  }

  add(value: number, at: number): void {
    this.#samples = this.#samples.filter(
      (sample) => at - sample.at <= this.#memoryMs && !this.#isBetter(value, sample.value),
    )
    this.#samples.push({ value, at })
  }
}
