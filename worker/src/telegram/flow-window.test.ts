// Against links by calculation: bytes leave one after the other at the link's rate, and arrive half a round trip later.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FlowWindow } from './flow-window.ts'

const KIB = 1024
const MIB = 1024 * KIB
const MOST = 16 * MIB
const LEAST = MIB / 4

type Link = { bytesPerMs: number; roundTripMs: number }

class Sender {
  readonly window = new FlowWindow()
  readonly #link: Link
  readonly #requestBytes: number
  now = 0
  arrived = 0
  /** When the link is free for the next answer. */
  #freeAt = 0
  #inFlight: { departure: ReturnType<FlowWindow['depart']>; at: number }[] = []

  constructor(link: Link, requestBytes: number) {
    this.#link = link
    this.#requestBytes = requestBytes
  }

  get inFlightBytes(): number {
    return this.#inFlight.length * this.#requestBytes
  }

  #fill(): void {
    const { bytesPerMs, roundTripMs } = this.#link
    while (
      this.#inFlight.length === 0 ||
      (this.inFlightBytes + this.#requestBytes <= this.window.bytes && this.#inFlight.length < 64)
    ) {
      const begins = Math.max(this.now + roundTripMs / 2, this.#freeAt)
      this.#freeAt = begins + this.#requestBytes / bytesPerMs
      this.#inFlight.push({ departure: this.window.depart(this.now), at: this.#freeAt + roundTripMs / 2 })
    }
  }

  /** Keeps the window full for so long. */
  runFor(ms: number): void {
    const end = this.now + ms
    while (this.now < end) {
      this.#fill()
      this.#take()
    }
  }

  /** Asks for nothing more; how long until all has arrived, milliseconds. */
  drain(): number {
    const from = this.now
    while (this.#inFlight.length > 0) this.#take()
    return this.now - from
  }

  #take(): void {
    const next = this.#inFlight.shift()
    if (!next) return
    this.now = Math.max(this.now, next.at)
    this.arrived += this.#requestBytes
    this.window.arrive(next.departure, this.#requestBytes, this.now)
  }
}

const anyLink = fc.record({
  bytesPerMs: fc.integer({ min: 1000, max: 200_000 }),
  roundTripMs: fc.integer({ min: 0, max: 300 }),
})
/** Of the connection, as far as the window may hold it. */
const product = ({ bytesPerMs, roundTripMs }: Link) => Math.min(MOST, bytesPerMs * roundTripMs)

describe('the window', () => {
  it('begins with 2 MiB', () => {
    expect(new FlowWindow().bytes).toBe(2 * MIB)
  })

  it('holds what a connection carries in one round trip, and no more than three and a little', () => {
    fc.assert(
      fc.property(anyLink, (link) => {
        const sender = new Sender(link, MIB)
        // Long enough for what was measured at first to be forgotten, more than once.
        sender.runFor(20_000 + 80_000 * (link.roundTripMs % 2))
        const { bytes } = sender.window
        expect(bytes).toBeGreaterThanOrEqual(0.95 * product(link))
        // What a request takes on the line itself counts as round trip: no request can do with less.
        const slack = 2 * MIB + 50 * link.bytesPerMs + 2 * MIB
        expect(bytes).toBeLessThanOrEqual(Math.min(MOST, 3 * link.bytesPerMs * link.roundTripMs + slack))
        expect(bytes).toBeGreaterThanOrEqual(LEAST)
      }),
    )
  })

  it('uses the connection up, from the first second on', () => {
    fc.assert(
      fc.property(anyLink, (link) => {
        const sender = new Sender(link, MIB)
        sender.runFor(3000)
        const before = sender.arrived
        sender.runFor(5000)
        const most = Math.min(link.bytesPerMs * 5000, (MOST / Math.max(1, link.roundTripMs)) * 5000)
        expect(sender.arrived - before).toBeGreaterThan(0.75 * most - 2 * MIB)
      }),
    )
  })

  it('is empty within a second and a round trip, so that pings and seeks come through', () => {
    fc.assert(
      fc.property(anyLink, (link) => {
        const sender = new Sender(link, 128 * KIB)
        sender.runFor(10_000)
        expect(sender.drain()).toBeLessThanOrEqual(1000 + link.roundTripMs + 300)
      }),
    )
  })

  it('recovers after a pause, and when a line has become slower or faster', () => {
    fc.assert(
      fc.property(anyLink, anyLink, fc.integer({ min: 0, max: 100_000 }), (before, after, pauseMs) => {
        const link = { ...before }
        const sender = new Sender(link, 256 * KIB)
        sender.runFor(10_000)
        sender.drain()
        sender.now += pauseMs
        Object.assign(link, after)
        sender.runFor(40_000)
        // Now and then it sends less for a moment, to learn the round trip anew.
        const seen = Array.from({ length: 20 }, () => (sender.runFor(200), sender.window.bytes))
        const most = Math.min(MOST, 64 * 256 * KIB, product(after))
        expect(Math.max(...seen)).toBeGreaterThanOrEqual(0.9 * most)
        expect(Math.max(...seen)).toBeLessThanOrEqual(Math.max(2 * MIB, 1000 * after.bytesPerMs))
      }),
      { numRuns: 40 },
    )
  })

  it('is never out of bounds, whatever comes when', () => {
    const sample = fc.record({ bytes: fc.nat(2 * MIB), afterMs: fc.nat(10_000), elapsedMs: fc.nat(20_000) })
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 200 }), (samples) => {
        const window = new FlowWindow()
        let now = 0
        for (const { bytes, afterMs, elapsedMs } of samples) {
          now += afterMs
          const departure = window.depart(now)
          now += elapsedMs
          window.arrive(departure, bytes, now)
          expect(window.bytes).toBeGreaterThanOrEqual(LEAST)
          expect(window.bytes).toBeLessThanOrEqual(MOST)
          expect(Number.isInteger(window.bytes)).toBe(true)
        }
      }),
    )
  })
})
