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
  #roundTrip: { ms: number; at: number } | undefined
  /** A request that departs from then on meets no queue of ours. */
  #probeFrom: number | undefined

  depart(now: number): Departure {
    return { at: now, delivered: this.#delivered }
  }

  /** `bytes` came in answer to the request that departed then. */
  arrive({ at, delivered }: Departure, bytes: number, now: number): void {
    const wasAlone = this.#delivered === delivered
    this.#delivered += bytes
    const elapsed = Math.max(0.1, now - at)
    this.#rates.add((this.#delivered - delivered) / elapsed, now)
    this.#noteRoundTrip(elapsed, at, wasAlone, now)
  }

  /** Bytes that may be in flight now. */
  get bytes(): number {
    const rate = this.#rates.value
    const roundTrip = this.#roundTrip
    if (rate === undefined || !roundTrip) return FIRST_BYTES
    const bytes =
      this.#probeFrom === undefined
        ? Math.max(Math.min(FIRST_BYTES, rate * MAX_DRAIN_MS), rate * drainMs(roundTrip))
        : (rate * roundTrip.ms) / 2
    return Math.round(Math.min(MAX_BYTES, Math.max(MIN_BYTES, bytes)))
  }

  /**
   * While the window is full, every round trip has our own queue in it: if the shortest were just forgotten in time, the window would
   * grow with its own queue. So when it is old, less is sent for a moment, until a request has come back that met no queue.
   */
  #noteRoundTrip(ms: number, departedAt: number, wasAlone: boolean, now: number): void {
    const known = this.#roundTrip
    const isOld = known !== undefined && now - known.at > ROUND_TRIP_MEMORY_MS
    const isClean = isOld && (wasAlone || (this.#probeFrom !== undefined && departedAt >= this.#probeFrom))
    if (!known || ms <= known.ms || isClean) {
      this.#roundTrip = { ms, at: now }
      this.#probeFrom = undefined
    } else if (isOld) this.#probeFrom ??= now + drainMs(known)
  }
}

function drainMs({ ms }: { ms: number }): number {
  return Math.min(MAX_DRAIN_MS, 2 * ms + SLACK_MS)
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
